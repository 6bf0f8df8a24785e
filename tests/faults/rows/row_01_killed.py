"""Services killed: at each named point of their work, and at random moments."""

import asyncio
import contextlib
from collections.abc import Iterator, Mapping
from itertools import zip_longest

from shared.messaging.topics import SERVICES
from tests.faults.rows import RowSpec
from tests.faults.trial import Trial
from tests.sabotage import POINTS, Sabotage, strike

READING: Mapping[str, Sabotage] = {
    "referral": strike("reader", "before-commit"),
    "referral-2": strike("intake", "before-offset-commit"),
    "kraftcenter": strike("reader", "after-commit"),
    "kraftcenter-2": strike("intake", "before-commit"),
    "notifications": strike("reader", "before-offset-commit"),
    "notifications-2": strike("intake", "after-commit"),
}
"""At once: until the dead are given up, which takes a group six seconds, nobody in it reads and comes by again."""

SENDING, DECIDING = POINTS["relay"], POINTS["desk"]


async def act(trial: Trial) -> None:
    """Each point once, spread over the services, and some moments; or every point in every service, and a hundred."""
    if trial.quick:
        await _each_point_once(trial)
    else:
        for number, (stage, point) in enumerate(_points()):
            await _everywhere(trial, stage, point, number)
        async with trial.load():
            await _moments(trial, 100, 60)
            trial.lifted()


async def _each_point_once(trial: Trial) -> None:
    """Notifications as seldom as can be: what it was delivering is delivered by another after 45 s."""
    rig = trial.rig
    # Of so many citizens some are not waiting for what a dead one would answer, and the others come by.
    async with trial.load(citizens=12):
        await _strike(trial, READING)
        moments = asyncio.create_task(_moments(trial, 1, 2, "referral"))
        for relaying, deciding in zip_longest(SENDING, DECIDING):
            owner = await rig.relay_owner("kraftcenter", seconds=90)  # both may be starting
            (other,) = set(rig.instances("kraftcenter")) - {owner}
            strikes = {owner: strike("relay", relaying)}
            await _strike(trial, strikes if deciding is None else {**strikes, other: strike("desk", deciding)})
        await moments
        trial.lifted()


async def _everywhere(trial: Trial, stage: str, point: str, number: int) -> None:
    """Under way before the apps begin: some of what they report to a service they report at the beginning alone."""
    rig = trial.rig
    struck = strike(stage, point)  # type: ignore[arg-type] # from the table of them
    victims = [
        await rig.relay_owner(service) if stage == "relay" else rig.instances(service)[number % 2]
        for service in SERVICES
    ]
    striking = asyncio.create_task(_strike(trial, dict.fromkeys(victims, struck)))
    try:
        async with trial.load():
            await striking
            trial.lifted()
    finally:
        striking.cancel()


async def _strike(trial: Trial, strikes: Mapping[str, Sabotage]) -> None:
    for part, sabotage in strikes.items():
        trial.struck(f"{part} {sabotage.name}")
    await trial.rig.come_by(strikes)


async def _moments(trial: Trial, count: int, seconds: float, service: str | None = None) -> None:
    """So many kills within that time, of any instance, whatever it is about; one that is down is passed over."""
    parts = trial.rig.everyone() if service is None else trial.rig.instances(service)
    moments = sorted(trial.random.uniform(0, seconds) for _ in range(count))
    killed = 0
    for before, at in zip([0.0, *moments], moments, strict=False):
        await asyncio.sleep(at - before)
        with contextlib.suppress(ProcessLookupError):
            trial.rig.kill(trial.random.choice(parts))
            killed += 1
    trial.note(killed_at_random_moments=killed)


def _points() -> Iterator[tuple[str, str]]:
    for stage, points in POINTS.items():
        for point in points:
            yield stage, point


ROW = RowSpec("1", "services killed at every point and at random moments", "one broker", act)
