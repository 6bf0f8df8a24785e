"""From reports at one service to notices on a stream that is open at another, all of it running."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from benchmarks.growth import people
from benchmarks.intake import reports
from benchmarks.intake.reports import APP, BATCH, ONE, batched, goals, posted
from benchmarks.place import Place
from benchmarks.programs import asked
from benchmarks.serving import Serving
from benchmarks.traces import OFF
from shared.messaging.topics import EVENTS_PARTITIONS, SERVICES, events_topic
from shared.runtime.kafka import kafka_connection

READER = "mette"
"""A coordinator of the department that referred the citizens, and is told of each goal."""
TELLING = "notifications"
CITIZENS = 12_000
_PATIENCE = 180.0
_HEARD = ("events", "notices", "inbox", "deliveries", "access_log")


@dataclass(frozen=True, slots=True)
class Seen:
    """When each event was accepted and its notice visible, in the order of being visible; from one clock."""

    began: float
    accepted: dict[str, float]
    visible: dict[str, float]

    def waits(self) -> list[float]:
        """Seconds from each report's answer until its notice was there."""
        return [max(0.0, at - self.accepted[id_]) for id_, at in self.visible.items() if id_ in self.accepted]

    def rate(self) -> float:
        """Events a second, from the first report's leaving until the last notice's being there."""
        return len(self.visible) / (max(self.visible.values()) - self.began)


@dataclass
class Journey:
    place: Place
    serving: Serving

    @classmethod
    @asynccontextmanager
    async def open(
        cls, place: Place, services: Sequence[str] = SERVICES, environment: dict[str, str] | None = None
    ) -> AsyncIterator["Journey"]:
        async with Serving.open(place, *services, **(environment or OFF)) as serving:
            yield cls(place, serving)

    async def seen(self, number: int, *, rate: float | None = None, size: int = 1) -> Seen:
        """So many reports, at a rate or as fast as they are taken in batches of `size`, until all are told."""
        bodies = goals(number, self.place.size(CITIZENS, 50))
        kind = ONE if size == 1 else BATCH
        port = self.serving.port(reports.SERVICE)
        bearer = await self.serving.bearer(APP)
        requests = posted(port, bearer, kind, bodies if size == 1 else batched(bodies, size))
        return await self._watched(requests, number, rate, connections=32 if size == 1 else 4)

    async def _watched(self, requests: list[str], expected: int, rate: float | None, *, connections: int) -> Seen:
        port = self.serving.port(TELLING)
        opening = (
            f"GET /inbox/stream HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n"
            f"authorization: {await self.serving.bearer(READER)}\r\naccept: text/event-stream\r\n\r\n"
        )
        given: dict[str, Any] = {
            "reports": self.serving.port(reports.SERVICE),
            "stream": port,
            "open": opening,
            "requests": requests,
            "connections": connections,
            "rate": rate,
            "expected": expected,
            "patience": _PATIENCE,
        }
        found = await asked("benchmarks.loop.watching", given=given)
        if len(found["visible"]) < expected:
            raise RuntimeError(f"of {expected} notices {len(found['visible'])} came")
        return Seen(**found)


async def prepare(place: Place) -> None:
    """Citizens whose interventions run, known to every service."""
    citizens = place.size(CITIZENS, 50)
    await reports.prepare(place, citizens)
    for service in SERVICES:
        if service != reports.SERVICE:
            await place.empty(service)
            async with place.owner(service) as connection:
                await people.fill(connection, "subjects", people.SUBJECTS, citizens, people.involvement())


async def forget(place: Place) -> None:
    """What was reported and told is gone, and no service has anything left to read. To be asked while none runs."""
    for service in SERVICES:
        await place.empty(service, "outbox")
        await _pass_over(place, service)
    await place.empty(TELLING, *_HEARD)
    await reports.forget(place)


async def _pass_over(place: Place, service: str) -> None:
    """What stands on the topics by now, other rows' events among it, is not the service's work any more."""
    settings = kafka_connection(place.settings(service))
    consumer = AIOKafkaConsumer(**settings, group_id=service, enable_auto_commit=False)
    await consumer.start()
    try:
        heard = [events_topic(other) for other in SERVICES if other != service]
        partitions = [TopicPartition(topic, number) for topic in heard for number in range(EVENTS_PARTITIONS)]
        consumer.assign(partitions)
        await consumer.commit(dict(await consumer.end_offsets(partitions)))
    finally:
        await consumer.stop()
