"""Reading through FastStream: what was read is known, what was not read neither."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

from shared.messaging.producer import Outgoing
from shared.messaging.record import Record
from shared.messaging.subscription import Subscription
from shared.messaging.wire import encode_headers
from shared.runtime import Settings
from shared.runtime.kafka import make_broker, make_producer
from shared.telemetry import Metrics

TOPIC = "notifications.events"


class Reading:
    """A member of the group that takes what it is given, but first waits where it is held."""

    def __init__(self, settings: Settings) -> None:
        self.keys: list[bytes | None] = []
        self.free = asyncio.Event()
        self.fail = 0
        self._broker = make_broker(settings)
        self.subscription = self._subscribed()

    def _subscribed(self) -> Subscription:
        return Subscription(self._broker, [TOPIC], "kraftcenter", self._read, Metrics())

    async def _read(self, records: Sequence[Record]) -> None:
        await self.free.wait()
        if self.fail:
            self.fail -= 1
            raise LookupError
        self.keys.extend(r.key for r in records)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Reading"]:
        await self._broker.start()
        try:
            yield self
        finally:
            await self._broker.stop()

    async def heard_everything(self) -> bool:
        """All that stands there at the time of asking."""
        ends = await self.subscription.ends()
        return ends is not None and await self.subscription.has_heard(ends) is True

    async def heard(self, seconds: float = 20) -> bool:
        async with asyncio.timeout(seconds):
            while True:
                if await self.heard_everything():
                    return True
                await asyncio.sleep(0.1)


async def write(settings: Settings, count: int) -> list[bytes]:
    """As the service that owns the topic would."""
    producer = await make_producer(settings)
    try:
        keys = [str(uuid4()).encode() for _ in range(count)]
        nothing = encode_headers({})
        await producer.send(await producer.prepare([Outgoing(n, TOPIC, k, b"{}", nothing) for n, k in enumerate(keys)]))
        return keys
    finally:
        await producer.close()


async def test_heard_everything(ground: Settings, neighbour: Settings) -> None:
    """The clocks wait for what has arrived: unread, it is not heard; read by whichever member, it is."""
    first = await write(neighbour, 20)
    reading = Reading(ground)
    async with reading.running():
        assert not await reading.heard_everything()
        reading.fail = 2
        reading.free.set()
        assert await reading.heard()
        assert sorted(filter(None, reading.keys)) == sorted(first)
        assert set((await reading.subscription.lag()).values()) == {0}
        reading.free.clear()
        second = await write(neighbour, 20)
        assert not await reading.heard_everything()
        reading.free.set()
        assert await reading.heard()
    another = Reading(ground)
    another.free.set()
    async with another.running():
        assert await another.heard()
        assert another.keys == [], "what was committed is not read again"
    assert sorted(filter(None, reading.keys)) == sorted(first + second)


class Waiting(Reading):
    """A member of the intake's group in a system whose first app is yet to come."""

    def _subscribed(self) -> Subscription:
        pattern = r"^intake\.nobody-[a-z]+$"
        return Subscription(self._broker, (), "kraftcenter-intake", self._read, Metrics(), pattern=pattern)


async def test_a_pattern_that_nothing_fits_yet(ground: Settings) -> None:
    """A service starts, is ready and keeps its clocks where no app writes to Kafka."""
    waiting = Waiting(ground)
    async with asyncio.timeout(60), waiting.running():
        assert await waiting.subscription.answers()
        assert await waiting.heard()
        assert await waiting.subscription.lag() == {}
