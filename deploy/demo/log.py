"""The authoritative events as they are published, and whom Samspil says it has told of each.

Read as the stack's auditor, who may read every topic and write to none. That is how one can know of citizens and
relatives who have no way to sign in, and of events that no report became directly.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer

from deploy.demo.cast import Line
from shared.messaging.topics import SERVICES, events_topic

_DELIVERED = "dk.samspil.besked.leveret.v1"
_BROKER_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Published:
    """One event, as far as it is looked at here."""

    id: str
    type: str
    subject: str


class Log:
    """Everything published since it was opened, in the order it was read."""

    def __init__(self) -> None:
        self.events: list[Published] = []
        self.told: dict[str, set[Line]] = defaultdict(set)

    @classmethod
    @asynccontextmanager
    async def open(cls, endpoints: Mapping[str, Any]) -> "AsyncIterator[Log]":
        kafka = endpoints["kafka"]
        consumer = AIOKafkaConsumer(
            *(events_topic(service) for service in SERVICES),
            bootstrap_servers=kafka["bootstrap"],
            security_protocol=kafka["security_protocol"],
            sasl_mechanism=kafka["sasl_mechanism"],
            sasl_plain_username=kafka["auditor"]["username"],
            sasl_plain_password=kafka["auditor"]["password"],
            group_id=None,
            enable_auto_commit=False,
            # What stands there is of earlier runs. Not a seek, which the consumer's own first move could undo.
            auto_offset_reset="latest",
            fetch_max_wait_ms=50,
        )
        log = cls()
        async with asyncio.timeout(_BROKER_SECONDS):
            await consumer.start()
            await asyncio.gather(*(consumer.position(partition) for partition in consumer.assignment()))
        reading = asyncio.create_task(log._read(consumer))
        try:
            yield log
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            async with asyncio.timeout(_BROKER_SECONDS):
                await consumer.stop()

    async def _read(self, consumer: AIOKafkaConsumer) -> None:
        async for record in consumer:
            self.note({name: value.decode() for name, value in record.headers}, record.value)

    def note(self, headers: Mapping[str, str], value: bytes) -> None:
        """Takes in one record."""
        if headers["ce_type"] == _DELIVERED:
            data = json.loads(value)
            self.told[data["event_id"]] |= {
                Line(one["recipient_kind"], one.get("department"), one["channel"]) for one in data["told"]
            }
            return
        self.events.append(Published(headers["ce_id"], headers["ce_type"], headers["ce_subject"]))
