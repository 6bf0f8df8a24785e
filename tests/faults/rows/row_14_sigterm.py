"""Instances told to end in the middle of a batch."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping

from shared.messaging.topics import SERVICES
from tests.faults.rig.processes import gone
from tests.faults.rows import RowSpec
from tests.faults.trial import Trial
from tests.sabotage import Sabotage, strike

DEADLINE_S = 15.0
"""After which the embedded stack kills; an orchestrator's usual patience is twice that."""

BATCH = 500
"""The most that one batch of a subscription holds."""

POINTS = (
    strike("reader", "before-commit", signal="TERM"),
    strike("intake", "before-commit", signal="TERM"),
    strike("desk", "before-commit", signal="TERM"),
    strike("relay", "before-delete", signal="TERM"),
)
REPEATED = "samspil_events_repeated_total"


async def act(trial: Trial) -> None:
    """Each at a point where something is under way: a batch, a request or a relayed batch.

    Half of each service at a time; in the short form each point once.
    """
    rig = trial.rig
    # Of so many citizens every instance has some on its own partitions, and comes by at each point.
    async with trial.load(citizens=12 if trial.quick else 24):
        relay = await rig.relay_owner("kraftcenter")
        (desk,) = set(rig.instances("kraftcenter")) - {relay}
        turns: list[Mapping[str, Sabotage]] = [
            {"referral": POINTS[0], "notifications": POINTS[1], desk: POINTS[2]},
            {"referral-2": POINTS[1], "notifications-2": POINTS[0], relay: POINTS[3]},
        ]
        longest: float = 0
        repeated: Counter[str] = Counter()
        for strikes in [{desk: POINTS[2], **turns[1]}] if trial.quick else turns * 4:
            before = await _repeated(trial)
            longest = max(longest, await _terminate(trial, strikes))
            await rig.ready()
            await asyncio.sleep(0 if trial.quick else 5)
            after = await _repeated(trial)
            turn: Counter[str] = Counter()
            for (part, group), count in after.items():
                # The one that ended has begun to count anew.
                turn[group] += count if part in strikes else count - before.get((part, group), 0)
            repeated |= turn
        trial.lifted()
    trial.note(longest_exit_s=round(longest, 2), redelivered_at_most=dict(repeated))
    trial.expect(longest < DEADLINE_S, f"an instance took {longest:.1f} s to end")
    for group, count in repeated.items():
        trial.expect(count <= BATCH, f"{count} records came again to {group}")


async def _terminate(trial: Trial, strikes: Mapping[str, Sabotage]) -> float:
    """Seconds until the last of them was gone."""
    pids = {part: trial.rig.pid(part) for part in strikes}
    for part, sabotage in strikes.items():
        trial.struck(f"{part} SIGTERM {sabotage.name}")

    async def one(part: str, sabotage: Sabotage) -> float:
        await trial.rig.come_by({part: sabotage})
        began = time.monotonic()
        await gone(pids[part])
        return time.monotonic() - began

    return max(await asyncio.gather(*(one(part, sabotage) for part, sabotage in strikes.items())))


async def _repeated(trial: Trial) -> dict[tuple[str, str], int]:
    """By instance and subscription: records that the inbox had seen."""
    found: dict[tuple[str, str], int] = {}
    for service in SERVICES:
        for part in trial.rig.instances(service):
            by_topic = await trial.rig.labelled(part, REPEATED)
            for topic, count in by_topic.items():
                group = f"{service} {'intake' if 'intake.' in topic else 'events'}"
                found[part, group] = found.get((part, group), 0) + int(count)
    return found


ROW = RowSpec("14", "SIGTERM in the middle of the work", "one broker", act)
