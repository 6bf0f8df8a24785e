"""Signing in to the stack's Kafka as one of those who may."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaProducer


def login(kafka: Mapping[str, Any], username: str, password: str) -> dict[str, Any]:
    """What an aiokafka client is told. `kafka` is what stands under that name in the stack's endpoints."""
    return {
        "bootstrap_servers": kafka["bootstrap"],
        "security_protocol": kafka["security_protocol"],
        "sasl_mechanism": kafka["sasl_mechanism"],
        "sasl_plain_username": username,
        "sasl_plain_password": password,
    }


def app_login(endpoints: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The same for an app of the stack. Raises KeyError for one that is not among the endpoints."""
    app = endpoints["apps"][name]
    return login(endpoints["kafka"], app["kafka_username"], app["kafka_password"])


@asynccontextmanager
async def producing(signed_in: Mapping[str, Any]) -> AsyncIterator[AIOKafkaProducer]:
    """A producer with aiokafka's own settings, started."""
    producer = AIOKafkaProducer(**signed_in)
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()
