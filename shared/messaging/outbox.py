"""The outbox: what is said stands here from the moment it is decided until Kafka has confirmed it."""

from typing import Any
from uuid import UUID

from shared.contracts.event import Event
from shared.messaging.headers import as_text, as_wire, headers_of
from shared.messaging.topics import events_topic
from shared.messaging.unit import Unit
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
    data = event.data
    owner = data.owner
    text, wire = headers_of(event)
    row = (event.id, owner, event.subject, data.type, data.to_wire(), text, events_topic(owner), wire)
    unit.put(OUTBOX, event.id, row)


def put_record_in_outbox(
    unit: Unit, id_: UUID, topic: str, key: UUID | None, type_: str, value: bytes, headers: dict[str, str]
) -> None:
    """Adds a record that is no event of ours, for a topic that no service owns; records of one key keep their order."""
    unit.put(OUTBOX, id_, (id_, "intake", key, type_, value, as_text(headers), topic, as_wire(headers)))
    unit.ring("outbox")
