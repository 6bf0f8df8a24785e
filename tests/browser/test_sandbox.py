"""The sandbox's page in a browser: what an app does is seen as it happens."""

import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import GroupAuthorizationFailedError, TopicAuthorizationFailedError
from playwright.async_api import Browser, Locator, Page, expect
from standardwebhooks.webhooks import Webhook

from deploy.embedded.layout import read_json
from deploy.embedded.stack import Stack
from tests.browser.visit import Visits, accessibility_faults
from tests.integration.driver import Driver, a_referral, an_event
from tests.integration.kafka_login import app_login, producing

APP = "socialpsykiatri-app"
SEEN_MS = 30_000
"""Live is within a second; a machine that is busy with everything else takes longer."""

LIVE = "Siden opdateres af sig selv"
SECRET = "whsec_c2FtbWUgaGVtbWVsaWdoZWQgaGVyIG9nIGRlcg=="


@pytest.fixture(scope="module")
async def sandbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """A small stack with a sandbox: no other stack has one."""
    root: Path = tmp_path_factory.mktemp("sandbox")
    async with Stack(root, services=("referral",), parts={"kafka", "postgres", "issuer"}, sandbox=True) as running:
        yield running


def _line(page: Page, *words: str) -> Locator:
    found = page.get_by_role("article")
    for each in words:
        found = found.filter(has_text=each)
    return found.first


async def _opened(visits: Visits, **options: Any) -> Page:
    page = await visits.anonymous(**options)
    await page.goto(visits.url)
    await page.get_by_role("link", name=APP).click()
    await expect(page.get_by_role("heading", name=APP)).to_be_visible(timeout=SEEN_MS)
    return page


async def test_reports_over_http_are_seen_as_they_come_and_refused_ones_with_their_reason(
    chromium: Browser, sandbox: Stack
) -> None:
    """Vendors: accepted at once, refused with the fields that were wrong; live, and without JavaScript by reload."""
    async with Driver.open(sandbox) as driver, Visits.to(sandbox.endpoints["sandbox"], chromium) as visits:
        page, plain = await _opened(visits), await _opened(visits, java_script_enabled=False)
        await expect(page.locator("#connection")).to_have_text(LIVE, timeout=SEEN_MS)
        assert await accessibility_faults(page) == []
        citizen = await driver.citizen()
        receipt = await driver.accepted(APP, "referral", "henvisning.oprettet", citizen, a_referral(str(uuid4())))
        await expect(_line(page, "over HTTP", receipt["event_id"])).to_contain_text(
            "Henvisning oprettet: Godtaget", timeout=SEEN_MS
        )
        wrong = a_referral(str(uuid4()), priority="snart")
        answer = await driver.report(APP, "referral", "henvisning.oprettet", citizen, wrong)
        assert answer.status_code == 422
        refused = _line(page, "Afvist", "/data/priority")
        await expect(refused).to_contain_text(
            "Henvisning oprettet: Afvist: data følger ikke kataloget", timeout=SEEN_MS
        )
        assert await accessibility_faults(page) == []
        await plain.reload()
        await expect(_line(plain, "Afvist", "/data/priority")).to_be_visible(timeout=SEEN_MS)
        await expect(_line(plain, receipt["event_id"])).to_be_visible(timeout=SEEN_MS)
        assert citizen not in await page.content()


async def test_reports_over_kafka_are_seen_with_their_answers(chromium: Browser, sandbox: Stack) -> None:
    """Vendors: the record, the answer to it with its errors, and what could not be read at all."""
    async with Driver.open(sandbox) as driver, Visits.to(sandbox.endpoints["sandbox"], chromium) as visits:
        page = await _opened(visits)
        citizen = await driver.citizen()
        events = [
            an_event(APP, "henvisning.oprettet", citizen, a_referral(str(uuid4()))),
            an_event(APP, "henvisning.oprettet", citizen, a_referral(str(uuid4()), priority="snart")),
        ]
        topic, structured = f"intake.{APP}", [("content-type", b"application/cloudevents+json")]
        async with producing(app_login(sandbox.endpoints, APP)) as producer:
            for event in events:
                await producer.send_and_wait(topic, json.dumps(event).encode(), citizen.encode(), headers=structured)
            await producer.send_and_wait(topic, b"<b>ikke JSON</b>", citizen.encode())
        good, bad = events
        await expect(_line(page, "Indberetning over Kafka", good["id"])).to_contain_text("Godtaget", timeout=SEEN_MS)
        await expect(_line(page, "Svar på Kafka", good["id"])).to_contain_text("Indberetning godtaget", timeout=SEEN_MS)
        refused = _line(page, "Indberetning over Kafka", bad["id"])
        await expect(refused).to_contain_text("Henvisning oprettet: Afvist", timeout=SEEN_MS)
        await expect(refused).to_contain_text("/data/priority Skal være en af", timeout=SEEN_MS)
        await expect(_line(page, "Indberetning over Kafka", "Ukendt type: Afvist")).to_contain_text(
            "offset", timeout=SEEN_MS
        )
        assert await accessibility_faults(page) == []


