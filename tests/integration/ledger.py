"""What must be true of some citizens once everything has come to rest: nothing lost, nothing twice, all in order."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from shared.contracts.event import Event
from shared.contracts.notifications import NoticesDelivered
from tests.integration.driver import Driver
from tests.integration.offsets import unread

_LEFT = "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM waiting)"
_NOTICES = """
SELECT event_id, recipient FROM notices WHERE subject = ANY($1::uuid[]) ORDER BY seq
"""


@dataclass(slots=True)
class Ledger:
    """Faults found, each a sentence; empty when the promise held. `notices` is how many there are in all."""

    faults: list[str] = field(default_factory=list)
    notices: int = 0


async def at_rest(driver: Driver, seconds: float = 90) -> None:
    """Until every outbox and waiting room is empty and every record on the services' topics has been read."""
    until, quiet = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        left = await unread(driver.cluster)
        for service in ("referral", "kraftcenter", "notifications"):
            async with driver.database(service) as database:
                left += await database.fetchval(_LEFT)
        # Twice in a row: what one look found empty may have been on its way to what the look had passed.
        quiet = 0 if left else quiet + 1
        if quiet == 2:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the system did not come to rest")


async def check(driver: Driver, citizens: Sequence[str], owner: str, expected: dict[str, set[str]]) -> Ledger:
    """Holds the topic `<owner>.events` and the notices of these citizens against what was accepted.

    `expected` names, per type of event, who is to be told of each: departments, or `citizen`.
    """
    ledger = Ledger()
    subjects = {UUID(c) for c in citizens}
    events = await driver.on_topic(f"{owner}.events", subjects)
    _versions(ledger, events)
    told = await driver.on_topic("notifications.events", subjects)
    _delivered_once(ledger, events, told)
    async with driver.database("notifications") as database:
        notices = [(r["event_id"], _who(r["recipient"])) for r in await database.fetch(_NOTICES, list(subjects))]
    ledger.notices = len(notices)
    await _dead_letters(ledger, driver, subjects)
    _told(ledger, events, notices, expected)
    return ledger


async def _dead_letters(ledger: Ledger, driver: Driver, subjects: set[UUID]) -> None:
    for service in ("referral", "kraftcenter", "notifications"):
        async with driver.database(service) as database:
            found = await database.fetch("SELECT reason FROM dead_letters WHERE subject = ANY($1)", list(subjects))
        ledger.faults += [f"{service} could not handle an event: {row['reason']}" for row in found]


def _versions(ledger: Ledger, events: Sequence[Event[Any]]) -> None:
    by_subject: dict[UUID, list[int]] = defaultdict(list)
    for event in events:
        seen = by_subject[event.subject]
        # A whole batch may come again after a fault; the promise is on first occurrence.
        if event.version not in seen:
            seen.append(event.version)
    for versions in by_subject.values():
        if versions != list(range(1, len(versions) + 1)):
            ledger.faults.append("versions of a citizen are not 1…n in order")


def _delivered_once(ledger: Ledger, events: Sequence[Event[Any]], told: Sequence[Event[Any]]) -> None:
    published = {event.id for event in events}
    once = {e.id: e.data.event_id for e in told if isinstance(e.data, NoticesDelivered)}
    for event_id, times in Counter(id_ for id_ in once.values() if id_ in published).items():
        if times > 1:
            ledger.faults.append(f"delivery was told {times} times of event {event_id}")


def _told(
    ledger: Ledger, events: Sequence[Event[Any]], notices: Sequence[tuple[UUID, str]], expected: dict[str, set[str]]
) -> None:
    by_event: dict[UUID, list[str]] = defaultdict(list)
    for event_id, who in notices:
        by_event[event_id].append(who)
    order = {event.id: (event.subject, event.version) for event in events}
    for event in {e.id: e for e in events}.values():
        should = sorted(expected.get(event.type.removeprefix("dk.samspil.").removesuffix(".v1"), ()))
        if sorted(by_event[event.id]) != should:
            ledger.faults.append(f"of {event.type} {sorted(by_event[event.id])} were told, not {should}")
    last: dict[tuple[str, UUID], int] = {}
    for event_id, who in notices:
        if event_id in order:
            subject, version = order[event_id]
            place = (who, subject)
            if version < last.get(place, 0):
                ledger.faults.append("notices of a citizen came out of order")
            last[place] = version


def _who(recipient: str) -> str:
    """The department of `department:<code>`, else the kind alone."""
    kind, _, name = recipient.partition(":")
    return name if kind == "department" else kind
