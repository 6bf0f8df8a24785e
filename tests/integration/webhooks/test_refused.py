"""What is given up is told, and what lies in our own network is not reached where it may not be."""

import asyncio
from typing import Any
from uuid import UUID

from deploy.embedded.stack import Stack
from shared.contracts import NoticeGivenUp
from tests.integration.driver import Driver
from tests.integration.inboxes import listed
from tests.integration.ledger import at_rest
from tests.integration.owner import owner
from tests.integration.webhooks.hooks import ask, listening, log, refer
from tests.integration.webhooks.receiver import Received, Receiver

APP = "kraftcenter-app"
INSIDE = ("https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://169.254.169.254/", "https://10.0.0.1/",
          "https://[::ffff:127.0.0.1]/", "https://2130706433/", "http://1.1.1.1/")  # fmt: skip


async def test_what_cannot_be_delivered_for_a_day_is_told_to_the_manager(driver: Driver, stack: Stack) -> None:
    """N4: given up is a state in the log, an event, and a notice to the managers of the app's department."""

    async def refuses(_: Received) -> tuple[int, dict[str, str]]:
        return 500, {}

    async with Receiver.open(refuses) as receiver, listening(driver, APP, receiver.url):
        citizen = await driver.citizen()
        referral = await refer(driver, citizen)
        await receiver.until(lambda r: bool(r.about(referral_id=referral)))
        event_id = receiver.about(referral_id=referral)[0].event["id"]
        await _logged(driver, event_id, "queued", attempts=1)
        async with owner(stack, "notifications") as connection:
            await connection.execute(
                "UPDATE deliveries SET since = since - interval '1 day', next_at = now() WHERE event_id = $1",
                UUID(event_id),
            )
        line = await _logged(driver, event_id, "given_up", attempts=2)
        manager = next(
            name
            for name, who in driver.endpoints["people"].items()
            if (who["role"], who.get("department")) == ("manager", "kraftcenter")
        )
        (notice,) = await listed(driver, manager, citizen)
        assert notice["event_type"] == NoticeGivenUp.type
        await at_rest(driver)
        told = [
            e for e in await driver.on_topic("notifications.events", {UUID(citizen)}) if e.type == notice["event_type"]
        ]
        assert [(e.data.recipient_kind, e.data.department, e.data.channel, e.data.attempts) for e in told] == [
            ("app", "kraftcenter", "webhook", 2)
        ]
        assert str(told[0].data.notice_id) == line["webhook_id"]


async def test_private_addresses_are_refused_where_they_are_not_allowed(driver: Driver, stack: Stack) -> None:
    """Outside the embedded stack: TLS alone, and nothing of our own network; at the setting, and at the sending of what
    was set before. The words are the same for a name that leads inside and one that leads nowhere."""
    async with Receiver.open() as receiver, listening(driver, APP, receiver.url):
        await stack.stop_part("notifications")
        try:
            with stack.changed_environment("notifications", SAMSPIL_WEBHOOK_PRIVATE_ADDRESSES="false"):
                await stack.start_part("notifications")
                refusals = [await ask(driver, APP, "PUT", APP, json={"url": url}) for url in INSIDE]
                nowhere = await ask(driver, APP, "PUT", APP, json={"url": "https://findes-ikke.invalid/"})
                assert {answer.status_code for answer in (*refusals, nowhere)} == {422}
                inside = {answer.json()["errors"][0]["detail"] for answer in refusals[:-1]}
                assert inside == {nowhere.json()["errors"][0]["detail"]}
                assert (await ask(driver, APP, "GET", APP)).json()["url"] == receiver.url
                before = {line["webhook_id"] for line in await log(driver, APP)}
                await refer(driver, await driver.citizen())
                assert await _ended(driver, before) == ("given_up", ["forbidden_address"])
                assert receiver.received == []
                await stack.stop_part("notifications")
        finally:
            await stack.start_part("notifications")


async def _ended(driver: Driver, before: set[str]) -> tuple[str, list[str]]:
    """State and codes of the delivery that has come to the log since, once it is done."""
    async with asyncio.timeout(60):
        while True:
            for line in await log(driver, APP):
                if line["webhook_id"] not in before and line["status"] != "queued":
                    return line["status"], [attempt["code"] for attempt in line["attempts"]]
            await asyncio.sleep(0.2)


async def _logged(driver: Driver, event_id: str, status: str, *, attempts: int) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            for line in await log(driver, APP):
                if (line["event_id"], line["status"], len(line["attempts"])) == (event_id, status, attempts):
                    return line
            await asyncio.sleep(0.1)
