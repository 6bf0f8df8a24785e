"""An event reaches an app's own address, signed, once in the normal course."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from standardwebhooks import WebhookVerificationError

from deploy.embedded.stack import Stack
from tests.integration.driver import Driver
from tests.integration.owner import trigger
from tests.integration.webhooks.hooks import ask, listening, log, refer
from tests.integration.webhooks.receiver import Received, Receiver

APP = "kraftcenter-app"


async def test_an_event_is_delivered_signed_as_it_stands_on_kafka(driver: Driver) -> None:
    """A department's app hears what the department is told: the very event, verified by the public library, once; the
    receipt and the log say so."""
    async with Receiver.open() as receiver, listening(driver, APP, receiver.url) as secret:
        citizen = await driver.citizen()
        referral = await refer(driver, citizen)
        await receiver.until(lambda r: bool(r.about(referral_id=referral)))
        (got,) = receiver.about(referral_id=referral)
        got.signed_with(secret)
        with pytest.raises(WebhookVerificationError):
            got._replace(body=got.body.replace(b"routine", b"urgent")).signed_with(secret)
        assert got.headers["content-type"] == "application/cloudevents+json"
        (event,) = [e for e in await driver.on_topic("referral.events", {UUID(citizen)}) if "oprettet" in e.type]
        assert (got.event["id"], got.event["version"], got.event["subject"]) == (str(event.id), event.version, citizen)
        assert got.event["data"] == event.data.model_dump(mode="json")
        assert got.headers["traceparent"].split("-")[1] == (event.traceparent or "").split("-")[1]
        (line,) = await _ended(driver, referral_event=str(event.id))
        assert (line["webhook_id"], line["status"]) == (got.id, "delivered")
        assert [(a["code"], a["status"]) for a in line["attempts"]] == [("delivered", 204)]


async def test_an_app_hears_of_the_types_it_names(driver: Driver) -> None:
    """What was not asked for is not sent."""
    wanted = "dk.samspil.henvisning.annulleret.v1"
    async with Receiver.open() as receiver, listening(driver, APP, receiver.url, [wanted]):
        citizen = await driver.citizen()
        referral = await refer(driver, citizen)
        cancelled = {"referral_id": referral, "reason": "citizen_declined", "by": "sender"}
        await driver.accepted("socialpsykiatri-app", "referral", "henvisning.annulleret", citizen, cancelled)
        await receiver.until(lambda r: bool(r.about(referral_id=referral)))
        assert [got.event["type"] for got in receiver.about(referral_id=referral)] == [wanted]


async def test_a_receiver_that_fails_gets_the_same_id_again(driver: Driver) -> None:
    """At least once with a stable id: the body is the same to the byte, signed anew, and the log has both tries."""
    tries: list[Received] = []

    async def fails_first(got: Received) -> tuple[int, dict[str, str]]:
        tries.append(got)
        return (500 if len(tries) == 1 else 200), {}

    async with Receiver.open(fails_first) as receiver, listening(driver, APP, receiver.url) as secret:
        referral = await refer(driver, await driver.citizen())
        await receiver.until(lambda r: len(r.about(referral_id=referral)) == 2)
        first, second = receiver.about(referral_id=referral)
        assert (first.id, first.body) == (second.id, second.body)
        second.signed_with(secret)
        assert second.at - first.at > 2
        (line,) = await _ended(driver, referral_event=first.event["id"])
        assert [(a["code"], a["status"]) for a in line["attempts"]] == [("refused", 500), ("delivered", 200)]


async def test_a_receiver_that_wants_no_more_is_left_alone(driver: Driver) -> None:
    """410: the webhook is disabled until it is set again, which anybody who looks at it sees."""

    async def gone(_: Received) -> tuple[int, dict[str, str]]:
        return 410, {}

    async with Receiver.open(gone) as receiver, listening(driver, APP, receiver.url):
        referral = await refer(driver, await driver.citizen())
        await receiver.until(lambda r: bool(r.about(referral_id=referral)))
        (line,) = await _ended(driver, referral_event=receiver.about(referral_id=referral)[0].event["id"])
        assert (line["status"], line["attempts"][0]["code"]) == ("stopped", "gone")
        shown = (await ask(driver, APP, "GET", APP)).json()
        assert shown["disabled_at"] is not None
        again = await ask(driver, APP, "PUT", APP, json={"url": receiver.url})
        assert (again.json()["disabled_at"], again.json()["secret"]) == (None, None)


async def test_without_the_queue_the_same_check_fails(driver: Driver, stack: Stack) -> None:
    """What is told is queued in the same transaction: where that row is lost, nothing comes, and the check sees it."""
    async with Receiver.open() as receiver, listening(driver, APP, receiver.url):
        async with trigger(stack, "notifications", "deliveries", "BEFORE INSERT", "RETURN NULL;"):
            lost = await refer(driver, await driver.citizen())
            with pytest.raises(TimeoutError):
                await receiver.until(lambda r: bool(r.about(referral_id=lost)), seconds=5)
        kept = await refer(driver, await driver.citizen())
        await receiver.until(lambda r: bool(r.about(referral_id=kept)))


async def test_without_the_lease_it_is_sent_more_than_once(driver: Driver, stack: Stack) -> None:
    """The lease is what keeps a delivery from being tried twice at the same time: worth nothing, and it is."""

    async def slowly(_: Received) -> tuple[int, dict[str, str]]:
        await asyncio.sleep(3)
        return 204, {}

    expired = "IF NEW.lease IS NOT NULL THEN NEW.next_at := now(); END IF; RETURN NEW;"
    async with Receiver.open(slowly) as receiver, listening(driver, APP, receiver.url):
        once = await refer(driver, await driver.citizen())
        await receiver.until(lambda r: bool(r.about(referral_id=once)))
        await _ended(driver, referral_event=receiver.about(referral_id=once)[0].event["id"])
        assert len(receiver.about(referral_id=once)) == 1
        async with trigger(stack, "notifications", "deliveries", "BEFORE UPDATE", expired):
            twice = await refer(driver, await driver.citizen())
            await receiver.until(lambda r: len(r.about(referral_id=twice)) > 1)
        assert len({got.id for got in receiver.about(referral_id=twice)}) == 1


async def _ended(driver: Driver, *, referral_event: str) -> list[dict[str, Any]]:
    """The log's lines of an event, once none of them is queued."""
    async with asyncio.timeout(60):
        while True:
            lines = [line for line in await log(driver, APP) if line["event_id"] == referral_event]
            if lines and all(line["status"] != "queued" for line in lines):
                return lines
            await asyncio.sleep(0.1)
