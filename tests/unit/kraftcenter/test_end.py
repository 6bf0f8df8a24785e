"""An intervention is ended once, by who runs it; what has ended is history."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from shared.contracts import InterventionEnded, InterventionEnteredInError, Report
from tests.fakes.kraftcenter import FakeWorld
from tests.suites.kraftcenter_story import DAY, SEL82, SOCIALPSYKIATRI, Story
from tests.unit.kraftcenter.refusals import refusal


async def test_the_provider_ends_it(world: FakeWorld, reached: Story) -> None:
    """I1: over, the provider runs nothing any more; told in the referral's loop, whoever's choice it was."""
    assert await world.report(reached.end(by="citizen", outcome="citizen_stopped")) == "accepted"
    event = (await world.published(reached.citizen))[-1]
    assert isinstance(event.data, InterventionEnded)
    assert (event.correlationid, event.data.by) == (reached.referral, "citizen")
    assert not any(i.running for i in world._of(reached.citizen).involvement.loops.interventions.values())


async def test_nobody_else_ends_it(world: FakeWorld, reached: Story) -> None:
    """R2: the end is the provider's to report; neither sender nor citizen, and no stranger is told what there is."""
    for by in (SOCIALPSYKIATRI, reached.oneself):
        assert (await refusal(world, reached.end(reporter=by))).problem == "not-allowed"
    for id_ in (reached.intervention, uuid4()):
        assert (await refusal(world, reached.end(reporter=SEL82, intervention_id=id_))).problem == "not-involved"


@pytest.mark.parametrize(
    "report",
    [
        Story.end,
        lambda story: story.set_goal(goal_id=uuid4()),
        lambda story: story.agree(sub_goal_id=uuid4()),
        Story.lose,
        lambda story: story.lose(by=story.oneself, informant="citizen"),
    ],
)
async def test_nothing_more_is_reported_on_it(
    world: FakeWorld, reached: Story, report: Callable[[Story], Report[Any]]
) -> None:
    """R2: an ended intervention takes no report but a correction, also once its referral is closed."""
    await world.report(reached.end())
    for _ in ("open", "closed"):
        refused = await refusal(world, report(reached))
        assert (refused.problem, refused.errors[0].pointer) == ("illegal-move", "/data/intervention_id")
        assert refused.legal_moves == (InterventionEnteredInError.type,)
        await world.hear(reached.completed())


@pytest.mark.parametrize("days", [-1, 1])
async def test_the_end_lies_between_the_start_and_today(world: FakeWorld, reached: Story, days: int) -> None:
    """R2: an end before the start, or one that has yet to come, is no end; follow-ups are refused likewise (R4)."""
    refused = await refusal(world, replace(reached.end(), time=reached.now + days * DAY))
    assert (refused.problem, [error.pointer for error in refused.errors]) == ("invalid-data", ["/time"])
    assert await world.report(reached.end()) == "accepted"


async def test_an_agreed_sub_goal_is_not_reached_after_the_end(world: FakeWorld, reached: Story) -> None:
    """G2: a sub-goal is worked on while its intervention runs."""
    other = uuid4()
    await world.report(reached.agree(sub_goal_id=other))
    await world.report(reached.end())
    assert (await refusal(world, reached.reach(sub_goal_id=other))).problem == "illegal-move"
