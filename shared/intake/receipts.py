"""Receipts: what was answered, and what has come of it since."""

import json
from collections.abc import Sequence
from dataclasses import field, replace
from typing import Any, Literal
from uuid import UUID

from shared.contracts.answer import FieldError
from shared.contracts.event import Event
from shared.contracts.immutable import immutable
from shared.contracts.notifications import CorrectionReached, NoticeRead, NoticesDelivered
from shared.messaging.subjects import Beside
from shared.messaging.unit import Unit
from shared.postgres import Connection
from shared.postgres.effects import Effect, Row, insert, update

Published = tuple[tuple[str, str], ...]
Status = Literal["waiting", "accepted", "refused"]

NEW_RECEIPT = insert(
    "receipts",
    receipt_id="uuid",
    subject="uuid",
    source="text",
    event_id="uuid",
    type="text",
    reporter="text",
    department="text",
    status="text",
    digest="bytea",
    loop="uuid",
    published="jsonb",
    hints="jsonb",
    errors="jsonb",
    trace_id="text",
)
ANSWERED = update(
    "receipts",
    ("receipt_id",),
    receipt_id="uuid",
    status="text",
    loop="uuid",
    published="jsonb",
    hints="jsonb",
    errors="jsonb",
)
RECEIPT_EVENT = insert("receipt_events", event_id="uuid", receipt_id="uuid")
_TOLD_COLUMNS = (
    ("event_id", "uuid"),
    ("recipient_kind", "text"),
    ("department", "text"),
    ("channel", "text"),
    ("read", "boolean"),
)
_TOLD = (
    "INSERT INTO receipt_told (event_id, recipient_kind, department, channel, read) "
    "SELECT r.event_id, r.recipient_kind, r.department, r.channel, r.read FROM {rows} %s ORDER BY r.ord "
    # A notice can be heard read before it is heard delivered.
    "ON CONFLICT (event_id, recipient_kind, department, channel) "
    "DO UPDATE SET read = receipt_told.read OR excluded.read"
)
TOLD = Effect("receipt_told_heard", _TOLD_COLUMNS, _TOLD % "JOIN receipt_events e ON e.event_id = r.event_id")
# The parts of one statement do not see each other's rows: beside a new receipt its events cannot be joined to.
TOLD_AT_ONCE = Effect("receipt_told_at_once", _TOLD_COLUMNS, _TOLD % "")

_COLUMNS = ", ".join(name for name, _ in NEW_RECEIPT.columns)
_KNOWN = f"""
SELECT {_COLUMNS} FROM receipts JOIN unnest($1::text[], $2::uuid[]) AS k(source, event_id) USING (source, event_id)
WHERE status <> 'refused'
"""  # noqa: S608 (constants of this file)
_KNOWN_ONE = f"SELECT ROW({_COLUMNS}) FROM receipts WHERE source = $2 AND event_id = $3 AND status <> 'refused'"  # noqa: S608 (as above)
_BY_ID = f"SELECT {_COLUMNS} FROM receipts WHERE receipt_id = $1"  # noqa: S608 (constants of this file)
_OF_EVENTS = f"""
SELECT published_id, {_COLUMNS} FROM receipts JOIN (
    SELECT event_id AS published_id, receipt_id FROM receipt_events WHERE event_id = ANY($1::uuid[])
) AS of_ours USING (receipt_id)
"""  # noqa: S608 (as above)


@immutable(frozen=True, slots=True)
class Receipt:
    """One answer. `published` are (event id, type) of what the report became, `loop` their correlationid.

    `hints` are sentences that advise who reported and bind nobody.
    """

    receipt_id: UUID
    subject: UUID
    source: str
    event_id: UUID
    type: str
    reporter: str
    department: str | None
    status: Status
    digest: bytes
    loop: UUID | None = None
    published: Published = ()
    hints: tuple[str, ...] = ()
    errors: tuple[FieldError, ...] = field(default=())
    trace_id: str | None = None


def put_receipt(unit: Unit, receipt: Receipt) -> None:
    """A new answer, written with the decision."""
    unit.put(NEW_RECEIPT, receipt.receipt_id, _row(receipt))
    _put_events(unit, receipt.receipt_id, receipt.published)


def put_answer(
    unit: Unit,
    receipt_id: UUID,
    status: Status,
    *,
    events: Sequence[Event[Any]] = (),
    hints: tuple[str, ...] = (),
    errors: tuple[FieldError, ...] = (),
) -> None:
    """The final answer to a report that waited: what it became and what it is advised, or why it was refused."""
    published, loop = what_it_became(events)
    row = unit.row(NEW_RECEIPT, receipt_id)
    if row is not None:
        # It began to wait in this very unit: an update beside the insert would not see it, and it would wait for ever.
        answered = replace(receipt_from(row), status=status, published=published, loop=loop, hints=hints, errors=errors)
        put_receipt(unit, answered)
        return
    unit.put(ANSWERED, receipt_id, (receipt_id, status, loop, *_lists(published, hints, errors)))
    _put_events(unit, receipt_id, published)


