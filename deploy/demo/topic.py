"""The other door: an app that writes its reports to its own Kafka topic and reads the answers from the one beside it.

With a public client and the app's credential alone, as a vendor would.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from deploy.demo.doors import Rejected, a_traceparent

_ANSWER = "dk.samspil.kvittering."
_BROKER_SECONDS = 20.0


class AppTopic:
    """One app's topic and its answers, from when it was opened."""

    def __init__(self, app: str, topic: str, producer: AIOKafkaProducer, consumer: AIOKafkaConsumer) -> None:
        self._app = app
        self._topic = topic
        self._producer = producer
        self._consumer = consumer

    @classmethod
    @asynccontextmanager
    async def open(cls, endpoints: Mapping[str, Any], app: str) -> "AsyncIterator[AppTopic]":
        kafka, own = endpoints["kafka"], endpoints["apps"][app]
        access = {
            "bootstrap_servers": kafka["bootstrap"],
            "security_protocol": kafka["security_protocol"],
            "sasl_mechanism": kafka["sasl_mechanism"],
            "sasl_plain_username": own["kafka_username"],
            "sasl_plain_password": own["kafka_password"],
        }
        producer = AIOKafkaProducer(**access, enable_idempotence=True)
        # In a group of the app's own: what it has read is seen from outside.
        consumer = AIOKafkaConsumer(
            f"{own['topic']}.receipts", **access, group_id=app, enable_auto_commit=False, session_timeout_ms=6_000
        )
        try:
            async with asyncio.timeout(_BROKER_SECONDS):
                await producer.start()
                await consumer.start()
                # What stands there is of earlier runs.
                await consumer.seek_to_end()
            yield cls(app, own["topic"], producer, consumer)
        finally:
            async with asyncio.timeout(_BROKER_SECONDS):
                await producer.stop()
                await consumer.stop()

    async def report(self, type_: str, subject: str, data: Mapping[str, Any], seconds: float) -> str:
        """Sends one CloudEvent in binary mode and waits for its final answer; gives the receipt's id.

        Raises Rejected for a refusal and where no answer comes within `seconds`.
        """
        id_ = str(uuid4())
        attributes = {
            "ce_specversion": "1.0",
            "ce_id": id_,
            "ce_source": f"urn:samspil:app:{self._app}",
            "ce_type": type_,
            "ce_subject": subject,
            "ce_time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "ce_traceparent": a_traceparent(),
            "content-type": "application/json",
        }
        headers = [(name, value.encode()) for name, value in attributes.items()]
        try:
            async with asyncio.timeout(seconds):
                await self._producer.send_and_wait(
                    self._topic, key=subject.encode(), value=json.dumps(data).encode(), headers=headers
                )
                return await self._answer(id_)
        except TimeoutError:
            raise Rejected(f"Der kom intet svar på {self._topic}.receipts.") from None

    async def _answer(self, id_: str) -> str:
        async for record in self._consumer:
            type_ = dict(record.headers).get("ce_type", b"").decode()
            answer = json.loads(record.value)
            if answer["event_id"] != id_:
                continue
            await self._consumer.commit()
            if type_ == f"{_ANSWER}afvist.v1":
                raise Rejected("; ".join(error["detail"] for error in answer["errors"]))
            # One that waits is answered again, for good, when what it waits for has been heard of.
            if type_ == f"{_ANSWER}accepteret.v1":
                return str(answer["receipt_id"])
        raise Rejected(f"{self._topic}.receipts holdt op.")
