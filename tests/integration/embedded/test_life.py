"""The embedded stack's own life: two side by side, killed, started again, interrupted."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.embedded.credentials import load
from tests.integration.embedded.machine import NO_NETWORK, Machine, all_gone, is_busy, until
from tests.integration.kafka_login import login, producing


@pytest.fixture(scope="module")
async def pair(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Machine, Machine]]:
    """Two stacks, started at the same moment in two folders."""
    one, other = (Machine(tmp_path_factory.mktemp(name)) for name in ("one", "other"))
    await asyncio.gather(one.up(), other.up())
    yield one, other
    for machine in (one, other):
        left = machine.processes()
        await machine.end(signal.SIGKILL)
        assert await all_gone(left, 15)


def test_two_stacks_run_side_by_side(pair: tuple[Machine, Machine]) -> None:
    """Two checkouts on one machine share no port."""
    one, other = (machine.endpoints() for machine in pair)
    assert [machine.state()["phase"] for machine in pair] == ["up", "up"]
    for name in ("issuer", "traces", "mail", "referral"):
        assert one[name] != other[name]
    assert one["kafka"]["bootstrap"] != other["kafka"]["bootstrap"]


async def test_a_killed_supervisor_leaves_nothing_and_loses_nothing(pair: tuple[Machine, Machine]) -> None:
    """SIGKILL of the supervisor ends every process of its stack and no other; data are there at the next start, which
    needs no network and takes under 25 seconds."""
    one, other = pair
    await _write(one)
    left = one.processes()
    assert len(left) > 10  # PostgreSQL's own children among them
    await one.end(signal.SIGKILL)
    assert await all_gone(left, 10)
    assert {part["pid"] for part in other.state()["parts"].values()} <= set(psutil.pids())
    seconds = await one.up({**NO_NETWORK, "NO_PROXY": "", "no_proxy": ""})
    assert one.state()["phase"] == "up"
    assert seconds < 25 or is_busy()
    assert await _read(one) == ("written", [b"written"])


async def test_a_part_that_is_killed_comes_back(pair: tuple[Machine, Machine]) -> None:
    """The supervisor starts again what dies, and says why."""
    _, other = pair
    before = other.state()["parts"]["postgres"]["pid"]
    os.kill(before, signal.SIGKILL)

    def part() -> dict[str, Any]:
        return dict(other.state()["parts"]["postgres"])

    assert await until(lambda: part()["pid"] not in (before, None) and part()["status"] == "ready", 30)
    assert part()["restarts"] >= 1
    assert "SIGKILL" in part()["why"]


async def test_a_second_start_in_one_folder_is_refused(pair: tuple[Machine, Machine]) -> None:
    """One stack per checkout: the second says so in a line, and the first runs on."""
    _, other = pair
    second = Machine(other.layout.root)
    state = other.layout.state.read_text()
    await second.up()
    status, words = await second.ended()
    other.layout.state.write_text(state)
    assert status == 1
    assert words.count("\n") == 1
    assert "kører allerede" in words
    assert len(other.processes()) > 5


async def test_ctrl_c_leaves_nothing_running(pair: tuple[Machine, Machine]) -> None:
    """Interrupted, the stack ends in order and quietly."""
    one, _ = pair
    left = one.processes()
    status, words = await one.end(signal.SIGINT)
    assert (status, words) == (0, "")
    assert await all_gone(left, 0)


async def test_what_cannot_be_had_is_one_line(tmp_path: Path) -> None:
    """Which part, why, and what to do; and nothing is left running."""
    machine = Machine(tmp_path)
    await machine.up({**NO_NETWORK, "NO_PROXY": "", "no_proxy": "", "M2_REPO": str(tmp_path / "empty")})
    status, words = await machine.ended()
    assert status == 1
    assert words.count("\n") == 1
    assert "kunne ikke hentes fra Maven" in words
    assert machine.processes() == []


async def _write(machine: Machine) -> None:
    endpoints, words = machine.endpoints(), load(machine.layout)
    owner = endpoints["postgres"]["referral"].replace(
        f"referral:{words.database['referral']}@", f"referral_owner:{words.database['referral_owner']}@"
    )
    connection = await asyncpg.connect(owner)
    try:
        await connection.execute("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('written')")
        await connection.execute("GRANT SELECT ON kept TO referral; GRANT USAGE ON SCHEMA public TO referral")
    finally:
        await connection.close()
    signed_in = login(machine.endpoints()["kafka"], "referral", words.kafka["referral"])
    async with producing({**signed_in, "acks": "all"}) as producer:
        await producer.send_and_wait("referral.events", b"written", partition=0)


async def _read(machine: Machine) -> tuple[str, list[bytes | None]]:
    endpoints = machine.endpoints()
    connection = await asyncpg.connect(endpoints["postgres"]["referral"])
    try:
        word: str = await connection.fetchval("SELECT word FROM kept")
    finally:
        await connection.close()
    auditor = endpoints["kafka"]["auditor"]
    consumer = AIOKafkaConsumer(**login(endpoints["kafka"], auditor["username"], auditor["password"]))
    await consumer.start()
    try:
        partition = TopicPartition("referral.events", 0)
        consumer.assign([partition])
        await consumer.seek_to_beginning(partition)
        async with asyncio.timeout(20):
            record = await consumer.getone()
    finally:
        await consumer.stop()
    return word, [record.value]
