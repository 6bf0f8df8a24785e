"""The three brokers of `docker-compose.yml`, on the real Kafka: its start script, settings, certificates, passwords."""

import asyncio
import json
import re
import ssl
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaError, TopicAuthorizationFailedError

from deploy.embedded.layout import REPOSITORY
from shared.messaging.topics import events_topic, intake_topic, principals
from shared.runtime import read_settings
from shared.runtime.kafka import make_broker, make_producer
from tests.integration.containers.brokers import NUMBERS, Brokers, started
from tests.integration.containers.composition import lay_out
from tests.suites.composition import Composition, compose

APPS = {"svr-app": "svr", "kraftcenter-app": "kraftcenter"}
WORDS: dict[str, str] = {}
"""The apps' passwords, as shown once when they were added."""


@pytest.fixture(scope="module")
async def brokers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Brokers]:
    """Up, with everything the job `topics` makes, and two apps added as operations adds them."""
    root = tmp_path_factory.mktemp("brokers")
    async with started(root) as running:
        said = await _job(running, "topics", *_command("topics"))
        assert "rettet: topic referral.events: missing" in said
        for app, department in APPS.items():
            shown = await _job(running, "operations", "apps", "add", app, "--department", department)
            (WORDS[app],) = re.findall(r"Kafka: adgangskode +(\S+)", shown)
        yield running


def _command(service: str) -> list[str]:
    words: list[str] = Composition(compose(), {}).services[service]["command"]
    return words


async def _job(brokers: Brokers, service: str, *command: str) -> str:
    """What a job says that is run as Compose would run it; fails where it does. There is no issuer here."""
    root = brokers.private.parent / "jobs"
    changes = {f"kafka-{n}:9092": f"127.0.0.1:{brokers.ports[f'services-{n}']}" for n in NUMBERS}
    environment = lay_out(service, root, brokers.private, changes)
    environment.pop("SAMSPIL_KEYCLOAK_URL", None)
    words = [word.replace("/run/secrets", f"{root}/run/secrets") for word in command]
    job = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deploy.cli", *words),
        env=environment,
        cwd=REPOSITORY,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await job.communicate()
    assert job.returncode == 0, output.decode()
    return output.decode()


def _signed_in(brokers: Brokers, user: str, door: str = "services", password: str | None = None) -> dict[str, Any]:
    return {
        "bootstrap_servers": brokers.bootstrap(door),
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": user,
        "sasl_plain_password": password or {**json.loads(brokers.password("kafka_users")), **WORDS}[user],
        "ssl_context": ssl.create_default_context(cafile=str(brokers.private / "ca.pem")),
        "request_timeout_ms": 10_000,
    }


async def _send(connection: dict[str, Any], topic: str, value: bytes) -> None:
    producer = AIOKafkaProducer(**connection, acks="all", enable_idempotence=True)
    await producer.start()
    try:
        async with asyncio.timeout(120):
            await producer.send_and_wait(topic, value, key=b"k")
    finally:
        await producer.stop()


async def test_what_the_jobs_made_is_as_declared(brokers: Brokers) -> None:
    """Start order: topics, users and rights are there before the services; the job may run again at any time."""
    assert "Alt er, som det er erklæret." in await _job(brokers, "topics", *_command("topics"), "--check")
    assert set(json.loads(brokers.password("kafka_users"))) | WORDS.keys() == set(principals(APPS))


async def test_an_app_writes_through_its_door_and_a_service_reads_with_its_own_settings(
    brokers: Brokers, tmp_path: Path
) -> None:
    """TLS and SCRAM: an app comes in from outside, a service from inside with just what Compose tells it."""
    await _send(_signed_in(brokers, "svr-app", "apps"), intake_topic("svr-app"), b"from the app")
    changes = {f"kafka-{n}:9092": f"127.0.0.1:{brokers.ports[f'services-{n}']}" for n in NUMBERS}
    settings = read_settings(lay_out("referral", tmp_path, brokers.private, changes))
    seen: asyncio.Queue[bytes] = asyncio.Queue()
    broker = make_broker(settings)

    @broker.subscriber(intake_topic("svr-app"), group_id="referral-intake", auto_offset_reset="earliest")
    async def _(body: bytes) -> None:
        seen.put_nowait(body)

    await broker.start()
    try:
        async with asyncio.timeout(120):
            assert await seen.get() == b"from the app"
    finally:
        await broker.stop()


