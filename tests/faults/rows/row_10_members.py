"""Members of every group joining and leaving."""

import asyncio
import time
from contextlib import AsyncExitStack

from aiokafka import AIOKafkaConsumer

from shared.messaging.topics import HEARS, SERVICES, events_topic, intake_group
from shared.runtime import read_settings
from shared.runtime.kafka import kafka_connection
from tests.faults.rows import RowSpec
from tests.faults.trial import Trial

EVERY_S = 3.0


async def act(trial: Trial) -> None:
    """One instance of each service comes and goes, and beside it a member that is given partitions and reads none."""
    async with trial.load():
        ending = time.monotonic() + (4 if trial.quick else 120)
        trial.struck("members join and leave")
        counts = await asyncio.gather(
            *(_member(trial, service, ending) for service in SERVICES),
            *(_instance(trial, service, ending, number) for number, service in enumerate(SERVICES)),
        )
        trial.note(joined_and_left=sum(counts))
        trial.lifted()


async def _member(trial: Trial, service: str, ending: float) -> int:
    """In both groups of the service, with its own login."""
    every_s = 1.0 if trial.quick else EVERY_S
    times = 0
    while time.monotonic() < ending:
        async with AsyncExitStack() as joined:
            members = (_consumer(trial, service, service), _consumer(trial, service, intake_group(service)))
            for member in members:
                joined.push_async_callback(member.stop)
            await asyncio.gather(*(member.start() for member in members))
            await asyncio.sleep(every_s)
        times += 1
        await asyncio.sleep(every_s)
    return times


async def _instance(trial: Trial, service: str, ending: float, number: int) -> int:
    rig, part = trial.rig, trial.rig.instances(service)[-1]
    every_s = 1.0 if trial.quick else EVERY_S
    times = 0
    # Not all at the same moment: each service has a turn of its own.
    await asyncio.sleep(number * every_s / 3)
    while time.monotonic() < ending:
        await rig.stop(part)
        try:
            await asyncio.sleep(every_s)
        finally:
            await rig.start(part)
        times += 1
        await asyncio.sleep(every_s)
    return times


def _consumer(trial: Trial, service: str, group: str) -> AIOKafkaConsumer:
    consumer = AIOKafkaConsumer(
        **kafka_connection(read_settings(trial.rig.stack.environment(service))),
        group_id=group,
        enable_auto_commit=False,
        session_timeout_ms=6_000,
        heartbeat_interval_ms=1_000,
    )
    if group == service:
        consumer.subscribe([events_topic(heard) for heard in HEARS[service]])
    else:
        consumer.subscribe([f"intake.{app}" for app in trial.vendors.kafka])
    return consumer


ROW = RowSpec("10", "members joining and leaving every 3 s", "one broker", act)
