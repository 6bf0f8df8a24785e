"""What is carried: the same events, as rows of the outbox and as records in memory."""

import gc
from dataclasses import dataclass
from functools import cache
from typing import Any

from benchmarks.events import citizen, goal_set
from benchmarks.place import outbox_row
from shared.contracts.cloudevents import to_kafka

SERVICE = "kraftcenter"
TOPIC = "kraftcenter.events"
AT_ONCE = 500
CITIZENS = 10_000

Wire = tuple[bytes, bytes, list[tuple[str, bytes]]]
"""Key, value and headers."""


@dataclass(frozen=True, slots=True)
class Load:
    """`number` events about ten thousand citizens at most, in the order they were decided."""

    rows: list[tuple[Any, ...]]
    records: list[Wire]


@cache
def load(number: int) -> Load:
    """Made once, and used by every side of every row."""
    events = [goal_set(citizen(n % CITIZENS)) for n in range(number)]
    made = Load([outbox_row(event) for event in events], [to_kafka(event) for event in events])
    # No service has so much standing in memory: looking through it would be counted as everybody's work.
    gc.collect()
    gc.freeze()
    return made
