"""The relay's owner killed; frozen with a batch in its hands, the standby taking over, then woken."""

import asyncio
import time

from tests.faults.rows import RowSpec
from tests.faults.trial import Trial
from tests.integration.story import until
from tests.sabotage import strike

POINTS = ("before-send", "after-send", "before-delete")
TAKEOVER_S = 8.0
"""The server gives up a silent owner after three seconds; the standby asks twice a second."""


async def act(trial: Trial) -> None:
    """Those of kraftcenter and notifications at the same time: who sends most."""
    async with trial.load():
        for point in POINTS[:1] if trial.quick else POINTS:
            await asyncio.gather(
                _frozen(trial, "kraftcenter", point),
                _killed(trial, "notifications"),
            )
            trial.lifted()
            if not trial.quick:
                await trial.rig.ready()
                await asyncio.gather(
                    _frozen(trial, "notifications", point),
                    _killed(trial, "kraftcenter"),
                )
                trial.lifted()
                await trial.rig.ready()


async def _killed(trial: Trial, service: str) -> None:
    owner = await trial.rig.relay_owner(service)
    trial.struck(f"{owner} killed")
    trial.rig.kill(owner)
    await _taken_over(trial, service, owner, "killed")


async def _frozen(trial: Trial, service: str, point: str) -> None:
    rig = trial.rig
    owner = await rig.relay_owner(service)
    trial.struck(f"{owner} frozen {point}")
    await rig.come_by({owner: strike("relay", point, signal="STOP")})
    await _taken_over(trial, service, owner, "frozen")
    # It still has the batch that the standby has sent since, and more.
    await asyncio.sleep(1)
    rig.wake(owner)

    async def let_go() -> bool:
        return await rig.metric(owner, "samspil_relay_active") == 0

    await until(let_go)
    trial.expect(await rig.relay_owner(service) != owner, f"the woken relay of {service} owns the outbox again")


async def _taken_over(trial: Trial, service: str, owner: str, how: str) -> None:
    """By the standby, in time. The owner is not asked: frozen, it would say nothing."""
    began = time.monotonic()
    (standby,) = [part for part in trial.rig.instances(service) if part != owner]

    async def owns() -> bool:
        return await trial.rig.metric(standby, "samspil_relay_active") == 1

    await until(owns)
    took = time.monotonic() - began
    trial.note(**{f"taken_over_from_{how}_s": round(took, 2)})
    trial.expect(took < TAKEOVER_S, f"the standby of {service} took over after {took:.1f} s")


ROW = RowSpec("6", "the relay's owner killed; frozen, and woken", "one broker", act)