async def test_the_sandbox_may_read_the_apps_topics_and_nothing_more(sandbox: Stack) -> None:
    """ACLs: its user writes nowhere, reads no service's events and joins no group; only this stack knows it."""
    access = read_json(sandbox.layout.run / "sandbox.json")["kafka"]
    async with producing(access) as producer:
        for topic in (f"intake.{APP}", f"intake.{APP}.receipts", "referral.events"):
            with pytest.raises(TopicAuthorizationFailedError):
                await producer.send_and_wait(topic, b"{}")
    reader = AIOKafkaConsumer(group_id=None, **access)
    await reader.start()
    try:
        seen = await reader.topics()
        assert {f"intake.{APP}", f"intake.{APP}.receipts"} <= seen
        assert all(topic.startswith("intake.") for topic in seen)
    finally:
        await reader.stop()
    member = AIOKafkaConsumer(f"intake.{APP}", group_id="sandbox", **access)
    with pytest.raises(GroupAuthorizationFailedError):
        await member.start()
    await member.stop()


async def test_webhooks_are_taken_verified_and_shown_as_text(chromium: Browser, sandbox: Stack) -> None:
    """Vendors: unverified without the secret, right or wrong with it; whatever stands in one is text on the page."""
    receiver = f"{sandbox.endpoints['sandbox']}/webhooks/{APP}"
    event = {"type": "dk.samspil.delmaal.naaet.v1", "data": {"x": "<img src=x onerror=alert(1)>"}}
    body = json.dumps(event)

    async def send(driver: Driver, id_: str, signed: str) -> int:
        signature = Webhook(SECRET).sign(id_, datetime.now(UTC), signed)
        headers = {"webhook-id": id_, "webhook-timestamp": str(int(time.time())), "webhook-signature": signature}
        answer = await driver.client.post(receiver, content=body, headers=headers)
        return answer.status_code

    async with Driver.open(sandbox) as driver, Visits.to(sandbox.endpoints["sandbox"], chromium) as visits:
        page = await _opened(visits)
        assert await send(driver, "msg_before", body) == 204
        await expect(_line(page, "msg_before")).to_contain_text("Delmål nået: Ikke efterprøvet", timeout=SEEN_MS)
        await page.get_by_label("Hemmelighed").fill("ikke en hemmelighed")
        await page.get_by_role("button", name="Brug").click()
        await expect(page.get_by_role("alert")).to_contain_text("Det var ikke en hemmelighed", timeout=SEEN_MS)
        await page.get_by_label("Hemmelighed").fill(SECRET)
        await page.get_by_role("button", name="Brug").click()
        await expect(page.get_by_text("1 i brug")).to_be_visible(timeout=SEEN_MS)
        assert await send(driver, "msg_right", body) == 204
        assert await send(driver, "msg_wrong", body + " ") == 204
        await expect(_line(page, "msg_right")).to_contain_text("Delmål nået: Underskriften passer", timeout=SEEN_MS)
        await expect(_line(page, "msg_wrong")).to_contain_text(
            "Ingen af underskrifterne passer til hemmeligheden.", timeout=SEEN_MS
        )
        right = _line(page, "msg_right")
        await right.get_by_text("Indhold").click()
        await expect(right).to_contain_text("<img src=x onerror=alert(1)>", timeout=SEEN_MS)
        assert await accessibility_faults(page) == []
        assert (await driver.client.post(f"{receiver}?status=500", content=body)).status_code == 500
        stranger = await driver.client.post(f"{sandbox.endpoints['sandbox']}/webhooks/nobody", content=body)
        assert stranger.status_code == 404
