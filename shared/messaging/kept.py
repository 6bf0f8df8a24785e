"""An event as one JSON string, for a column; the same headers and data as on Kafka."""

import json
from typing import Any
from uuid import UUID

from shared.contracts.cloudevents import from_kafka, to_kafka
from shared.contracts.event import SOURCE_PREFIX, Event
from shared.messaging.record import Record

# The place in the log is not kept: a waiting event is marked as read already.
_NOWHERE = -1


def dump_event(event: Event[Any]) -> str:
    """`load_event` gives an equal event back."""
    _, value, headers = to_kafka(event)
    return json.dumps({"headers": {name: text.decode() for name, text in headers}, "data": value.decode()})


def load_event(text: str) -> Event[Any]:
    """Raises what `from_kafka` raises."""
    record = record_of(text, None)
    return from_kafka(record.headers, record.value)


def record_of(text: str, subject: UUID | None) -> Record:
    """The event as Kafka gave it, undecoded, for the dead letters."""
    kept = json.loads(text)
    headers = [(str(name), str(value).encode()) for name, value in kept["headers"].items()]
    topic = f"{kept['headers']['ce_source'].removeprefix(SOURCE_PREFIX)}.events"
    key = None if subject is None else str(subject).encode()
    return Record(topic, _NOWHERE, _NOWHERE, key, headers, kept["data"].encode())
