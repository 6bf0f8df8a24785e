"""Nothing happens: what the other rows are held against."""

import asyncio

from tests.faults.rows import RowSpec
from tests.faults.trial import Trial


async def act(trial: Trial) -> None:
    """Apps at work, and no fault."""
    async with trial.load():
        await asyncio.sleep(1 if trial.quick else 20)
        trial.lifted()


ROW = RowSpec("0", "nothing happens", "one broker", act)
