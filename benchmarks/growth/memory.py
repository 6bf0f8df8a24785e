"""What a service holds in memory: at rest against what its imports take alone, and with a million waiting.

Resident memory (RSS), as an orchestrator counts it against a limit; what is a process's own (USS) stands in the detail.
"""

import asyncio
import contextlib
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

import psutil
from confluent_kafka import OFFSET_END, TopicPartition

from benchmarks.growth import people
from benchmarks.growth.line import fill_outbox
from benchmarks.judging import all_at_most
from benchmarks.pairing import Pair
from benchmarks.place import Place
from benchmarks.results import REPOSITORY, Row
from benchmarks.serving import Serving
from shared.messaging.topics import EVENTS_PARTITIONS, SERVICES, events_topic
from shared.messaging.topics_admin import TIMEOUT_S, connect

IDLE = "memory-idle"
BACKLOG = "memory-backlog"
IDLE_GOAL, BACKLOG_GOAL = 1.6, 1.05
_MIB = 2**20
_EVERY = 0.2
_IMPORTS = "import services.{}.app, sys; print(flush=True); sys.stdin.read()"


async def idle(place: Place) -> Row:
    """Ready and at rest for a while, against a process that has imported the same app and done nothing else."""
    at_rest: dict[str, list[float]] = {service: [] for service in SERVICES}
    alone: dict[str, list[float]] = {service: [] for service in SERVICES}
    own: dict[str, float] = {}
    async with Serving.open(place, *SERVICES) as serving:
        await asyncio.sleep(place.size(30, 0))
        for _ in range(place.repeats):
            for service in SERVICES:
                at_rest[service].append(_resident(serving.pid(service)))
                own[service] = _own(serving.pid(service))
                alone[service].append(await _imported(service))
            await asyncio.sleep(place.size(5, 0))
    pairs = {service: Pair(tuple(at_rest[service]), tuple(alone[service])) for service in SERVICES}
    name = "resident memory per service: idle, against its imports alone"
    return all_at_most(name, IDLE, IDLE_GOAL, pairs, uss_mib=own)


async def backlog(place: Place) -> Row:
    """The highest while the services work off what came while they were away, of fresh processes each time.

    It stands in kraftcenter's outbox: from there it becomes unread for the other two, and what notifications tells of
    it unread for all. Of the larger backlog that is as much as they get done in the time, not all: `left` says how much
    notifications has not told of.
    """
    few, many = place.size(10_000, 100), place.size(1_000_000, 500)
    peaks: dict[int, dict[str, list[float]]] = {size: {service: [] for service in SERVICES} for size in (many, few)}
    left: dict[str, list[int]] = {"large": [], "small": []}
    for _ in range(place.repeats):
        for size, found in peaks.items():
            await _left_behind(place, size, place.size(200_000, 100))
            async with Serving.open(place, *SERVICES) as serving:
                for service, peak in (await _peaks(serving, place.size(30, 1))).items():
                    found[service].append(peak)
            left["large" if size == many else "small"].append(size - await _told(place))
    await _forget(place)
    pairs = {service: Pair(tuple(peaks[many][service]), tuple(peaks[few][service])) for service in SERVICES}
    name = "resident memory per service: backlog 10k → 1M, against itself"
    return all_at_most(name, BACKLOG, BACKLOG_GOAL, pairs, left=left)


async def _left_behind(place: Place, size: int, citizens: int) -> None:
    """So much came while the services were away, and nothing else."""
    await _forget(place)
    for service in SERVICES:
        async with place.owner(service) as owner:
            await people.fill(owner, "subjects", people.SUBJECTS, citizens, people.involvement())
            if service == "kraftcenter":
                await fill_outbox(owner, size, citizens, events_topic(service))


async def _forget(place: Place) -> None:
    """No rows, and nothing unread on the services' topics."""
    for service in SERVICES:
        await place.empty(service)
    everything = [
        TopicPartition(events_topic(service), number, OFFSET_END)
        for service in SERVICES
        for number in range(EVENTS_PARTITIONS)
    ]
    admin = connect(place.stack.cluster)
    for gone in admin.delete_records(everything, request_timeout=TIMEOUT_S).values():
        await asyncio.to_thread(gone.result, TIMEOUT_S)


async def _peaks(serving: Serving, seconds: float) -> Mapping[str, float]:
    peaks = dict.fromkeys(SERVICES, 0.0)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for service in SERVICES:
            peaks[service] = max(peaks[service], _highest(serving.pid(service)))
        await asyncio.sleep(_EVERY)
    return peaks


async def _told(place: Place) -> int:
    """How many of the events have been told of."""
    async with place.owner("notifications") as connection:
        told: int = await connection.fetchval("SELECT count(*) FROM events")
        return told


async def _imported(service: str) -> float:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _IMPORTS.format(service),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=REPOSITORY,
    )
    try:
        assert process.stdin is not None  # noqa: S101 (asked for)
        assert process.stdout is not None  # noqa: S101 (asked for)
        await process.stdout.readline()
        return median([_resident(process.pid) for _ in range(3)])
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _resident(pid: int) -> float:
    """MiB."""
    return float(psutil.Process(pid).memory_info().rss / _MIB)


def _highest(pid: int) -> float:
    """The most it has had so far, where the system keeps that; else what it has now."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return _resident(pid)


def _own(pid: int) -> float:
    return float(psutil.Process(pid).memory_full_info().uss / _MIB)
