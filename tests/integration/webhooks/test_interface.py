"""What an app and operations can do with a webhook, and what nobody else can."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from standardwebhooks import WebhookVerificationError

from deploy.embedded.stack import Stack
from tests.integration.driver import Driver, a_referral, an_event
from tests.integration.owner import owner
from tests.integration.webhooks.hooks import ask, listening, log, refer
from tests.integration.webhooks.receiver import Received, Receiver

APP = "kraftcenter-app"


def operator(driver: Driver) -> str:
    return next(str(name) for name, who in driver.endpoints["people"].items() if who["role"] == "operator")


async def test_both_secrets_sign_during_a_rotation_then_the_new_one_alone(driver: Driver, stack: Stack) -> None:
    """A receiver has a day to change its secret; each is shown once, and sealed where it is kept."""
    async with Receiver.open() as receiver, listening(driver, APP, receiver.url) as old:
        rotated = (await ask(driver, APP, "POST", APP, "/rotate")).json()
        new = rotated["secret"]
        assert new != old
        assert rotated["previous_until"] is not None
        assert (await ask(driver, APP, "GET", APP)).json()["secret"] is None
        both = await _one(driver, receiver)
        for secret in (old, new):
            both.signed_with(secret)
        async with owner(stack, "notifications") as connection:
            kept = await connection.fetchrow("SELECT secret, previous FROM webhooks WHERE app = $1", APP)
            assert kept is not None
            assert all(secret.encode() not in kept["secret"] + kept["previous"] for secret in (old, new))
            await connection.execute("UPDATE webhooks SET previous_until = now() - interval '1 second'")
        after = await _one(driver, receiver)
        after.signed_with(new)
        with pytest.raises(WebhookVerificationError):
            after.signed_with(old)


async def test_the_test_button_says_what_came_of_it(driver: Driver) -> None:
    """A signed event about nobody, sent now; the answer is the outcome, for the app and for operations alike."""
    async with Receiver.open() as receiver, listening(driver, APP, receiver.url) as secret:
        for who in (APP, operator(driver)):
            tried = (await ask(driver, who, "POST", APP, "/test")).json()
            assert (tried["delivered"], tried["code"], tried["status"]) == (True, "delivered", 204)
            got = receiver.received[-1]
            got.signed_with(secret)
            assert got.id == tried["webhook_id"] == got.event["id"]
            assert got.event["type"] == "dk.samspil.webhook.proeve.v1"
            assert "subject" not in got.event
        gone = receiver.url
    async with listening(driver, APP, gone):
        tried = (await ask(driver, APP, "POST", APP, "/test")).json()
        assert (tried["delivered"], tried["code"]) == (False, "unreachable")


async def test_to_anybody_else_there_is_no_such_thing(driver: Driver) -> None:
    """404 alike for another app, for people of the department, and for an app that does not exist; 401 without a
    token; operations see it, but never a secret."""
    async with Receiver.open() as receiver, listening(driver, APP, receiver.url):
        people = driver.endpoints["people"].items()
        colleagues = [n for n, who in people if who.get("department") == "kraftcenter"]
        paths = (("GET", ""), ("DELETE", ""), ("POST", "/rotate"), ("POST", "/test"), ("GET", "/deliveries"))
        for who in ("socialpsykiatri-app", *colleagues):
            for method, path in paths:
                answer = await ask(driver, who, method, APP, path)
                assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
            refused = await ask(driver, who, "PUT", APP, json={"url": receiver.url})
            assert refused.status_code == 404
        assert (await ask(driver, operator(driver), "GET", "ingen-app")).status_code == 404
        seen = await ask(driver, operator(driver), "GET", APP)
        assert (seen.status_code, seen.json()["url"], seen.json()["secret"]) == (200, receiver.url, None)
        address = f"{driver.endpoints['notifications']}/apps/{APP}/webhook"
        assert (await driver.client.get(address)).status_code == 401


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"url": "ftp://hemmelig.example/"}, "/url"),
        ({"url": "https://bruger:hemmelig@receiver.example/"}, "/url"),
        ({"url": "http://127.0.0.1:1/", "types": ["dk.samspil.hemmelig.v1"]}, "/types/0"),
        ({"url": "http://127.0.0.1:1/", "typer": []}, ""),
        ({}, "/url"),
    ],
)
async def test_what_will_not_do_is_refused_by_name(driver: Driver, sent: dict[str, Any], pointer: str) -> None:
    """422 that names the field and repeats no value; nothing is kept."""
    answer = await ask(driver, APP, "PUT", APP, json=sent)
    assert answer.status_code == 422, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert "hemmelig" not in answer.text
    assert (await ask(driver, APP, "GET", APP)).status_code == 404


async def test_the_log_comes_a_page_at_a_time(driver: Driver) -> None:
    """Newest first, by status, without a citizen in it; also once the webhook is gone."""
    async with Receiver.open() as receiver, listening(driver, APP, receiver.url):
        events = [(await _one(driver, receiver)).event["id"] for _ in range(3)]
    seen: list[dict[str, Any]] = []
    asked = {"limit": "1"}
    while len(seen) < 3:
        page = (await ask(driver, APP, "GET", APP, "/deliveries", params=asked)).json()
        seen += page["items"]
        asked["cursor"] = page["next"]
    assert [line["event_id"] for line in seen] == events[::-1]
    assert set(seen[0]) == {
        "webhook_id", "event_id", "event_type", "status", "created_at", "next_at", "done_at", "attempts",
    }  # fmt: skip
    assert not {line["event_id"] for line in await log(driver, APP, status="given_up")} & set(events)
    wrong = await ask(driver, APP, "GET", APP, "/deliveries", params={"cursor": "x"})
    assert wrong.status_code == 422


async def test_preview_and_receipt_name_the_apps_department(driver: Driver) -> None:
    """P3: who reports sees beforehand, and afterwards, that an app of the department is told over a webhook, beside the
    department itself."""
    async with Receiver.open() as receiver, listening(driver, APP, receiver.url):
        data = a_referral(str(uuid4()))
        citizen = await driver.citizen()
        event = an_event("socialpsykiatri-app", "henvisning.oprettet", citizen, data)
        previewed = await driver.client.post(
            f"{driver.endpoints['notifications']}/preview",
            json=event,
            headers={**await driver.bearer("socialpsykiatri-app"), "Content-Type": "application/cloudevents+json"},
        )
        lines = [(r["recipient_kind"], r["department"], r["channel"]) for r in previewed.json()["recipients"]]
        assert lines == [("department", "kraftcenter", "inbox"), ("app", "kraftcenter", "webhook")]
        receipt = await driver.accepted("socialpsykiatri-app", "referral", "henvisning.oprettet", citizen, data)
        async with asyncio.timeout(60):
            told: set[tuple[str, str, str]] = set()
            while ("app", "kraftcenter", "webhook") not in told:
                seen = await driver.receipt("socialpsykiatri-app", "referral", receipt["receipt_id"])
                told = {(line["recipient_kind"], line["department"], line["channel"]) for line in seen["told"]}
                await asyncio.sleep(0.1)
    assert ("department", "kraftcenter", "inbox") in told


async def _one(driver: Driver, receiver: Receiver) -> Received:
    """The next event, as the receiver gets it."""
    referral = await refer(driver, await driver.citizen())
    await receiver.until(lambda r: bool(r.about(referral_id=referral)))
    return receiver.about(referral_id=referral)[0]
