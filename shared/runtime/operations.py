"""What operations may see of a service and do to it: numbers, types and codes, and nobody's id."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.messaging.dead_letters import DeadLetters
from shared.messaging.replay import Replayed
from shared.runtime.gauges import COUNTS

_SEEN = f"""
SELECT counted.*,
    (SELECT extract(epoch FROM now() - min(since)) FROM waiting) AS waiting_age
FROM ({COUNTS}) AS counted
"""  # noqa: S608 (constants of this file and the gauges')


@dataclass(frozen=True, slots=True)
class Topic:
    """`lag` is None for a topic that is only written. Both per instance, and the rates a minute."""

    name: str
    lag: int | None
    read: float | None
    sent: float | None


@dataclass(frozen=True, slots=True)
class Flow:
    """One service at one moment; ages in seconds, 0 where there is nothing. `late` timers are more than 5 s over."""

    service: str
    outbox: int
    outbox_age: float
    waiting: int
    waiting_age: float
    dead_letters: int
    parked: int
    late: int
    late_by: float
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """What could not be handled: the first record that failed and how many are `held` with it, of one subject on one
    topic. `reason` is a type of fault and a place in the code."""

    number: int
    topic: str
    type: str | None
    reason: str
    held: int
    since: datetime
    trace_id: str | None


@dataclass(frozen=True, slots=True)
class Again:
    """How many records took effect when they were run again, and of how many subjects some still cannot."""

    handled: int
    stopped: int


class Operations:
    """Of one instance of a service; `parts` is what it is made of."""

    def __init__(self, service: str, parts: Any) -> None:
        self._service = service
        self._parts = parts

    async def flow(self) -> Flow:
        """Counted now, but for lag and rates, which are a few seconds old."""
        async with self._parts.pool.acquire(timeout=5) as connection:
            row = await connection.fetchrow(_SEEN)
        return Flow(
            service=self._service,
            outbox=row["outbox"],
            outbox_age=float(row["age"] or 0),
            waiting=row["waiting"],
            waiting_age=float(row["waiting_age"] or 0),
            dead_letters=row["dead"],
            parked=row["parked"],
            late=row["late"],
            late_by=float(row["late_by"]),
            topics=self._topics(),
        )

    async def letters(self) -> list[Letter]:
        """Each stopped subject's first, the oldest first; whose it is stays here."""
        async with self._parts.pool.acquire(timeout=5) as connection:
            found = await DeadLetters().stopped(connection)
        return [Letter(s.seq, s.topic, s.type, s.reason, s.held, s.since, s.trace_id) for s in found]

    async def replay(self, number: int | None = None) -> Again:
        """Runs them again in order: those behind letter `number`, or all. Of a number that is gone, nothing."""
        done: list[Replayed] = await self._parts.replay.all(number)
        return Again(sum(each.handled for each in done), sum(each.reason is not None for each in done))

    def _topics(self) -> tuple[Topic, ...]:
        lags: dict[str, int] = {}
        for metric in self._parts.metrics.consumer_lag.collect():
            for sample in metric.samples:
                topic = sample.labels["messaging_destination_name"]
                lags[topic] = lags.get(topic, 0) + int(sample.value)
        read, sent = self._parts.rates.read(), self._parts.rates.sent()
        names = sorted(lags.keys() | read.keys() | sent.keys())
        return tuple(Topic(name, lags.get(name), read.get(name), sent.get(name)) for name in names)
