"""From rows to what people are shown, and the trace that a look leaves (V2)."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from asyncpg import Record

from services.notifications.domain import wording
from services.notifications.domain.recipient import Kind, parse
from services.notifications.domain.rules import SHIPPED
from services.notifications.domain.shown import InboxNotice, TimelineEntry, citizen_of
from services.notifications.domain.tending import answers_to
from services.notifications.domain.unread import SEE_TO_READ
from services.notifications.domain.wording import NOTHING_BESIDE, Beside
from services.notifications.ports import Why
from services.notifications.storage.event_rows import event_from
from shared.contracts import CourseOpened, Event, NoticeAcknowledged, Reporter
from shared.identity import Actor, Keyring, Purpose, PurposeCode, record_read
from shared.postgres import Connection
from shared.telemetry import trace_id_of

COURSE = f"""
CASE WHEN e.data ? 'course_id' THEN (
    SELECT c.data FROM events c
    WHERE c.subject = (e.data->>'course_id')::uuid AND c.type = '{CourseOpened.type}' LIMIT 1
) END AS course
"""  # noqa: S608 (a constant of ours)
"""The opening of the course that an event names: a course is a subject of its own, with few events."""
SHOWN = f"""
n.seq, n.id, n.recipient, n.action, n.due, n.created_at, n.read_at, n.read_by, n.settled_at,
n.traceparent AS notice_trace, n.snoozed_until, n.snoozed_by, n.returned_at, n.holder, n.holder_name, n.handed_by,
n.acknowledged_at, n.acknowledged_by,
e.event_id, e.subject, e.type, e.source, e.department, e.causationid, e.correlationid, e.time, e.registeredtime,
e.version, e.traceparent, e.data, {COURSE}
"""


class Beyond(NamedTuple):
    """What a whole page takes from elsewhere: by event what its sentence needs, by acknowledged notice the words."""

    beside: Mapping[UUID, Beside]
    words: Mapping[UUID, str]

    def of(self, event: Event[Any]) -> Beside:
        return self.beside.get(event.id, NOTHING_BESIDE)


def shown(row: Record, around: Beyond, position: str | None = None, *, changed: bool = False) -> InboxNotice:
    """From `SHOWN`, and what `beside` found for it."""
    event, recipient = event_from(row), parse(row["recipient"])
    answered = answers_to(event, recipient)
    return InboxNotice(
        notice_id=row["id"],
        event_id=event.id,
        event_type=event.type,
        citizen_id=citizen_in(row),
        text=_text(row, event, around),
        action=wording.action(row["action"]),
        due=row["due"],
        created_at=row["created_at"],
        read_at=row["read_at"],
        read_by=row["read_by"],
        trace_id=trace_id_of(row["notice_trace"]),
        position=position,
        department=event.department,
        settled_at=row["settled_at"],
        read_settles=row["action"] in SHIPPED.settled_by_reading,
        changed=changed,
        knowledge_id=getattr(event.data, "knowledge_id", None),
        referral_id=getattr(event.data, "referral_id", None),
        intervention_id=getattr(event.data, "intervention_id", None),
        snoozed_until=row["snoozed_until"],
        snoozed_by=row["snoozed_by"],
        returned_at=row["returned_at"],
        holder=row["holder"],
        holder_name=row["holder_name"],
        handed_by=row["handed_by"],
        acknowledged_at=row["acknowledged_at"],
        acknowledged_by=row["acknowledged_by"],
        answers_to=None if answered is None else answered.department or "citizen",
        words=around.words.get(_acknowledged(event) or row["id"]),
    )


def _text(row: Record, event: Event[Any], around: Beyond) -> str:
    said = wording.text(event.data, parse(row["recipient"]).kind, course_in(row), around.of(event))
    return wording.unread(said) if row["action"] == SEE_TO_READ else said


def entry(row: Record, around: Beyond, reader: Reporter) -> TimelineEntry:
    """From the columns of an event, `COURSE`, and what `beside` found for it."""
    event = event_from(row)
    kind: Kind = "citizen" if reader.role == "citizen" else "department"
    return TimelineEntry(
        event_id=event.id,
        event_type=event.type,
        text=wording.text(event.data, kind, course_in(row), around.of(event)),
        time=event.time,
        service=event.data.owner,
        department=event.department,
        data=event.data.model_dump(mode="json"),
        trace_id=trace_id_of(event.traceparent),
        words=around.words.get(_acknowledged(event) or event.id),
    )


def _acknowledged(event: Event[Any]) -> UUID | None:
    """The notice whose acknowledgement the event tells of."""
    return event.data.notice_id if isinstance(event.data, NoticeAcknowledged) else None


def course_in(row: Record) -> CourseOpened | None:
    return None if row["course"] is None else CourseOpened.model_validate_json(row["course"])


def citizen_in(row: Record) -> UUID | None:
    """From `SHOWN`."""
    return citizen_of(row["type"], row["subject"], row["correlationid"])


def own_look(reader: Reporter) -> Why:
    """Why somebody looks into an inbox: a citizen or relative at what is theirs, everybody else at work."""
    own = reader.role in ("citizen", "relative")
    return Why((PurposeCode.OWN if own else PurposeCode.CASEWORK).value)


async def record(
    connection: Connection, reader: Reporter, citizens: Iterable[UUID], why: Why, route: str, keyring: Keyring
) -> None:
    """One row per citizen. A failure here fails the read."""
    actor = Actor(reader.name, frozenset({reader.role}), reader.department, reader.citizen_id, reader.designations)
    purpose = Purpose(PurposeCode(why.purpose), why.reason)
    await record_read(connection, actor, citizens, purpose, service="notifications", route=route, keyring=keyring)
