"""Looks for words everywhere they must not stand: log files, metrics, every topic, every table."""

import base64
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient

from deploy.embedded.stack import Stack
from shared.messaging.topics import SERVICES
from tests.integration.driver import Driver
from tests.integration.owner import owner

Words = Mapping[str, str]
"""Name → what must not be found; the name alone is told when it is."""

_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_TABLES = """
SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
"""


def found(words: Words, content: bytes, place: str) -> list[str]:
    """Which of the words stand there, in clear or only wrapped (hexadecimal, base64, escaped), whatever the case."""
    text = content.decode("utf-8", "replace").lower()
    return [f"{name} in {place}" for name, word in words.items() if any(form in text for form in _forms(word))]


def _forms(word: str) -> Iterable[str]:
    raw = word.encode()
    yield word.lower()
    yield raw.hex()
    yield word.encode("unicode_escape").decode().lower()
    yield word.replace("-", "").lower()
    # Of base64 only what does not depend on where the word begins.
    for skipped in range(3):
        inner = base64.b64encode(raw[skipped : skipped + (len(raw) - skipped) // 3 * 3]).decode().lower()
        if len(inner) >= 8:
            yield inner


def pseudonyms(citizens: Collection[UUID], content: bytes, place: str) -> list[str]:
    """Whether any citizen's id stands there, with hyphens or without."""
    ids = {UUID(match) for match in _UUID.findall(content.decode("utf-8", "replace"))}
    return ["a pseudonym in " + place] if ids & set(citizens) else []


async def citizens(driver: Driver) -> set[UUID]:
    """Everyone who was registered or spoken of in the whole run; a course is a subject, too, and nobody."""
    everyone: set[UUID] = set()
    for service in SERVICES:
        async with driver.database(service) as database:
            everyone |= {row["subject"] for row in await database.fetch("SELECT subject FROM subjects")}
    async with driver.database("referral") as database:
        everyone |= {row["citizen_id"] for row in await database.fetch("SELECT citizen_id FROM citizens")}
    async with driver.database("notifications") as database:
        # Not from kraftcenter's table: suites tell of courses that no kraftcenter has opened.
        courses = await database.fetch("SELECT DISTINCT subject FROM events WHERE type LIKE 'dk.samspil.forloeb.%'")
        return everyone - {row["subject"] for row in courses}


def logs(stack: Stack) -> dict[str, bytes]:
    """Every log file of every part, by name; at least the services' must be there."""
    files = {path.name: path.read_bytes() for path in stack.layout.logs.rglob("*") if path.is_file()}
    assert {f"{service}.log" for service in SERVICES} <= files.keys()
    return files


async def metrics(driver: Driver) -> dict[str, bytes]:
    """What each service tells of itself."""
    told = {}
    for service in SERVICES:
        answer = await driver.client.get(f"{driver.endpoints[service]}/metrics")
        assert answer.status_code == 200
        told[f"{service}'s metrics"] = answer.content
    return told


async def in_tables(stack: Stack, words: Words) -> list[str]:
    """Every row of every table of the three databases, as PostgreSQL writes it out."""
    faults = []
    for service in SERVICES:
        async with owner(stack, service) as connection:
            tables = [row["name"] for row in await connection.fetch(_TABLES)]
            assert len(tables) > 10
            for table in tables:
                rows = await connection.fetch(f"SELECT t::text AS row FROM {table} t")  # noqa: S608 (a table's own name)
                text = "\n".join(row["row"] for row in rows).encode()
                faults += found(words, text, f"{service}'s {table}")
    return faults


async def on_topics(stack: Stack, words: Words) -> tuple[list[str], int]:
    """Every record of every topic: key, headers and value. Gives the faults and how many records were read."""
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
        topics = [name for name in await admin.list_topics() if not name.startswith("__")]
    finally:
        await admin.close()
    consumer = AIOKafkaConsumer(*topics, **signed_in, enable_auto_commit=False, auto_offset_reset="earliest")
    await consumer.start()
    faults, count = [], 0
    try:
        partitions = list(consumer.assignment())
        ends = await consumer.end_offsets(partitions)
        while any([await consumer.position(tp) < ends[tp] for tp in partitions]):
            for tp, records in (await consumer.getmany(timeout_ms=500)).items():
                for record in records:
                    count += 1
                    content = [
                        record.key or b"",
                        record.value or b"",
                        *(h for pair in record.headers for h in (pair[0].encode(), pair[1])),
                    ]
                    faults += found(words, b"\n".join(content), tp.topic)
    finally:
        await consumer.stop()
    return faults, count
