"""What fills in older notices beside the dispatcher."""

import asyncio
from typing import Any, cast

import pytest

from services.notifications.storage import filling


class Failing:
    """Fails as a fault of ours would, then works."""

    def __init__(self) -> None:
        self.rounds = 0

    async def execute(self, _: str) -> str:
        self.rounds += 1
        if self.rounds == 1:
            raise ValueError
        return "UPDATE 0"


async def test_what_cannot_be_filled_in_does_not_end_what_runs_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """N2: the dispatcher is in the same group of tasks: a fault here is logged and tried later, and nothing stops."""
    monkeypatch.setattr(filling, "_AGAIN", 0.0)
    pool = Failing()
    task = asyncio.create_task(filling.keep_filled(cast("Any", pool)))
    async with asyncio.timeout(5):
        while pool.rounds < 3:  # noqa: ASYNC110 (it rings no bell)
            await asyncio.sleep(0)
    assert not task.done()
    task.cancel()
    await asyncio.wait([task])
