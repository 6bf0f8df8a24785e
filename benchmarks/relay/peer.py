"""faststream-outbox, which does the same work: its own table in the same database, to the same topic.

Its handler is as lean as it allows (no types applied, nothing decoded); what is measured is the package.
"""

import asyncio
import json
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import Any

from faststream.kafka import KafkaBroker
from faststream.security import SASLScram512

from benchmarks.place import Place
from benchmarks.relay.load import SERVICE, TOPIC, Wire

_TABLE = "peer_outbox"
_QUEUE = "events"
_PATIENCE = 180.0
_POSTGRES_CONNECTIONS = 150


@dataclass(frozen=True, slots=True)
class Setting:
    """As its subscriber takes them."""

    max_workers: int
    fetch_batch_size: int
    terminal_flush_batch_size: int

    def __str__(self) -> str:
        return ", ".join(f"{name}={value}" for name, value in asdict(self).items())


BEST = Setting(max_workers=50, fetch_batch_size=1000, terminal_flush_batch_size=100)
"""The fastest of those tried (docs/performance.md)."""


def installed() -> bool:
    return find_spec("faststream_outbox") is not None


async def carried(place: Place, records: Sequence[Wire], setting: Setting = BEST) -> float:
    """Records a second, from its start until the last is confirmed by Kafka and deleted."""
    from faststream_outbox import OutboxBroker, make_outbox_table
    from sqlalchemy import MetaData
    from sqlalchemy.ext.asyncio import create_async_engine

    metadata = MetaData()
    table = make_outbox_table(metadata, table_name=_TABLE)
    url = place.owner_url(SERVICE).replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(url, pool_size=_POSTGRES_CONNECTIONS)
    kafka = _kafka(place)
    outbox = OutboxBroker(engine, outbox_table=table, apply_types=False, logger=None)
    carrying = _Carrying(kafka, len(records))
    outbox.subscriber(_QUEUE, min_fetch_interval=0.01, decoder=_as_it_is, **asdict(setting))(carrying.one)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        await _fill(place, records)
        await kafka.connect()
        began = time.perf_counter()
        await outbox.start()
        async with asyncio.timeout(_PATIENCE):
            await carrying.all_sent.wait()
            while await _stands(place):  # noqa: ASYNC110 (nobody rings)
                await asyncio.sleep(0.005)
            seconds = time.perf_counter() - began
        return len(records) / seconds
    finally:
        await outbox.stop()
        await kafka.stop()
        async with engine.begin() as connection:
            await connection.run_sync(metadata.drop_all)
        await engine.dispose()


class _Carrying:
    def __init__(self, kafka: KafkaBroker, number: int) -> None:
        self._kafka = kafka
        self._left = number
        self.all_sent = asyncio.Event()

    async def one(self, message: Any) -> None:
        """Returns when Kafka has confirmed it: then it is deleted."""
        headers = message.headers
        await self._kafka.publish(message.body, TOPIC, key=headers["ce_subject"].encode(), headers=headers)
        self._left -= 1
        if not self._left:
            self.all_sent.set()


async def _as_it_is(message: Any) -> Any:
    return message


def _kafka(place: Place) -> KafkaBroker:
    """With what the relay's own producer asks for."""
    settings = place.settings(SERVICE)
    return KafkaBroker(
        settings.kafka_bootstrap.split(","),
        security=SASLScram512(settings.kafka_username, settings.kafka_password.get_secret_value()),
        acks="all",
        enable_idempotence=True,
        max_batch_size=900_000,
        apply_types=False,
        logger=None,
        log_level=logging.ERROR,
    )


async def _fill(place: Place, records: Sequence[Wire]) -> None:
    rows = [
        (_QUEUE, value, json.dumps({name: text.decode() for name, text in headers})) for _, value, headers in records
    ]
    async with place.owner(SERVICE) as connection:
        await connection.copy_records_to_table(_TABLE, records=rows, columns=("queue", "payload", "headers"))
        await connection.execute(f"VACUUM (ANALYZE) {_TABLE}")
    await place.checkpoint()


async def _stands(place: Place) -> bool:
    async with place.owner(SERVICE) as connection:
        return bool(await connection.fetchval(f"SELECT EXISTS (SELECT FROM {_TABLE})"))  # noqa: S608 (our own word)
