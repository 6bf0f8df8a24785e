"""Rows of notices, and the ways of writing them."""

import json
from typing import Any

from asyncpg import Record

from services.notifications.domain.notice import Notice
from services.notifications.domain.recipient import parse
from services.notifications.domain.tending import Colleague
from shared.postgres.effects import Effect, insert

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
NOTICE_COLUMNS = """
n.id, n.event_id, n.subject, n.correlationid, n.recipient, n.channel, n.action, n.due, n.because, n.created_at,
n.traceparent, n.read_at, n.read_by, n.settled_at, n.settled_by, n.in_inbox, n.event_type, n.sender, n.snoozed_until,
n.snoozed_by, n.returned_at, n.holder, n.holder_name, n.handed_by, n.acknowledged_at, n.acknowledged_by
"""


def notice_row(n: Notice) -> tuple[Any, ...]:
    who = n.recipient.key
    return (
        n.id, n.event_id, n.subject, n.correlationid, who, n.channel, n.action, n.due, n.because, n.created_at,
        n.traceparent, n.settled_at, n.settled_by, n.in_inbox, n.event_type, n.sender,
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
