"""What is left for the garbage collector, which stops a service while it looks for it."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import Report
from tests.integration.costs.counting import Counted
from tests.integration.costs.words import citizens, heard, in_batches, reports

_SENT = 200
# The driver and the event loop leave a few cycles now and then, of a connection or of a task that was cancelled.
_OF_OTHERS = 100


async def _alone(counted: Counted, about: Sequence[UUID]) -> None:
    for report in reports(counted.service, about):
        await counted.parts.desk.take(report)


async def _at_once(counted: Counted, about: Sequence[UUID]) -> None:
    sent: list[Report[Any]] = reports(counted.service, about)
    for some in in_batches(40, sent):
        await asyncio.gather(*map(counted.parts.desk.take, some))


async def _in_batches(counted: Counted, about: Sequence[UUID]) -> None:
    for some in in_batches(50, reports(counted.service, about)):
        await counted.parts.desk.take_all(some)


async def _heard(counted: Counted, about: Sequence[UUID]) -> None:
    for batch in in_batches(50, await heard(counted, about)):
        await counted.parts.reader.read(batch)


@pytest.mark.parametrize("work", [_alone, _at_once, _in_batches, _heard], ids=lambda work: work.__name__.strip("_"))
async def test_what_is_decided_leaves_no_rubbish(
    counted: Counted, work: Callable[[Counted, Sequence[UUID]], Awaitable[None]]
) -> None:
    """Speed: what a decision held goes with it. In cycles it would wait for the collector, which took a quarter of a
    second for what three thousand decisions left, and nothing else went on meanwhile."""
    await work(counted, await citizens(counted, 50))
    about = await citizens(counted, _SENT)
    gc.collect()
    gc.disable()
    try:
        await work(counted, about)
        found = gc.collect()
    finally:
        gc.enable()
    assert found < _OF_OTHERS, found
