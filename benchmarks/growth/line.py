"""From one service's outbox over a topic into another's database, each half measured by itself."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import asyncpg
from confluent_kafka.admin import NewTopic

from benchmarks.growth import people
from benchmarks.growth.people import Person
from benchmarks.growth.sides import Side, Spent, sent, until
from benchmarks.place import Place, outbox_row
from shared.messaging.outbox import OUTBOX
from shared.messaging.record import Record
from shared.messaging.subscription import Subscription
from shared.messaging.topics_admin import connect
from shared.runtime.kafka import make_broker

CITIZENS = 10_000
Take = Callable[[Sequence[Record]], Awaitable[None]]

_SETTLED = 0.5
_COLUMNS = tuple(name for name, _ in OUTBOX.columns)
# Each row is an event of its own about one citizen after the other, and otherwise as the service wrote the first.
_ROWS = """
INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, headers, topic, wire)
SELECT id, $2, citizen, $3, convert_to(format($4, id, citizen, referral, intervention), 'UTF8'),
    format($5, id, citizen, referral, intervention)::jsonb, $6,
    convert_to(format($8, id, citizen, referral, intervention), 'UTF8')
FROM (
    SELECT uuidv7() AS id, md5('citizen ' || number)::uuid AS citizen, md5('referral ' || number)::uuid AS referral,
        md5('intervention ' || number)::uuid AS intervention
    FROM (SELECT 1 + n % $7::int AS number FROM generate_series(1, $1::int) AS n) AS numbers
) AS ids
"""
_TOLD = "SELECT EXISTS (SELECT FROM notices) AND NOT EXISTS (SELECT FROM waiting)"


async def fill_outbox(
    kraftcenter: "asyncpg.Connection[asyncpg.Record]", number: int, citizens: int, topic: str
) -> None:
    """Puts so many events about so many citizens into its outbox."""
    person = Person(1)
    event = person.goal()
    written = dict(zip(_COLUMNS, outbox_row(event), strict=True))
    named = [str(id_) for id_ in (event.id, person.id, person.referral, person.intervention)]

    def template(text: str) -> str:
        for place, name in enumerate(named, 1):
            text = text.replace(name, f"%{place}$s")
        return text

    # Nothing in them is longer than a byte can say: they are as good as texts.
    payload, headers, wire = written["payload"].decode("ascii"), written["headers"], written["wire"].decode("ascii")
    row = (written["aggregatetype"], written["type"], template(payload), template(headers))
    await kraftcenter.execute(_ROWS, number, *row, topic, citizens, template(wire), timeout=None)


class Line:
    """The relay of kraftcenter, and the notifications service's reader behind a real subscription, on one topic."""

    def __init__(self, place: Place, topic: str, sender: Side, receiver: Side, citizens: int) -> None:
        self._topic = topic
        self._sender = sender
        self._receiver = receiver
        self._citizens = citizens
        self._read = 0
        self._subscription: Subscription
        self._place = place

    @classmethod
    @asynccontextmanager
    async def open(cls, place: Place, topic: str, partitions: int, citizens: int = CITIZENS) -> "AsyncIterator[Line]":
        """The topic is made, and goes at the end. The relay owns its outbox, and the reader has joined and pauses."""
        cluster = place.stack.cluster
        # The services' own principals have no rights to a topic that no declaration knows.
        by = {"SAMSPIL_KAFKA_USERNAME": cluster.username, "SAMSPIL_KAFKA_PASSWORD": cluster.password}
        admin = connect(cluster)
        for made in admin.create_topics([NewTopic(topic, partitions, 1)]).values():
            await asyncio.to_thread(made.result)
        try:
            for service in ("kraftcenter", "notifications"):
                await place.empty(service)
            async with (
                Side.open(place, "kraftcenter", **by) as sender,
                Side.open(place, "notifications", **by) as receiver,
            ):
                await people.fill(receiver.owner, "subjects", people.SUBJECTS, citizens, people.involvement())
                line = cls(place, topic, sender, receiver, citizens)
                async with line._relaying(), line._joined(partitions):
                    yield line
        finally:
            for gone in admin.delete_topics([topic]).values():
                await asyncio.to_thread(gone.result)
            for service in ("kraftcenter", "notifications"):
                await place.empty(service)

    async def carry(self, number: int) -> Spent:
        """So many rows are committed at once; from then until Kafka has confirmed, and the outbox lost, the last."""
        parts = self._sender.parts
        goal = number + sent(parts, self._topic)
        saying = self._sender.owner.transaction()
        await saying.start()
        await fill_outbox(self._sender.owner, number, self._citizens, self._topic)

        async def drain() -> None:
            await saying.commit()
            parts.wake.heard("outbox")
            await until(lambda: sent(parts, self._topic) >= goal)

        return await self._sender.spends(drain)

    async def hear(self, number: int) -> Spent:
        """So many records of those that are unread are read, and the rest is left."""
        consumer = self._subscription.consumer
        assert consumer is not None  # noqa: S101 (it has joined)
        begun = self._read

        async def read() -> None:
            consumer.resume(*consumer.assignment())
            await until(lambda: self._read >= begun + number)

        spent = await self._receiver.spends(read)
        consumer.pause(*consumer.assignment())
        await asyncio.sleep(_SETTLED)
        if not await self._receiver.owner.fetchval(_TOLD):
            raise AssertionError("what was read did not take effect")
        return spent

    @asynccontextmanager
    async def _relaying(self) -> AsyncIterator[None]:
        relay = self._sender.parts.relay
        running = asyncio.create_task(relay.run())
        try:
            await until(lambda: relay.owner)
            await asyncio.sleep(_SETTLED)
            yield
        finally:
            running.cancel()
            await asyncio.wait([running])

    @asynccontextmanager
    async def _joined(self, partitions: int) -> AsyncIterator[None]:
        parts = self._receiver.parts
        broker = make_broker(parts.settings)
        read = self._counted(parts.reader.read)
        self._subscription = Subscription(broker, (self._topic,), self._topic, read, parts.metrics)
        await broker.start()
        try:
            consumer = self._subscription.consumer
            assert consumer is not None  # noqa: S101 (it was started)
            await until(lambda: len(consumer.assignment()) == partitions)
            consumer.pause(*consumer.assignment())
            await asyncio.sleep(_SETTLED)
            yield
        finally:
            await broker.stop()

    def _counted(self, read: Take) -> Take:
        async def counted(records: Sequence[Record]) -> None:
            await read(records)
            self._read += len(records)

        return counted
