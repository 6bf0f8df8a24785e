"""The promise broken on purpose: the oracle must see it. Last, as what they break stays broken."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from tests.faults.load import Load
from tests.faults.rows import RowSpec
from tests.faults.trial import Trial
from tests.sabotage import INBOX_OFF, OFFSETS_FIRST, SHUFFLED, Sabotage, strike


def _goals(trial: Trial) -> AbstractAsyncContextManager[Load]:
    """Reports on which no other rests: where one is lost, nothing waits for it."""
    return trial.load(rate=40, hot=1.0, crowd=8)


def _struck(switch: Sabotage, point: str) -> Callable[[Trial], Awaitable[None]]:
    async def act(trial: Trial) -> None:
        rig = trial.rig
        parts = rig.instances("notifications")
        # Off until all has come to rest: what is read again is read when the dead has been given up.
        with rig.sabotaged(parts, switch):
            async with _goals(trial):
                # What the lives begin with others rest on: it must have been heard by now.
                trial.lifted()
                await trial.recovered()
                trial.recovered_s = None
                trial.struck(f"{switch.name} in notifications, which is killed")
                await rig.come_by(dict.fromkeys(parts, strike("reader", point)))

    return act


async def _shuffled(trial: Trial) -> None:
    with trial.rig.sabotaged(trial.rig.instances("kraftcenter"), SHUFFLED):
        async with _goals(trial):
            trial.struck("the relay of kraftcenter sends batches backwards")
            await asyncio.sleep(2)


ROWS = (
    RowSpec(
        "A",
        "the inbox off, and a batch read again",
        "one broker",
        _struck(INBOX_OFF, "before-offset-commit"),
        "doubled",
    ),
    RowSpec("B", "offsets committed before the work", "one broker", _struck(OFFSETS_FIRST, "before-commit"), "lost"),
    RowSpec("C", "the relay shuffles its batches", "one broker", _shuffled, "reordered"),
)
