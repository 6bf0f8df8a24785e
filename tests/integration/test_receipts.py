"""Receipts fill in: what the report became, who was told, who has read it."""

import json
from typing import Any
from uuid import uuid4

from tests.integration.driver import Driver, a_referral, an_event
from tests.integration.inboxes import listed
from tests.integration.ledger import at_rest
from tests.integration.story import KRAFT, RELATIVES, SOCIAL, Story, ids_of, until

CREATED = "dk.samspil.henvisning.oprettet.v1"


async def _read(driver: Driver, person: str, citizen: str) -> None:
    (notice,) = await until(lambda: listed(driver, person, citizen))
    answer = await driver.client.post(
        f"{driver.endpoints['notifications']}/inbox/{notice['notice_id']}/read", headers=await driver.bearer(person)
    )
    assert answer.status_code == 204


def _by(receipt: dict[str, Any]) -> list[tuple[str, str | None, bool]]:
    return [(told["recipient_kind"], told["department"], told["read"]) for told in receipt["told"]]


async def test_a_receipt_fills_in_to_the_reading(driver: Driver) -> None:
    """Receipts: accepted, published, told, read: the sender sees each come true, with the trace it was answered in."""
    story = Story(driver, await driver.citizen())
    answered = await story.ask()
    assert (answered["status"], answered["told"]) == ("accepted", [])
    assert [event["type"] for event in answered["published"]] == [CREATED]
    await at_rest(driver)
    receipt = await driver.receipt(SOCIAL, "referral", answered["receipt_id"])
    assert (receipt["status"], receipt["trace_id"]) == ("published", answered["trace_id"])
    assert receipt["published"] == answered["published"]
    # That the citizen was told is not for an app.
    assert receipt["told"] == [
        {"recipient_kind": "department", "department": "kraftcenter", "channel": "inbox", "read": False}
    ]
    await _read(driver, "anne", story.citizen)
    await at_rest(driver)
    receipt = await driver.receipt(SOCIAL, "referral", answered["receipt_id"])
    assert _by(receipt) == [("department", "kraftcenter", True)]


async def test_a_receipt_fills_in_at_every_service(driver: Driver) -> None:
    """Receipts: also of what kraftcenter decided, and of what notifications decided itself."""
    story = await Story(driver, await driver.citizen()).under_way()
    goal = await story.set_goal()
    designated = {
        "designation_id": str(uuid4()),
        "relation": "friend",
        "may_know": ["dk.samspil.delmaal.naaet.v1"],
        "channels": ["inbox"],
    }
    designation = await driver.accepted(KRAFT, "notifications", "paaroerende.udpeget", story.citizen, designated)
    designation = await driver.decided(KRAFT, "notifications", designation)
    await at_rest(driver)
    receipt = await driver.receipt(KRAFT, "kraftcenter", goal["receipt_id"])
    assert (receipt["status"], _by(receipt)) == ("published", [("department", "socialpsykiatri", False)])
    receipt = await driver.receipt(KRAFT, "notifications", designation["receipt_id"])
    # The relatives' team was told, but is no party to a loop: an app does not see it.
    assert (receipt["status"], _by(receipt)) == ("published", [])
    assert len(await listed(driver, "lone", story.citizen)) == 1


async def test_the_relatives_team_shows_in_a_receipt_only_of_its_own_loop(driver: Driver) -> None:
    """Receipts: an app sees `paaroerende` in its own loops; elsewhere it would tell of a designation."""
    story = Story(driver, await driver.citizen())
    await story.designate(CREATED)
    await at_rest(driver)
    elsewhere = await story.ask()
    to_them = a_referral(str(uuid4()), to_department="paaroerende", offer="paaroerende-vejledning")
    own = await driver.accepted(SOCIAL, "referral", "henvisning.oprettet", story.citizen, to_them)
    await at_rest(driver)
    assert len(await listed(driver, "lone", story.citizen)) == 2
    receipt = await driver.receipt(SOCIAL, "referral", elsewhere["receipt_id"])
    assert _by(receipt) == [("department", "kraftcenter", False)]
    receipt = await driver.receipt(SOCIAL, "referral", own["receipt_id"])
    assert ("department", "paaroerende", False) in _by(receipt)


async def test_a_person_sees_that_the_citizen_was_told(driver: Driver) -> None:
    """Receipts: what is kept from an app is shown to the coordinator who reported."""
    citizen = await driver.citizen()
    event = an_event("", "henvisning.oprettet", citizen, a_referral(str(uuid4())), source="urn:samspil:web")
    answer = await driver.client.post(
        f"{driver.endpoints['referral']}/events",
        content=json.dumps(event),
        headers={**await driver.bearer("mette"), "Content-Type": "application/cloudevents+json"},
    )
    assert answer.status_code == 202, answer.text
    await at_rest(driver)
    receipt = await driver.receipt("mette", "referral", answer.json()["receipt_id"])
    assert _by(receipt) == [("citizen", None, False), ("department", "kraftcenter", False)]


async def test_a_relative_learns_no_department_beyond_the_loop(driver: Driver) -> None:
    """I2: a relative who asks for support sees its receiver told, not who else has to do with the citizen."""
    citizen = driver.endpoints["people"]["ellen"]["citizen_id"]
    await Story(driver, citizen).ask()
    await at_rest(driver)
    asked = a_referral(
        str(uuid4()),
        from_department=None,
        to_department="paaroerende",
        offer="paaroerende-vejledning",
        origin="relative",
    )
    receipt = await driver.accepted(
        "ellen", "referral", "henvisning.oprettet", citizen, asked, source="urn:samspil:web"
    )
    await at_rest(driver)
    receipt = await driver.receipt("ellen", "referral", receipt["receipt_id"])
    assert _by(receipt) == [("department", "paaroerende", False)]
    event = an_event(
        "", "henvisning.oprettet", citizen, {**asked, "referral_id": str(uuid4())}, source="urn:samspil:web"
    )
    previewed = await driver.client.post(
        f"{driver.endpoints['notifications']}/preview",
        content=json.dumps(event),
        headers={**await driver.bearer("ellen"), "Content-Type": "application/cloudevents+json"},
    )
    assert previewed.status_code == 200, previewed.text
    assert {(r["recipient_kind"], r["department"]) for r in previewed.json()["recipients"]} == {
        ("department", "paaroerende")
    }
    assert "ocialpsykiatri" not in previewed.text


async def test_a_receipt_is_its_senders(driver: Driver) -> None:
    """Receipts: for who sent the report, and operations; to anybody else there is none."""
    story = Story(driver, await driver.citizen())
    receipt = await story.ask()
    path = f"/receipts/{receipt['receipt_id']}"
    for reader in (KRAFT, RELATIVES, "mette", "anne", "viggo"):
        assert (await driver.get(reader, "referral", path)).status_code == 404
    answer = await driver.get("drift", "referral", path)
    assert (answer.status_code, ids_of(answer.json())) == (200, ids_of(receipt))
