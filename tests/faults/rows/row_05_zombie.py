"""A service frozen beyond its session timeout, then woken: what the zombie does must not count."""

import asyncio
import time
from collections.abc import Mapping

from shared.messaging.topics import SERVICES
from tests.faults.rows import RowSpec
from tests.faults.trial import Trial
from tests.integration.story import until
from tests.sabotage import Sabotage, strike

POINTS = (
    strike("reader", "before-commit", signal="STOP"),
    strike("intake", "before-commit", signal="STOP"),
    strike("reader", "before-offset-commit", signal="STOP"),
)
"""With a transaction written and not committed; of either kind; or committed, with its offsets still to come."""

SESSION_S = 6.0
"""After so long the group goes on without it; a transaction of its own is ended after fifteen."""

_OPEN = """
SELECT count(*) FROM pg_stat_activity
WHERE application_name = ANY($1) AND state LIKE 'idle in transaction%' AND state_change < now() - interval '1 second'
"""
"""Who is at work is never as long as that between two statements."""


async def act(trial: Trial) -> None:
    """One instance of each service, the relay's owner, in the middle of its work; each kind of work in turn."""
    # Of so many citizens some are not waiting for what a frozen one would answer, and the others come by.
    async with trial.load(citizens=12 if trial.quick else None):
        for turn in range(1 if trial.quick else 3):
            await _freeze_and_wake(trial, turn)


async def _freeze_and_wake(trial: Trial, turn: int) -> None:
    rig = trial.rig
    owners = dict(zip(SERVICES, await asyncio.gather(*map(rig.relay_owner, SERVICES)), strict=True))
    strikes: Mapping[str, Sabotage] = {
        owner: POINTS[(number + turn) % len(POINTS)] for number, owner in enumerate(owners.values())
    }
    for part, sabotage in strikes.items():
        trial.struck(f"{part} frozen {sabotage.name}")
    # The first to stop can silence the apps that the others would come by with, until it has been given up. What it
    # held open may have been ended before the last one stops.
    striking = asyncio.create_task(rig.come_by(strikes, seconds=90))
    opened = 0
    while not striking.done():
        opened = max(opened, await _transactions(trial, owners))
        await asyncio.sleep(0.25)
    await striking
    began = time.monotonic()
    await asyncio.sleep(1.5)
    opened = max(opened, await _transactions(trial, owners))
    trial.expect(opened > 0, "no frozen instance held a transaction open")
    await _given_up(trial, owners, began)
    for service, frozen in owners.items():
        trial.expect(await _successor(trial, service, frozen), f"nobody took over the relay of {service}")
    trial.note(given_up_s=round(time.monotonic() - began, 1), transactions_ended=opened)
    for part in owners.values():
        rig.wake(part)
    trial.lifted()
    await rig.ready(list(owners.values()))
    for service, woken in owners.items():
        # A zombie that sends finds itself without the lock within the second it looks after its connection.
        trial.expect(await rig.relay_owner(service) != woken, f"the woken relay of {service} owns the outbox again")


async def _given_up(trial: Trial, owners: Mapping[str, str], began: float) -> None:
    """Until the server has ended their transactions and the groups have gone on without them."""

    async def given_up() -> bool:
        return time.monotonic() - began > SESSION_S + 1 and not await _transactions(trial, owners)

    await until(given_up, 40)


async def _transactions(trial: Trial, owners: Mapping[str, str]) -> int:
    found = 0
    for service, part in owners.items():
        async with trial.rig.driver.database(service) as database:
            found += await database.fetchval(_OPEN, [part])
    return found


async def _successor(trial: Trial, service: str, frozen: str) -> bool:
    others = [part for part in trial.rig.instances(service) if part != frozen]
    return any([await trial.rig.metric(part, "samspil_relay_active") == 1 for part in others])


ROW = RowSpec("5", "instances frozen beyond their session timeout, then woken", "one broker", act)
