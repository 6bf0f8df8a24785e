"""An event as one JSON string, for a column; the same headers and data as on Kafka."""

import json
from typing import Any

from shared.contracts.cloudevents import from_kafka, to_kafka
from shared.contracts.event import Event


def dump_event(event: Event[Any]) -> str:
    """`load_event` gives an equal event back."""
    _, value, headers = to_kafka(event)
    return json.dumps({"headers": {name: text.decode() for name, text in headers}, "data": value.decode()})


def load_event(text: str) -> Event[Any]:
    """Raises what `from_kafka` raises."""
    kept = json.loads(text)
    return from_kafka(((name, value.encode()) for name, value in kept["headers"].items()), kept["data"].encode())
