"""Something is reported that should never have been, and taken back: what the suites of corrections share."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from shared.contracts import (
    CorrectionReached,
    Event,
    InterventionEnteredInError,
    RelativeDesignated,
)
from tests.suites.notifications_story import (
    citizen,
    designating,
    in_loop,
    of,
    reached,
    says,
)
from tests.suites.notifications_world import World, inbox

KRAFTCENTER = of("kraftcenter")
WRONG = InterventionEnteredInError.type
NOT_TOLD = "1 får den ikke, da der ikke længere skal gives besked."


def reach(events: Sequence[Event[Any]]) -> list[tuple[int, int, int, int]]:
    """Told, reached, outstanding, withheld; of each report of it."""
    said = [event.data for event in events if isinstance(event.data, CorrectionReached)]
    return [(data.told, data.reached, data.outstanding, data.withheld) for data in said]


async def texts(world: World, anna: UUID) -> list[str]:
    """What Kraftcenter, which corrects, is told of the reach; newest first."""
    return [n.text for n in await inbox(world, KRAFTCENTER, anna) if n.event_type == CorrectionReached.type]


async def a_relative(world: World, anna: UUID, channel: str = "inbox") -> RelativeDesignated:
    fact = designating(channels=(channel,))
    await world.report(says(citizen(anna), anna, fact, name="Eva"))
    return fact


async def a_goal_reached(world: World, anna: UUID, start: Event[Any]) -> Event[Any]:
    goal = reached(start, at=world.now + timedelta(seconds=1))
    await world.hear(goal)
    return goal


def taking_back(event: Event[Any]) -> Event[Any]:
    return in_loop(InterventionEnteredInError(event_id=event.id), event, "kraftcenter")
