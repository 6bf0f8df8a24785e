"""The outbox leaves for Kafka: in order, once in the normal course, whoever dies meanwhile."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer

from shared.messaging.outbox import put_record_in_outbox
from shared.messaging.producer import Batch, Outgoing, Prepared, Producer, Sent, Unconfirmed
from shared.messaging.relay import Relay
from shared.messaging.unit import Unit
from shared.messaging.wake import Wake
from shared.messaging.wire import RecordBatch
from shared.postgres import Pool
from shared.runtime import Settings
from shared.runtime.kafka import make_producer
from shared.telemetry import Metrics
from tests.integration.floors.house import House
from tests.suites.floor_words import goal


class Log(Producer):
    """A broker in memory, which can be slow or fail."""

    def __init__(self) -> None:
        self.records: list[int] = []
        self.keys: dict[int, bytes | None] = {}
        self.slow = 0.0
        self.fail = 0

    async def prepare(self, records: Sequence[Outgoing]) -> Prepared:
        self.keys |= {record.seq: record.key for record in records}
        return Prepared([Batch("kraftcenter.events", 0, [r.seq for r in records], RecordBatch(1))])

    async def send(self, prepared: Prepared) -> Sent:
        await asyncio.sleep(self.slow)
        self.records.extend(prepared.seqs)
        if self.fail:
            self.fail -= 1
            raise Unconfirmed
        return Sent(prepared.seqs)

    async def close(self) -> None:
        pass

    def first_occurrences(self) -> list[int]:
        return list(dict.fromkeys(self.records))

    def by_key(self) -> list[list[int]]:
        """The first occurrences of each key by themselves: only they have an order."""
        found: dict[bytes | None, list[int]] = {}
        for seq in self.first_occurrences():
            found.setdefault(self.keys[seq], []).append(seq)
        return list(found.values())


class Instance:
    """One relay with a connection that can be cut."""

    def __init__(self, settings: Settings, pool: Pool, log: Producer, silent_ms: int = 3000) -> None:
        self._settings, self._log, self._silent = settings, log, silent_ms
        self.connection: asyncpg.Connection[asyncpg.Record] | None = None
        self.opened = 0
        self.relay = Relay(self._connect, self._produce, Wake(pool), Metrics())

    async def _connect(self) -> "asyncpg.Connection[asyncpg.Record]":
        self.opened += 1
        self.connection = await asyncpg.connect(
            self._settings.database_url.get_secret_value(),
            server_settings={"idle_session_timeout": str(self._silent)},
        )
        return self.connection

    async def _produce(self) -> Producer:
        return self._log

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Instance"]:
        task = asyncio.create_task(self.relay.run())
        try:
            yield self
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


class Real(Instance):
    """The same with the real broker."""

    async def _produce(self) -> Producer:
        return await make_producer(self._settings)


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while True:
            if await condition():
                return
            await asyncio.sleep(0.02)


async def sent_all(house: House) -> bool:
    return not await house.stands_in("outbox")


async def test_another_takes_over(ground: Settings, house: House) -> None:
    """The owner's connection dies without a word: a standby carries on within a second, nothing lost or reordered."""
    log = Log()
    async with Instance(ground, house.pool, log).running() as one, Instance(ground, house.pool, log).running() as two:

        async def one_owner() -> bool:
            return [one.relay.owner, two.relay.owner].count(True) == 1

        subjects = [uuid4() for _ in range(5)]
        for round_ in range(4):
            await asyncio.gather(*(house.publish(subject, goal(), goal()) for subject in subjects))
            if round_ == 1:
                # On a machine that is busy elsewhere the server may just have put the owner out by itself.
                await until(one_owner)
                owner = one if one.relay.owner else two
                assert owner.connection is not None
                owner.connection.terminate()
        await until(lambda: sent_all(house))
        # Who lost the connection learns of it when they next look.
        await until(one_owner, seconds=2)
    assert [len(seqs) for seqs in log.by_key()] == [8] * 5
    assert log.by_key() == [sorted(seqs) for seqs in log.by_key()]


async def test_what_was_not_confirmed_comes_again(ground: Settings, house: House) -> None:
    """An unclear answer from Kafka: the batch is sent again whole, and only then deleted."""
    log = Log()
    log.fail = 2
    await house.publish(uuid4(), goal(), goal(), goal())
    async with Instance(ground, house.pool, log).running():
        await until(lambda: sent_all(house))
    assert len(log.records) == 9
    assert len(log.first_occurrences()) == 3


