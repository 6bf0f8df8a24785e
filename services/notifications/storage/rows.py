"""Rows of events and notices, and the ways of writing them."""

import json
from typing import Any

from asyncpg import Record

from services.notifications.domain.correction import CORRECTIONS
from services.notifications.domain.delivery import lane_of
from services.notifications.domain.notice import Notice
from services.notifications.domain.recipient import parse
from services.notifications.domain.tending import Colleague
from services.notifications.domain.told import MAIL
from shared.contracts import NoticesDelivered
from shared.contracts.event import Event
from shared.contracts.fact import fact_of
from shared.postgres.effects import Effect, insert

EVENT = insert(
    "events",
    ignore_known=True,
    event_id="uuid",
    subject="uuid",
    type="text",
    source="text",
    department="text",
    causationid="uuid",
    correlationid="uuid",
    time="timestamptz",
    registeredtime="timestamptz",
    version="bigint",
    traceparent="text",
    data="jsonb",
)
NOTICE = insert(
    "notices",
    ignore_known=True,
    id="uuid",
    event_id="uuid",
    subject="uuid",
    correlationid="uuid",
    recipient="text",
    channel="text",
    action="text",
    due="timestamptz",
    because="text",
    created_at="timestamptz",
    traceparent="text",
    settled_at="timestamptz",
    settled_by="uuid",
    in_inbox="boolean",
    event_type="text",
    sender="text",
)
# `changed` tells open pages. What is settled and what is asked again are never the same rows: see `Notices`.
_KEPT = {
    "read_at": "timestamptz",
    "read_by": "text",
    "settled_at": "timestamptz",
    "settled_by": "uuid",
    "snoozed_until": "timestamptz",
    "snoozed_by": "text",
    "holder": "text",
    "holder_name": "text",
    "handed_by": "text",
    "acknowledged_at": "timestamptz",
    "acknowledged_by": "text",
}
KEPT = Effect(
    "keep_notices",
    (("id", "uuid"), *_KEPT.items()),
    f"UPDATE notices AS t SET {', '.join(f'{name} = r.{name}' for name in _KEPT)}, changed = pg_current_xact_id() "  # noqa: S608 (names from code)
    "FROM {rows} WHERE t.id = r.id",
)
# It stands where what is told now stands: on top.
BROUGHT_BACK = Effect(
    "bring_notices_back",
    (("id", "uuid"), ("returned_at", "timestamptz")),
    "UPDATE notices AS t SET snoozed_until = NULL, snoozed_by = NULL, returned_at = r.returned_at, seq = DEFAULT, "
    "changed = pg_current_xact_id() FROM {rows} WHERE t.id = r.id",
)
DELIVERY = insert(
    "deliveries",
    ignore_known=True,
    id="uuid",
    channel="text",
    recipient="text",
    lane="text",
    event_id="uuid",
    event_type="text",
    subject="uuid",
    correlationid="uuid",
    because="text",
    traceparent="text",
    created_at="timestamptz",
    next_at="timestamptz",
)
# The stand-in stays noted when the managers are told, too.
OVERDUE = Effect(
    "note_unread_overdue",
    (("notice_id", "uuid"), ("recipient", "text"), ("level", "smallint"), ("stand_in", "uuid"), ("at", "timestamptz")),
    """INSERT INTO unread_overdue AS t (notice_id, recipient, level, stand_in, at)
    SELECT r.notice_id, r.recipient, r.level, r.stand_in, r.at FROM {rows}
    ON CONFLICT (notice_id) DO UPDATE SET level = greatest(t.level, excluded.level),
        stand_in = coalesce(t.stand_in, excluded.stand_in)""",
)
# One mail says that there is something, however much: none is queued beside one that nobody has tried yet. Its id
# follows from the one before, so that two who ask at once, and see nothing of each other, ask in one mail.
STAND_IN_ASKED = Effect(
    "ask_stand_in",
    (("stand_in", "uuid"), ("traceparent", "text")),
    f"""INSERT INTO deliveries ({", ".join(name for name, _ in DELIVERY.columns)})
    SELECT md5(r.stand_in || coalesce(last.id::text, ''))::uuid, '{MAIL}', 'person:' || r.stand_in, '{MAIL}',
        md5(r.stand_in || coalesce(last.id::text, ''))::uuid, '{NoticesDelivered.type}', r.stand_in, r.stand_in,
        'stand_in', r.traceparent, clock_timestamp(), now()
    FROM {{rows}} LEFT JOIN LATERAL (SELECT d.id, d.status, d.attempts FROM deliveries d
        WHERE d.recipient = 'person:' || r.stand_in ORDER BY d.created_at DESC, d.id DESC LIMIT 1) last ON true
    WHERE last.id IS NULL OR last.status <> 'queued' OR last.attempts > 0 ORDER BY r.ord
    ON CONFLICT DO NOTHING""",  # noqa: S608 (constants of this service)
)
_CORRECTION = f"t.event_type IN ({', '.join(map(repr, sorted(CORRECTIONS)))})"
ENDED = Effect(
    "end_deliveries",
    (("id", "uuid"), ("status", "text")),
    "UPDATE deliveries AS t SET status = r.status, lease = NULL, done_at = now() FROM {rows} "
    "WHERE t.id = r.id AND t.status = 'queued'",
)
STOPPED = Effect(
    "stop_deliveries",
    (("subject", "uuid"), ("recipient", "text"), ("event_type", "text")),
    f"""UPDATE deliveries AS t SET status = 'stopped', code = 'withdrawn', lease = NULL, done_at = now() FROM {{rows}}
    WHERE t.subject = r.subject AND t.recipient = coalesce(r.recipient, t.recipient)
    AND t.event_type = coalesce(r.event_type, t.event_type) AND t.status = 'queued'
    AND (r.recipient IS NULL OR NOT {_CORRECTION})""",  # noqa: S608 (constants of this service)
)
# Its sender asks whether it may be sent still, and does not send it: the end of a correction's delivery is told of.
HURRIED = Effect(
    "hurry_corrections",
    (("subject", "uuid"), ("recipient", "text")),
    f"""UPDATE deliveries AS t SET next_at = now() FROM {{rows}}
    WHERE t.subject = r.subject AND t.recipient = r.recipient AND t.status = 'queued' AND t.lease IS NULL
    AND {_CORRECTION}""",  # noqa: S608 (as above)
)
EVENT_COLUMNS = """
e.event_id, e.subject, e.type, e.source, e.department, e.causationid, e.correlationid, e.time, e.registeredtime,
e.version, e.traceparent, e.data
"""
NOTICE_COLUMNS = """
n.id, n.event_id, n.subject, n.correlationid, n.recipient, n.channel, n.action, n.due, n.because, n.created_at,
n.traceparent, n.read_at, n.read_by, n.settled_at, n.settled_by, n.in_inbox, n.event_type, n.sender, n.snoozed_until,
n.snoozed_by, n.returned_at, n.holder, n.holder_name, n.handed_by, n.acknowledged_at, n.acknowledged_by
"""


