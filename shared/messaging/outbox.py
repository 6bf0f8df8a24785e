"""The outbox: what is said stands here from the moment it is decided until Kafka has confirmed it."""

from typing import Any
from uuid import UUID

from pydantic_core import to_json

from shared.contracts.cloudevents import attributes
from shared.contracts.event import Event
from shared.messaging.topics import events_topic
from shared.messaging.tracing import TRACEPARENT
from shared.messaging.unit import Unit
from shared.messaging.wire import encode_headers
from shared.postgres.effects import insert

OUTBOX = insert(
    "outbox",
    id="uuid",
    aggregatetype="text",
    aggregateid="uuid",
    type="text",
    payload="bytea",
    headers="jsonb",
    topic="text",
    wire="bytea",
)


def put_in_outbox(unit: Unit, event: Event[Any]) -> None:
    """Adds the event to the unit; it leaves for Kafka after the commit, per subject in the order of commits.

    The headers are kept as text, and ready for the wire, so that the relay only forwards.
    """
    headers = {**attributes(event), "ce_version": str(event.version)}
    payload = event.data.to_wire()
    owner = event.data.owner
    text, wire = _json(headers), _wire(headers)
    unit.put(OUTBOX, event.id, (event.id, owner, event.subject, event.type, payload, text, events_topic(owner), wire))


def put_record_in_outbox(
    unit: Unit, id_: UUID, topic: str, key: UUID | None, type_: str, value: bytes, headers: dict[str, str]
) -> None:
    """Adds a record that is no event of ours, for a topic that no service owns; records of one key keep their order."""
    unit.put(OUTBOX, id_, (id_, "intake", key, type_, value, _json(headers), topic, _wire(headers)))
    unit.ring("outbox")


def _json(headers: dict[str, str]) -> str:
    return to_json(headers).decode()


def _wire(headers: dict[str, str]) -> bytes:
    """With the trace context at the end, where the relay puts its own span's in its place if it is kept."""
    traceparent = headers.get("ce_traceparent")
    return encode_headers(headers if traceparent is None else {**headers, TRACEPARENT: traceparent})
