"""What the preview says is what then happens, over the real services (P3)."""

import json
from collections import Counter
from typing import Any
from uuid import UUID, uuid4

from tests.integration.driver import Driver, a_referral, a_start, an_event
from tests.integration.story import KRAFT, SOCIAL, until

Lines = Counter[tuple[str, str | None, str]]
_OWNER = {"henvisning": "referral", "indsats": "kraftcenter", "indsatsmaal": "kraftcenter"}


async def _would(driver: Driver, who: str, noun_fact: str, citizen: str, data: dict[str, Any]) -> Lines:
    event = an_event(SOCIAL, noun_fact, citizen, data, source="urn:samspil:web")
    answer = await driver.client.post(
        f"{driver.endpoints['notifications']}/preview",
        content=json.dumps(event),
        headers={**await driver.bearer(who), "Content-Type": "application/cloudevents+json"},
    )
    assert answer.status_code == 200, answer.text
    return Counter((r["recipient_kind"], r["department"], r["channel"]) for r in answer.json()["recipients"])


async def _told(driver: Driver, citizen: str) -> Lines:
    """Every notice about the citizen; of an event each recipient has one a channel."""
    async with driver.database("notifications") as database:
        rows = await database.fetch("SELECT recipient, channel FROM notices WHERE subject = $1", UUID(citizen))
    lines: Lines = Counter()
    for row in rows:
        kind, _, name = row["recipient"].partition(":")
        lines[kind, name if kind in ("department", "managers") else None, row["channel"]] += 1
    return lines


async def test_what_was_asked_beforehand_is_what_happened(driver: Driver) -> None:
    """P3: referred, accepted, begun, ended (which completes the referral) and taken back, each asked of first."""
    citizen, referral, intervention = await driver.citizen(), str(uuid4()), str(uuid4())
    known = {"referral_id": referral}
    steps: list[tuple[str, str, str, dict[str, Any]]] = [
        ("mette", SOCIAL, "henvisning.oprettet", a_referral(referral)),
        ("anne", KRAFT, "henvisning.accepteret", {**known, "by_department": "kraftcenter"}),
        ("anne", KRAFT, "indsats.startet", a_start(intervention, referral)),
        ("anne", KRAFT, "indsats.afsluttet",
         {"intervention_id": intervention, "outcome": "completed", "by": "professional"}),
    ]  # fmt: skip
    published = ""
    for who, app, noun_fact, data in steps:
        published = await _asked_and_done(driver, citizen, who, app, noun_fact, data)
    await _asked_and_done(driver, citizen, "anne", KRAFT, "indsats.fejlregistreret", {"event_id": published})


async def _asked_and_done(
    driver: Driver, citizen: str, who: str, app: str, noun_fact: str, data: dict[str, Any]
) -> str:
    """The id of the event it became."""
    before, expected = await _told(driver, citizen), await _would(driver, who, noun_fact, citizen, data)
    assert expected
    service = _OWNER[noun_fact.partition(".")[0]]
    receipt = await driver.decided(app, service, await driver.accepted(app, service, noun_fact, citizen, data))

    async def happened() -> bool:
        return set(await _told(driver, citizen) - before) == set(expected)

    await until(happened)
    return str(receipt["published"][0]["id"])
