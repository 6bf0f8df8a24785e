"""What is reported to each service and heard by it: about as many citizens as there are reports or events."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from shared.contracts import Event, Report
from shared.contracts.cloudevents import to_kafka
from shared.messaging.record import Record
from tests.integration.costs.counting import Counted
from tests.suites import kraftcenter_story, notifications_story, referral_story

_REPORT: Mapping[str, Callable[[UUID], Report[Any]]] = {
    "referral": lambda citizen: referral_story.says(
        referral_story.app("socialpsykiatri"), citizen, referral_story.asking()
    ),
    "kraftcenter": lambda citizen: kraftcenter_story.Story(citizen=citizen).start(referral_id=None),
    "notifications": lambda citizen: notifications_story.says(
        notifications_story.app("paaroerende"), citizen, notifications_story.designating()
    ),
}
_ENROL = """
INSERT INTO citizens (citizen_id, cpr_index, cpr, name, birth_date)
SELECT id, uuid_send(id), '', '', '' FROM unnest($1::uuid[]) AS id
"""


async def citizens(counted: Counted, number: int) -> list[UUID]:
    """Citizens nobody has told anything of; the referral service has them in its index."""
    made = [uuid4() for _ in range(number)]
    if counted.service == "referral":
        await counted.pool.execute(_ENROL, made)
    return made


def reports(service: str, about: Sequence[UUID]) -> list[Report[Any]]:
    """One report on each citizen, which the service accepts."""
    return [_REPORT[service](citizen) for citizen in about]


async def heard(counted: Counted, about: Sequence[UUID]) -> list[Record]:
    """One event about each citizen, of a type the service does something about."""
    if counted.service == "referral":
        events = await _started(counted, about)
    else:
        events = [notifications_story.asked(citizen) for citizen in about]
    return [_record(offset, event) for offset, event in enumerate(events)]


async def brought_in(counted: Counted, about: Sequence[UUID]) -> list[Record]:
    """Per citizen an event that brings a department into a loop which has had two events, told of already."""
    asked = [notifications_story.asked(citizen) for citizen in about]
    before = [_record(n, event) for n, event in enumerate([*asked, *map(notifications_story.accepted, asked)])]
    for some in in_batches(500, before):
        await counted.parts.reader.read(some)
    return [_record(n, notifications_story.started(event, by="sel82")) for n, event in enumerate(asked)]


async def _started(counted: Counted, about: Sequence[UUID]) -> list[Event[Any]]:
    asked = reports("referral", about)
    kraftcenter = referral_story.app("kraftcenter")
    accepted = [
        referral_story.says(kraftcenter, report.subject, referral_story.accepting(report.data.referral_id))
        for report in asked
    ]
    for some in (*in_batches(500, asked), *in_batches(500, accepted)):
        await counted.parts.desk.take_all(some)
    return [referral_story.started(report.subject, report.data.referral_id) for report in asked]


def in_batches(size: int, things: Sequence[Any]) -> list[Sequence[Any]]:
    return [things[n : n + size] for n in range(0, len(things), size)]


def _record(offset: int, event: Event[Any]) -> Record:
    key, value, headers = to_kafka(event)
    return Record(f"{event.data.owner}.events", 0, offset, key, headers, value)
