"""The services' topics, read once per trial from where they stood when it began."""

import asyncio
import json
import time
from collections.abc import Mapping
from uuid import uuid4

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import OffsetSpec

from shared.messaging.topics import AUDITOR, EVENTS_PARTITIONS, SERVICES, events_topic
from shared.messaging.topics_admin import connect
from tests.faults.oracle.history import Published
from tests.faults.rig import Rig

Offsets = Mapping[tuple[str, int], int]
_SECONDS = 30.0


async def ends(rig: Rig) -> Offsets:
    """Where every partition of the services' topics ends now."""
    return await asyncio.to_thread(_ends, rig)


async def published(rig: Rig, since: Offsets, subjects: frozenset[str]) -> list[Published]:
    """Every record about these subjects from there to the end, in log order per partition."""
    return await asyncio.to_thread(_read, rig, since, subjects)


def _ends(rig: Rig) -> Offsets:
    admin = connect(rig.driver.cluster)
    places = {
        TopicPartition(events_topic(service), n): OffsetSpec.latest()
        for service in SERVICES
        for n in range(EVENTS_PARTITIONS)
    }
    return {
        (place.topic, place.partition): done.result(timeout=_SECONDS).offset
        for place, done in admin.list_offsets(places).items()
    }


def _read(rig: Rig, since: Offsets, subjects: frozenset[str]) -> list[Published]:
    until = {place: end for place, end in _ends(rig).items() if end > since[place]}
    if not until:
        return []
    kafka = rig.stack.endpoints["kafka"]
    consumer = Consumer(
        {
            "bootstrap.servers": kafka["bootstrap"],
            "security.protocol": kafka["security_protocol"],
            "sasl.mechanism": kafka["sasl_mechanism"],
            "sasl.username": kafka["auditor"]["username"],
            "sasl.password": kafka["auditor"]["password"],
            "group.id": f"{AUDITOR}-{uuid4()}",
            "enable.auto.commit": False,
            "auto.offset.reset": "error",
            "fetch.wait.max.ms": 20,
            # Not that a connection it has no use for was closed: what matters is raised.
            "log_level": 2,
        }
    )
    found: list[Published] = []
    deadline = time.monotonic() + _SECONDS
    try:
        consumer.assign([TopicPartition(*place, since[place]) for place in until])
        reached = {place: since[place] for place in until}
        while any(reached[place] < end for place, end in until.items()):
            if time.monotonic() > deadline:
                raise TimeoutError("the topics could not be read to their end")
            for record in consumer.consume(1000, timeout=0.1):
                if record.error() is not None:
                    raise KafkaException(record.error())
                reached[record.topic(), record.partition()] = record.offset() + 1
                subject = (record.key() or b"").decode()
                if subject in subjects:
                    headers = {name: value.decode() for name, value in record.headers() or ()}
                    found.append(_event(headers, record.value(), record.timestamp()[1] / 1000))
    finally:
        consumer.close()
    return found


def _event(headers: Mapping[str, str], value: bytes, at: float) -> Published:
    return Published(
        headers["ce_source"].removeprefix("urn:samspil:"),
        headers["ce_id"],
        headers["ce_type"],
        headers["ce_subject"],
        int(headers["ce_version"]),
        headers["ce_causationid"],
        json.loads(value),
        at,
    )
