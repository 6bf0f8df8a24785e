"""Rows of events, and the way of writing them."""

from typing import Any

from asyncpg import Record

from shared.contracts.event import Event
from shared.contracts.fact import fact_of
from shared.postgres.effects import insert

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
EVENT_COLUMNS = """
e.event_id, e.subject, e.type, e.source, e.department, e.causationid, e.correlationid, e.time, e.registeredtime,
e.version, e.traceparent, e.data
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
