"""An app at the Kafka door: writes to its own topic, and reads its answers."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaError

from deploy.embedded.stack import Stack
from tests.integration.kafka_login import login

Headers = list[tuple[str, bytes]]
FINAL = ("accepteret", "afvist")


@dataclass(frozen=True, slots=True)
class At:
    """The place of a record: what an answer names."""

    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer as the app reads it, `at` which time. `kind` is accepteret, venter or afvist; `headers` as text."""

    id: str
    kind: str
    service: str
    data: dict[str, Any]
    headers: dict[str, str]
    key: str | None
    at: float = field(default_factory=time.time)

    @property
    def pointers(self) -> list[str]:
        return [error["pointer"] for error in self.data["errors"]]


class KafkaApp:
    """Signed in as the app; every answer there has been is kept by the record it is about, in the order it came."""

    def __init__(
        self,
        name: str,
        topic: str,
        producer: AIOKafkaProducer,
        consumer: AIOKafkaConsumer,
        another: Callable[[], AIOKafkaProducer],
    ) -> None:
        self.name = name
        self.topic = topic
        self._producer = producer
        self._consumer = consumer
        self._another = another
        self._renewing = asyncio.Lock()
        self.answers: dict[At, list[Heard]] = defaultdict(list)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, stack: Stack, name: str, compression: str | None = None, *, idempotent: bool = False
    ) -> "AsyncIterator[KafkaApp]":
        """As one of the stack's own apps."""
        who = stack.endpoints["apps"][name]
        access = (name, who["kafka_username"], who["kafka_password"], compression)
        async with cls.signed_in(stack, *access, idempotent=idempotent) as app:
            yield app

    @classmethod
    @asynccontextmanager
    async def signed_in(
        cls,
        stack: Stack,
        name: str,
        username: str,
        password: str,
        compression: str | None = None,
        *,
        idempotent: bool = False,
    ) -> "AsyncIterator[KafkaApp]":
        access = login(stack.endpoints["kafka"], username, password)
        topic = f"intake.{name}"
        writing: dict[str, Any] = {"acks": "all", "compression_type": compression, "enable_idempotence": idempotent}
        if idempotent:
            # With the default of 40 s, one request to a broker that hangs would hold up everything behind it.
            writing["request_timeout_ms"] = 5000
        reading = {"enable_auto_commit": False, "auto_offset_reset": "earliest", "fetch_max_wait_ms": 100}

        def write() -> AIOKafkaProducer:
            return AIOKafkaProducer(**access, **writing)

        producer = await _started(write)
        consumer = await _started(lambda: AIOKafkaConsumer(f"{topic}.receipts", **access, **reading))
        app = cls(name, topic, producer, consumer, write)
        listening = asyncio.create_task(app._read())
        try:
            yield app
        finally:
            listening.cancel()
            await asyncio.wait([listening])
            await _stopped(consumer)
            await _stopped(app._producer)

    @property
    def producer(self) -> AIOKafkaProducer:
        return self._producer

    async def renew(self, failed: AIOKafkaProducer) -> None:
        """Another producer in place of one that has failed; what was on its way in the old one may have arrived."""
        async with self._renewing:
            if self._producer is not failed:
                return
            self._producer = await _started(self._another)
        await _stopped(failed)

    async def binary(self, event: Mapping[str, Any], *, key: str | None = None, headers: Headers | None = None) -> At:
        """One event with its attributes as `ce_` headers."""
        return await self.raw(*binary(event, key), headers=[*attributes(event), *(headers or [])])

    async def structured(self, event: Mapping[str, Any], *, key: str | None = None) -> At:
        """One event whose value is the whole of it."""
        content_type = ("content-type", b"application/cloudevents+json")
        return await self.raw(_key(event, key), json.dumps(event).encode(), headers=[content_type])

    async def raw(self, key: bytes | None, value: bytes | None, *, headers: Headers) -> At:
        """Any record."""
        sent = await self._producer.send_and_wait(self.topic, value, key=key, headers=headers)
        return At(sent.partition, sent.offset)

    async def all(self, events: Iterable[Mapping[str, Any]]) -> list[At]:
        """Many in binary mode, in order, without waiting for one before the next."""
        sent = [
            await self._producer.send(self.topic, value, key=key, headers=attributes(event))
            for event in events
            for key, value in [binary(event, None)]
        ]
        return [At(one.partition, one.offset) for one in await asyncio.gather(*sent)]

    async def final(self, at: At, seconds: float = 60) -> Heard:
        """The record's final answer."""
        await self.answered([at], seconds)
        return next(heard for heard in self.answers[at] if heard.kind in FINAL)

    async def answered(self, places: Sequence[At], seconds: float = 60) -> None:
        """Until each has its final answer."""
        until = time.monotonic() + seconds
        while missing := [at for at in places if not any(heard.kind in FINAL for heard in self.answers[at])]:
            assert time.monotonic() < until, f"{len(missing)} of {len(places)} records have no final answer"
            await asyncio.sleep(0.05)

    async def heard_of(self, at: At, seconds: float = 3600) -> None:
        """Until the record has its first answer, whichever."""
        until = time.monotonic() + seconds
        while not self.answers[at]:
            assert time.monotonic() < until, "the record has no answer"
            await asyncio.sleep(0.02)

    async def waits(self, at: At, seconds: float = 60) -> Heard:
        """The record's first answer, which is `venter`."""
        await self.heard_of(at, seconds)
        assert self.answers[at][0].kind == "venter", self.answers[at][0].data["errors"]
        return self.answers[at][0]

    @property
    def heard(self) -> int:
        """How many answers there have been."""
        return sum(map(len, self.answers.values()))

    def kinds(self, at: At) -> list[str]:
        """The kinds of the record's answers in order. The relay may bring one again: that is the same answer."""
        return [kind for kind, _ in dict.fromkeys((h.kind, h.headers["ce_time"]) for h in self.answers[at])]

    def faults(self, places: Sequence[At]) -> list[str]:
        """What is wrong with the answers to these records, a sentence each; nothing where every one has what it should.

        That is one final answer, and before it one `venter` at the most.
        """
        right = (["accepteret"], ["afvist"], ["venter", "accepteret"], ["venter", "afvist"])
        wrong = [(at, kinds) for at in places if (kinds := self.kinds(at)) not in right]
        return [f"{self.topic} {at.partition}/{at.offset} was answered {kinds}" for at, kinds in wrong]

    async def _read(self) -> None:
        async for record in self._consumer:
            headers = {name: value.decode() for name, value in record.headers}
            data = json.loads(record.value)
            assert data["topic"] == self.topic
            kind = headers["ce_type"].split(".")[3]
            service = headers["ce_source"].removeprefix("urn:samspil:")
            key = None if record.key is None else record.key.decode()
            heard = Heard(headers["ce_id"], kind, service, data, headers, key)
            UUID(heard.id)
            self.answers[At(data["partition"], data["offset"])].append(heard)


async def _started(make: Callable[[], Any], seconds: float = 30) -> Any:
    """Signed in: a user and rights that have just been made reach the broker a moment later."""
    until = time.monotonic() + seconds
    while True:
        client = make()
        try:
            await client.start()
        except KafkaError:
            await client.stop()
            if time.monotonic() > until:
                raise
            await asyncio.sleep(0.2)
        else:
            return client


async def _stopped(client: Any, seconds: float = 10) -> None:
    """However the broker is: one that is away has the client wait, or end with the cancelling of its own parts."""
    stopping = asyncio.create_task(client.stop())
    await asyncio.wait([stopping], timeout=seconds)
    stopping.cancel()
    await asyncio.gather(stopping, return_exceptions=True)


def binary(event: Mapping[str, Any], key: str | None) -> tuple[bytes | None, bytes]:
    return _key(event, key), json.dumps(event["data"]).encode()


def _key(event: Mapping[str, Any], key: str | None) -> bytes | None:
    return (key or str(event["subject"])).encode()


def attributes(event: Mapping[str, Any]) -> Headers:
    named = [(name, text) for name, text in event.items() if name not in ("data", "datacontenttype")]
    return [("content-type", b"application/json"), *((f"ce_{name}", str(text).encode()) for name, text in named)]