async def test_a_service_publishes_with_its_own_settings(brokers: Brokers, tmp_path: Path) -> None:
    """The relay's own producer, told all three brokers, comes in over TLS as the service."""
    changes = {f"kafka-{n}:9092": f"127.0.0.1:{brokers.ports[f'services-{n}']}" for n in NUMBERS}
    async with asyncio.timeout(120):
        producer = await make_producer(read_settings(lay_out("kraftcenter", tmp_path, brokers.private, changes)))
        await producer.close()


async def test_an_app_reaches_no_other_topic_from_outside(brokers: Brokers) -> None:
    """Least privilege: a principal is what its topics and groups are, on every door."""
    with pytest.raises(TopicAuthorizationFailedError):
        await _send(_signed_in(brokers, "svr-app", "apps"), intake_topic("kraftcenter-app"), b"{}")


async def test_a_wrong_password_is_refused(brokers: Brokers) -> None:
    """No default credentials: nobody comes in without the password that was made."""
    producer = AIOKafkaProducer(**_signed_in(brokers, "referral", password="referral"))
    with pytest.raises(KafkaError):
        await producer.start()
    await producer.stop()


@pytest.mark.parametrize("door", ["services", "apps", "brokers", "controllers"])
async def test_plain_text_is_refused_at_every_door(brokers: Brokers, door: str) -> None:
    """TLS: neither a client nor a broker is answered without it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", brokers.ports[f"{door}-1"])
    try:
        # ApiVersions, version 0, as a client without TLS begins: length, key, version, correlation, no client id.
        writer.write(bytes.fromhex("0000000a00120000000000010000"))
        await writer.drain()
        async with asyncio.timeout(60):
            answer = await reader.read()
    finally:
        writer.close()
    # At most TLS's own word of refusal (an alert), never Kafka's.
    assert answer == b"" or answer[0] == 0x15


@pytest.mark.parametrize("door", ["brokers", "controllers"])
@pytest.mark.parametrize("shown", [None, "postgres"])
async def test_only_a_broker_comes_in_where_brokers_speak(brokers: Brokers, door: str, shown: str | None) -> None:
    """Certificates: without one, and with the database's, the brokers' and controllers' doors stay shut."""
    context = ssl.create_default_context(cafile=str(brokers.private / "ca.pem"))
    if shown:
        context.load_cert_chain(brokers.private / f"{shown}_certificate", brokers.private / f"{shown}_key")
    with pytest.raises((ssl.SSLError, OSError, asyncio.IncompleteReadError)):
        await _ask(brokers, door, context)


async def test_a_broker_comes_in_where_brokers_speak(brokers: Brokers) -> None:
    """The same question with a broker's certificate is answered: what shuts others out is the certificate."""
    context = ssl.create_default_context(cafile=str(brokers.private / "ca.pem"))
    context.load_cert_chain(brokers.private / "kafka_2_certificate")
    assert await _ask(brokers, "brokers", context)


async def _ask(brokers: Brokers, door: str, context: ssl.SSLContext) -> bytes:
    """The length of Kafka's answer to which requests it knows, over TLS. Raises where the connection is ended."""
    async with asyncio.timeout(60):
        reader, writer = await asyncio.open_connection("127.0.0.1", brokers.ports[f"{door}-1"], ssl=context)
        try:
            writer.write(bytes.fromhex("0000000a00120000000000010000"))
            await writer.drain()
            return await reader.readexactly(4)
        finally:
            writer.close()


async def test_writing_goes_on_while_one_broker_is_killed(brokers: Brokers) -> None:
    """Three copies, two of which must have an event: one broker may die, and what was confirmed is there."""
    connection = _signed_in(brokers, "referral")
    producer = AIOKafkaProducer(**connection, acks="all", enable_idempotence=True)
    await producer.start()
    topic = events_topic("referral")
    try:
        for partition in range(12):
            await producer.send_and_wait(topic, b"before", partition=partition)
        brokers.processes[1].kill()
        await brokers.processes[1].wait()
        async with asyncio.timeout(240):
            for partition in range(12):
                await producer.send_and_wait(topic, b"after", partition=partition)
    finally:
        await producer.stop()
        await brokers.restart(1)
    reader = AIOKafkaConsumer(topic, **_signed_in(brokers, "auditor"), auto_offset_reset="earliest")
    await reader.start()
    seen: list[bytes] = []
    try:
        async with asyncio.timeout(120):
            while len(seen) < 24:
                seen += [record.value for batch in (await reader.getmany(timeout_ms=500)).values() for record in batch]
    finally:
        await reader.stop()
    assert sorted(seen) == [b"after"] * 12 + [b"before"] * 12
