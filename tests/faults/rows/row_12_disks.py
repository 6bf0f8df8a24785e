"""The disk of the broker is full, then PostgreSQL's, then there is room again."""

import asyncio
import time
from collections import Counter

from tests.faults.rows import RowSpec
from tests.faults.trial import Trial

_NOTICED_S = 60.0


async def act(trial: Trial) -> None:
    """What was acknowledged stays; nobody is told 500; whoever cannot work says so and why, for as long as it lasts."""
    rig = trial.rig
    async with trial.load():
        for part in ("kafka", "postgres"):
            await asyncio.sleep(1)
            before = Counter(trial.vendors.statuses)
            trial.struck(f"the disk of {part} is full")
            try:
                rig.disks[part].fill()
                await _says_so(trial, part)
                await _goes_on_saying_so(trial, part, 1 if trial.quick else 20)
            finally:
                rig.disks[part].empty()
            trial.lifted()
            await trial.recovered()
            answered = Counter(trial.vendors.statuses) - before
            trial.note(**{f"answered_while_{part}_was_full": dict(sorted(answered.items()))})
            trial.expect(answered[500] == 0, f"{answered[500]} reports were answered 500 while {part} was full")
            trial.expect(answered[0] == 0, f"{answered[0]} were answered 503 without a word of when to ask again")


async def _says_so(trial: Trial, part: str) -> None:
    """Until an instance of every service says that it is not ready, and names the part."""
    began = time.monotonic()
    while silent := [one for one, why in (await _reasons(trial)).items() if part not in (why or "")]:
        if time.monotonic() - began > _NOTICED_S:
            trial.expect(False, f"{', '.join(silent)} say that they are ready while the disk of {part} is full")
            return
        await asyncio.sleep(0.2)
    trial.note(**{f"noticed_{part}_s": round(time.monotonic() - began, 1)})


async def _goes_on_saying_so(trial: Trial, part: str, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for one, why in (await _reasons(trial)).items():
            trial.expect(why is not None, f"{one} says again that it is ready while the disk of {part} is full")
        await asyncio.sleep(0.5)


async def _reasons(trial: Trial) -> dict[str, str | None]:
    """Asked all at once: what is gone is waited for by each, and the disk is to be full for as long as is said."""
    parts = trial.rig.everyone()
    return dict(zip(parts, await asyncio.gather(*map(trial.rig.unready, parts)), strict=True))


ROW = RowSpec("12", "the disk full for the broker, then for PostgreSQL, then freed", "small disks", act)
