"""What is left for the garbage collector, which stops a service while it looks for it."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts import Refused, Report
from tests.integration.costs.counting import Counted
from tests.integration.costs.words import citizens, heard, in_batches, reports

_SENT = 60
_ROUNDS = 3
# The driver and the event loop leave some now and then, of a connection or of a task that was cancelled: the best of
# the rounds counts, and less than one object for two decisions is nothing of ours.
_OF_OTHERS = _SENT // 2


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


async def _refused(counted: Counted, about: Sequence[UUID]) -> None:
    """The same again under other ids."""
    for report in reports(counted.service, about):
        await counted.parts.desk.take(report)
        with pytest.raises(Refused):
            await counted.parts.desk.take(replace(report, id=uuid4()))


async def _heard(counted: Counted, about: Sequence[UUID]) -> None:
    for batch in in_batches(50, await heard(counted, about)):
        await counted.parts.reader.read(batch)


@pytest.mark.parametrize(
    "work", [_alone, _at_once, _in_batches, _refused, _heard], ids=lambda work: work.__name__.strip("_")
)
async def test_what_is_decided_leaves_no_rubbish(
    counted: Counted, work: Callable[[Counted, Sequence[UUID]], Awaitable[None]]
) -> None:
    """Speed: what a decision held goes with it. In cycles it would wait for the collector, which took a quarter of a
    second for what three thousand decisions left, and nothing else went on meanwhile."""
    found = []
    for _ in range(_ROUNDS):
        about = await citizens(counted, _SENT)
        gc.collect()
        gc.disable()
        try:
            await work(counted, about)
            found.append(gc.collect())
        finally:
            gc.enable()
    assert min(found) < _OF_OTHERS, found