def latest(unit: Unit, receipt: Receipt) -> Receipt:
    """The receipt as this unit leaves it: one that waited may have got its answer in it."""
    if receipt.status != "waiting":
        return receipt
    row = unit.row(NEW_RECEIPT, receipt.receipt_id)
    if row is not None:
        return receipt_from(row)
    answered = unit.row(ANSWERED, receipt.receipt_id)
    return receipt if answered is None else _answered(receipt, answered)


def settled_here(unit: Unit, receipt: Receipt) -> bool:
    """Whether a report that waited before this unit gets its answer in it."""
    return unit.row(ANSWERED, receipt.receipt_id) is not None


def note_told(unit: Unit, event: Event[Any]) -> None:
    """Fills in receipts from an event of the notifications service; what belongs to no receipt here does nothing.

    What was told of an event another service published belongs to none.
    """
    data: Any = event.data
    if type(data) is NoticesDelivered:
        if data.event_id in unit.heard:
            return
        for told in data.told:
            _note(unit, (data.event_id, told.recipient_kind, told.department or "", told.channel), read=False)
    elif type(data) is NoticeRead:
        _note(unit, (data.event_id, data.recipient_kind, data.department or "", "inbox"), read=True)


def _note(unit: Unit, who: tuple[UUID, str, str, str], *, read: bool) -> None:
    effect = TOLD_AT_ONCE if unit.row(RECEIPT_EVENT, str(who[0])) is not None else TOLD
    before = unit.row(effect, who)
    unit.put(effect, who, (*who, read or (before is not None and before[-1])))


async def known_receipts(
    connection: Connection, reports: Sequence[tuple[str, UUID]]
) -> dict[tuple[str, UUID], Receipt]:
    """Answers already given, by (source, id); a refusal is not remembered."""
    rows = await connection.fetch(_KNOWN, [source for source, _ in reports], [id_ for _, id_ in reports])
    return {(r["source"], r["event_id"]): _receipt(dict(r)) for r in rows}


def known_receipt(source: str, id_: UUID) -> Beside:
    """To be read beside the subject of a report: the answer already given to it, as `receipt_from` takes it."""
    return Beside(_KNOWN_ONE, (source, id_))


def receipt_from(row: Row) -> Receipt:
    """From a row in the order of `NEW_RECEIPT`."""
    return _receipt(dict(zip((name for name, _ in NEW_RECEIPT.columns), row, strict=True)))


async def receipt_by_id(connection: Connection, receipt_id: UUID) -> Receipt | None:
    row = await connection.fetchrow(_BY_ID, receipt_id)
    return None if row is None else _receipt(dict(row))


async def receipts_of(connection: Connection, events: Sequence[UUID]) -> dict[UUID, Receipt]:
    """The receipts of the reports that became these events of ours, by event."""
    rows = [dict(row) for row in await connection.fetch(_OF_EVENTS, events)]
    return {row.pop("published_id"): _receipt(row) for row in rows}


def _put_events(unit: Unit, receipt_id: UUID, published: Published) -> None:
    for event_id, _ in published:
        unit.put(RECEIPT_EVENT, event_id, (UUID(event_id), receipt_id))


def what_it_became(events: Sequence[Event[Any]]) -> tuple[Published, UUID | None]:
    """The events a report led to, as its receipt names them, and their loop."""
    # Word of who was told, and of how far a correction came, follows from the events; the report became none of it.
    became = tuple((str(e.id), e.type) for e in events if not isinstance(e.data, NoticesDelivered | CorrectionReached))
    return became, events[0].correlationid if events else None


def _row(r: Receipt) -> Row:
    row = (r.receipt_id, r.subject, r.source, r.event_id, r.type, r.reporter, r.department, r.status, r.digest, r.loop)
    return (*row, *_lists(r.published, r.hints, r.errors), r.trace_id)


def _lists(published: Published, hints: tuple[str, ...], errors: tuple[FieldError, ...]) -> tuple[str, str, str]:
    found = published, hints, [[e.pointer, e.detail] for e in errors]
    listed, hinted, erred = ("[]" if not some else json.dumps(some) for some in found)
    return listed, hinted, erred


def _answered(receipt: Receipt, row: Row) -> Receipt:
    before = dict(zip((name for name, _ in NEW_RECEIPT.columns), _row(receipt), strict=True))
    return _receipt(before | dict(zip((name for name, _ in ANSWERED.columns), row, strict=True)))


def _receipt(row: dict[str, Any]) -> Receipt:
    return Receipt(
        **row
        | {
            "published": tuple((id_, type_) for id_, type_ in json.loads(row["published"])),
            "hints": tuple(json.loads(row["hints"])),
            "errors": tuple(FieldError(*e) for e in json.loads(row["errors"])),
        }
    )
