"""Three brokers: whoever leads a partition is killed, again and again; the others take over."""

import asyncio
import time

from confluent_kafka import KafkaException

from deploy.embedded.kafka.cluster import behind
from deploy.embedded.kafka.part import names
from shared.messaging.topics import events_topic
from tests.faults.rows import RowSpec
from tests.faults.trial import Trial

TOPIC, PARTITION = events_topic("kraftcenter"), 0
_PATIENCE_S = 180.0


async def act(trial: Trial) -> None:
    """The leader of one partition of the busiest topic is killed; once it has caught up again, the leader of then."""
    rounds = 1 if trial.quick else 10
    takeovers: list[float] = []
    async with trial.load():
        for _ in range(rounds):
            await asyncio.sleep(1)
            leader = await _leader(trial)
            part = names(3)[leader - 1]
            trial.struck(f"{part}, which leads {TOPIC}/{PARTITION}, is killed")
            trial.rig.kill(part)
            takeovers.append(await _another_leads(trial, leader))
            trial.lifted()
            # Two dead at a time of three would be another fault, with another promise.
            await _all_in_sync(trial)
            await trial.recovered()
    trial.note(takeovers_s=takeovers)


async def _leader(trial: Trial) -> int:
    found: int = (await trial.rig.brokers()).topics[TOPIC].partitions[PARTITION].leader
    return found


async def _another_leads(trial: Trial, dead: int) -> float:
    """Seconds until another broker leads the partition."""
    began = time.monotonic()
    async with asyncio.timeout(_PATIENCE_S):
        while True:
            try:
                if await _leader(trial) not in (-1, dead):
                    return round(time.monotonic() - began, 2)
            except (KafkaException, KeyError):
                pass
            await asyncio.sleep(0.1)


async def _all_in_sync(trial: Trial) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while True:
            try:
                metadata = await trial.rig.brokers()
                if len(metadata.brokers) == 3 and not behind(metadata):
                    return
            except KafkaException:
                pass
            await asyncio.sleep(0.2)


ROW = RowSpec("3", "three brokers: the leader of a partition killed again and again", "three brokers", act)