async def test_a_slow_broker_is_no_frozen_owner(ground: Settings, house: House) -> None:
    """The server ends a connection that has been silent; one whose owner waits for Kafka is not silent."""
    log = Log()
    log.slow = 2.5
    await house.publish(uuid4(), goal())
    async with Instance(ground, house.pool, log, silent_ms=1500).running() as one:
        await until(lambda: sent_all(house))
        assert one.opened == 1
    assert len(log.records) == 1


async def test_a_silent_owner_loses_the_outbox(ground: Settings, house: House) -> None:
    """An owner that froze is put out by the server, and the standby takes over without anybody's help."""
    frozen = await asyncpg.connect(
        ground.database_url.get_secret_value(), server_settings={"idle_session_timeout": "500"}
    )
    try:
        assert await frozen.fetchval("SELECT pg_try_advisory_lock($1)", 0x5A4D_0001)
        await house.publish(uuid4(), goal())
        log = Log()
        async with Instance(ground, house.pool, log).running():
            await until(lambda: sent_all(house), 5)
    finally:
        frozen.terminate()


async def test_in_order_on_the_real_topic(ground: Settings, auditor: dict[str, str], house: House) -> None:
    """Per subject the records stand on the topic in version order, with the subject as their key."""
    subjects = [uuid4() for _ in range(10)]

    async def write(share: list[Any]) -> None:
        for _ in range(10):
            for subject in share:
                await house.publish(subject, goal())

    async with Real(ground, house.pool, Log()).running():
        await asyncio.gather(write(subjects[:5]), write(subjects[5:]), write(subjects[::2]), write(subjects[1::2]))
        await until(lambda: sent_all(house), 20)
    found = await read_topic(ground, auditor, 200, {str(s).encode() for s in subjects})
    assert found == {str(s).encode(): list(range(1, 21)) for s in subjects}


@pytest.mark.parametrize("closed", ["intake.gone-app.receipts", "intake.svr-app"], ids=["not there", "not ours"])
async def test_a_topic_that_is_closed_to_us_keeps_only_its_own_rows(
    ground: Settings, house: House, closed: str
) -> None:
    """An app that was taken away, or whose rights are not there: everybody else's answers and events go."""
    await _answer(house, closed)
    await _answer(house, "intake.svr-app.receipts")
    await house.publish(uuid4(), goal())
    await _answer(house, "intake.kraftcenter-app.receipts")

    async def only_the_closed() -> bool:
        return {r["topic"] for r in await house.pool.fetch("SELECT topic FROM outbox")} == {closed}

    async with Real(ground, house.pool, Log()).running():
        await until(only_the_closed, 20)
        await house.publish(uuid4(), goal())
        await until(only_the_closed, 20)


async def _answer(house: House, topic: str) -> None:
    unit, id_ = Unit(), uuid4()
    put_record_in_outbox(
        unit, id_, topic, None, "dk.samspil.kvittering.afvist.v1", b"{}", {"ce_id": "1", "ce_type": "t"}
    )
    statement = unit.writes.statement()
    assert statement is not None
    await house.pool.fetchval(statement[0], *statement[1])


async def read_topic(
    settings: Settings, reader: dict[str, str], count: int, keys: set[bytes]
) -> dict[bytes, list[int]]:
    consumer = AIOKafkaConsumer(
        "kraftcenter.events",
        bootstrap_servers=settings.kafka_bootstrap,
        security_protocol="SASL_PLAINTEXT",
        sasl_mechanism="SCRAM-SHA-512",
        sasl_plain_username=reader["username"],
        sasl_plain_password=reader["password"],
        auto_offset_reset="earliest",
    )
    found: dict[bytes, list[int]] = {}
    await consumer.start()
    try:
        async with asyncio.timeout(15):
            while sum(map(len, found.values())) < count:
                for records in (await consumer.getmany(timeout_ms=500)).values():
                    for r in records:
                        if r.key in keys:
                            assert dict(r.headers)["ce_subject"] == r.key
                            found.setdefault(r.key, []).append(int(dict(r.headers)["ce_version"]))
    finally:
        await consumer.stop()
    return found
