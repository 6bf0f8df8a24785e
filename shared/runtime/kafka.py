"""How a service reaches Kafka: as its own principal, with nothing created on the way."""

import ssl
from typing import Any

from faststream.kafka import KafkaBroker
from faststream.security import SASLPlaintext, SASLScram256, SASLScram512

from shared.messaging.producer import Producer
from shared.runtime.settings import Settings

_MECHANISMS = {"SCRAM-SHA-512": SASLScram512, "SCRAM-SHA-256": SASLScram256, "PLAIN": SASLPlaintext}


def make_broker(settings: Settings) -> KafkaBroker:
    """FastStream's broker for reading; publishing goes through the outbox and its relay alone."""
    context = ssl_context(settings)
    return KafkaBroker(
        # As a list: FastStream takes a text for one address, commas and all.
        [address.strip() for address in settings.kafka_bootstrap.split(",")],
        security=_MECHANISMS[settings.kafka_sasl_mechanism](
            settings.kafka_username,
            settings.kafka_password.get_secret_value(),
            use_ssl=context is not None,
            ssl_context=context,
        ),
        client_id=settings.instance,
        consumer_only=True,
        allow_auto_create_topics=False,
        apply_types=False,
        metadata_max_age_ms=5_000,
        request_timeout_ms=10_000,
        # Below what the chassis waits for all of it, so that the group is left in time and others take over at once.
        graceful_timeout=5.0,
        logger=None,
    )


async def make_producer(settings: Settings) -> Producer:
    """The relay's producer, connected."""
    producer = Producer(kafka_connection(settings))
    await producer.start()
    return producer


def kafka_connection(settings: Settings) -> dict[str, Any]:
    """What an aiokafka client of this service is told to reach Kafka."""
    return {
        "bootstrap_servers": settings.kafka_bootstrap,
        "client_id": settings.instance,
        "security_protocol": settings.kafka_security_protocol,
        "sasl_mechanism": settings.kafka_sasl_mechanism,
        "sasl_plain_username": settings.kafka_username,
        "sasl_plain_password": settings.kafka_password.get_secret_value(),
        "ssl_context": ssl_context(settings),
    }


def ssl_context(settings: Settings) -> ssl.SSLContext | None:
    """The broker's certificate is checked against the authority named, or the system's; None without TLS."""
    if settings.kafka_security_protocol != "SASL_SSL":
        return None
    return ssl.create_default_context(cafile=settings.kafka_ca_file)
