"""Writes down what a running stack has published, for later versions to read (`tests/unit/contracts/recorded`).

`.venv/bin/pytest -p tests.integration.recording tests/integration/…` adds to `types.jsonl` the first record of each
type in each shape (which fields have something in them) that is not there yet. What is there stays as it is.
"""

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient

from deploy.embedded.stack import Stack
from shared.contracts.cloudevents import UnknownType, Unreadable, from_kafka
from shared.contracts.fact import fact_of

FOLDER = Path(__file__).parent.parent / "unit/contracts/recorded"
_OURS = (".events", ".receipts")
_RECEIPT = "intake"

Record = Mapping[str, Any]


@pytest.fixture(scope="session", autouse=True)
async def recording(stack: Stack) -> AsyncIterator[None]:
    """What the topics hold when the run ends."""
    yield
    path = FOLDER / "types.jsonl"
    kept = _lines(path)
    known = {_shape(record) for record in (*_lines(FOLDER / "events.jsonl"), *kept)}
    for record in sorted(await _published(stack), key=lambda record: record["headers"]["ce_id"]):
        if _shape(record) not in known:
            known.add(_shape(record))
            kept.append(record)
    kept.sort(key=lambda record: (record["headers"]["ce_type"], record["headers"]["ce_id"]))
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in kept), encoding="utf-8")


def _shape(record: Record) -> tuple[str, frozenset[str]]:
    return record["headers"]["ce_type"], frozenset(
        name for name, said in record["value"].items() if said not in (None, [])
    )


def _lines(path: Path) -> list[Record]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


async def _published(stack: Stack) -> list[Record]:
    """Every record of the services on their own topics and the apps' receipts; what a test put there is left out."""
    cluster = stack.cluster
    signed_in: dict[str, Any] = {
        "bootstrap_servers": cluster.bootstrap,
        "security_protocol": cluster.security_protocol,
        "sasl_mechanism": cluster.sasl_mechanism,
        "sasl_plain_username": cluster.username,
        "sasl_plain_password": cluster.password,
    }
    admin = AIOKafkaAdminClient(**signed_in)
    await admin.start()
    try:
        topics = [name for name in await admin.list_topics() if name.endswith(_OURS)]
    finally:
        await admin.close()
    consumer = AIOKafkaConsumer(*topics, **signed_in, enable_auto_commit=False, auto_offset_reset="earliest")
    await consumer.start()
    found: list[Record] = []
    try:
        ends = await consumer.end_offsets(list(consumer.assignment()))
        while any([await consumer.position(tp) < end for tp, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                found += [read for each in records if (read := _read(each.headers, each.value)) is not None]
    finally:
        await consumer.stop()
    return found


def _read(headers: Iterable[tuple[str, bytes]], value: bytes | None) -> Record | None:
    given = dict(headers)
    fact = fact_of(given.get("ce_type", b"").decode("ascii", "replace"))
    if fact is None or value is None:
        return None
    if fact.owner != _RECEIPT:
        try:
            from_kafka(given, value)
        except (Unreadable, UnknownType):
            return None
    return {"headers": {name: text.decode() for name, text in given.items()}, "value": json.loads(value)}