def event_row(event: Event[Any]) -> tuple[Any, ...]:
    return (
        event.id,
        event.subject,
        event.type,
        event.source,
        event.department,
        event.causationid,
        event.correlationid,
        event.time,
        event.registeredtime,
        event.version,
        event.traceparent,
        event.data.to_wire().decode(),
    )


def event_from(row: Record) -> Event[Any]:
    """Raises LookupError for a type that this version does not know."""
    fact = fact_of(row["type"])
    if fact is None:
        raise LookupError("an event of an unknown type was kept")
    return Event(
        id=row["event_id"],
        source=row["source"],
        subject=row["subject"],
        time=row["time"],
        registeredtime=row["registeredtime"],
        version=row["version"],
        causationid=row["causationid"],
        correlationid=row["correlationid"],
        department=row["department"],
        traceparent=row["traceparent"],
        data=fact.model_validate_json(row["data"]),
    )


def notice_row(n: Notice) -> tuple[Any, ...]:
    who = n.recipient.key
    return (
        n.id, n.event_id, n.subject, n.correlationid, who, n.channel, n.action, n.due, n.because, n.created_at,
        n.traceparent, n.settled_at, n.settled_by, n.in_inbox, n.event_type, n.sender,
    )  # fmt: skip


def delivery_row(n: Notice, event_type: str) -> tuple[Any, ...]:
    return (
        n.id, n.channel, n.recipient.key, lane_of(n.channel, n.recipient), n.event_id, event_type, n.subject,
        n.correlationid, n.because, n.traceparent, n.created_at, n.created_at,
    )  # fmt: skip


def kept_row(n: Notice) -> tuple[Any, ...]:
    holder, name = (None, None) if n.holder is None else (n.holder.sub, n.holder.name)
    return (
        n.id, n.read_at, n.read_by, n.settled_at, n.settled_by, n.snoozed_until, n.snoozed_by, holder, name,
        n.handed_by, n.acknowledged_at, n.acknowledged_by,
    )  # fmt: skip


def notice_from(row: Record) -> Notice:
    return Notice(
        id=row["id"],
        event_id=row["event_id"],
        subject=row["subject"],
        correlationid=row["correlationid"],
        recipient=parse(row["recipient"]),
        channel=row["channel"],
        action=row["action"],
        due=row["due"],
        because=row["because"],
        created_at=row["created_at"],
        traceparent=row["traceparent"],
        read_at=row["read_at"],
        read_by=row["read_by"],
        settled_at=row["settled_at"],
        settled_by=row["settled_by"],
        in_inbox=row["in_inbox"],
        event_type=row["event_type"],
        sender=row["sender"],
        snoozed_until=row["snoozed_until"],
        snoozed_by=row["snoozed_by"],
        returned_at=row["returned_at"],
        holder=None if row["holder"] is None else Colleague(row["holder"], row["holder_name"] or ""),
        handed_by=row["handed_by"],
        acknowledged_at=row["acknowledged_at"],
        acknowledged_by=row["acknowledged_by"],
    )


def recipients_from(keys: str | None) -> frozenset[Any]:
    """From a JSON list of recipients' keys."""
    return frozenset(parse(key) for key in json.loads(keys or "[]"))
