"""A decision, from the checked report to its commit, with the event it makes in the outbox and without."""

import time
from unittest import mock

from benchmarks.events import themes_of_a_goal
from benchmarks.place import Place
from benchmarks.relay.load import SERVICE
from shared.contracts import GoalSet, Report
from shared.messaging.unit import Unit
from shared.runtime.parts import Parts
from tests.suites.kraftcenter_story import Story

_AT_ONCE = 100


async def with_outbox(place: Place, number: int) -> float:
    """Seconds a decision, one after another, each in a transaction of its own."""
    async with place.parts(SERVICE) as parts:
        return await _decided(place, parts, number)


async def without_outbox(place: Place, number: int) -> float:
    """The same decisions, whose events are said to nobody: no row, and no hint to the relay."""
    rung = Unit.ring

    def ring(unit: Unit, channel: str) -> None:
        if channel != "outbox":
            rung(unit, channel)

    with mock.patch("shared.messaging.work.put_in_outbox"), mock.patch.object(Unit, "ring", ring):
        async with place.parts(SERVICE) as parts:
            return await _decided(place, parts, number)


async def _decided(place: Place, parts: Parts, number: int) -> float:
    reports = await _goals(place, parts, number)
    await place.checkpoint()
    began = time.perf_counter()
    for report in reports:
        receipt = await parts.desk.take_alone(report)
        if receipt.status != "accepted":
            raise RuntimeError(f"a goal was {receipt.status}")
    return (time.perf_counter() - began) / number


async def _goals(place: Place, parts: Parts, number: int) -> list[Report[GoalSet]]:
    """Goals for citizens, each with an intervention under way; nothing else stands in the database."""
    await place.empty(SERVICE)
    stories = [Story() for _ in range(number)]
    starts = [story.start(referral_id=None) for story in stories]
    for n in range(0, number, _AT_ONCE):
        await parts.desk.take_all(starts[n : n + _AT_ONCE])
    await place.empty(SERVICE, "outbox")
    return [story.set_goal(themes=themes_of_a_goal()) for story in stories]
