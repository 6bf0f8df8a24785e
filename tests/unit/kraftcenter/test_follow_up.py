"""A follow-up is held by who runs the intervention, and agrees on the next."""

from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from shared.contracts import FollowUpHeld
from shared.contracts.codes import FollowUpDecision
from tests.fakes.kraftcenter import FakeWorld
from tests.suites.kraftcenter_story import DAY, SEL82, SOCIALPSYKIATRI, Story, look
from tests.unit.kraftcenter.refusals import refusal


@pytest.mark.parametrize("decision", get_args(FollowUpDecision))
async def test_it_agrees_on_the_next_day(world: FakeWorld, started: Story, decision: FollowUpDecision) -> None:
    """R4: whatever is decided (FFB), `next_on` is when something is due next; the intervention runs until its end."""
    assert await world.report(started.follow_up(decision=decision)) == "accepted"
    event = (await world.published(started.citizen))[-1]
    assert isinstance(event.data, FollowUpHeld)
    assert (event.correlationid, event.data) == (started.referral, started.follow_up(decision=decision).data)
    seen = await world.intervention(look(started.oneself), started.intervention)
    assert seen is not None
    assert (seen.intervention.follow_up_on, seen.intervention.state) == (started.today + 30 * DAY, "running")


@pytest.mark.parametrize(
    ("decision", "held", "next_", "field"),
    [
        ("continue", 1, 30, "held_on"),
        ("continue", -1, 30, "held_on"),
        ("continue", 0, 0, "next_on"),
        ("end", 0, -1, "next_on"),
        ("end_and_refer", 0, -1, "next_on"),
    ],
)
async def test_its_days_make_sense(
    world: FakeWorld, started: Story, decision: str, held: int, next_: int, field: str
) -> None:
    """R4: held by today and not before the start; the next one lies after it, an end not before it."""
    days: dict[str, Any] = {"held_on": started.today + held * DAY, "next_on": started.today + next_ * DAY}
    refused = await refusal(world, started.follow_up(decision=decision, **days))
    assert (refused.problem, refused.errors[0].pointer) == ("invalid-data", f"/data/{field}")


async def test_an_end_may_be_due_the_same_day(world: FakeWorld, started: Story) -> None:
    """R4: what is to end can end at once."""
    assert await world.report(started.follow_up(decision="end", next_on=started.today)) == "accepted"


async def test_today_is_denmark_s(world: FakeWorld, started: Story) -> None:
    """R4: half past midnight in Denmark it is still yesterday in UTC; what was held today lies in no future."""
    world.now = datetime(2026, 12, 20, 23, 30, tzinfo=UTC)
    assert await world.report(started.follow_up(held_on=started.today + DAY)) == "accepted"


async def test_follow_ups_come_in_the_order_of_their_days(world: FakeWorld, started: Story) -> None:
    """R4: one held before the last one would take its agreement back."""
    world.now += 5 * DAY
    await world.report(started.follow_up(held_on=started.today + 3 * DAY))
    refused = await refusal(world, started.follow_up(held_on=started.today + 2 * DAY))
    assert refused.errors[0].pointer == "/data/held_on"
    assert await world.report(started.follow_up(held_on=started.today + 4 * DAY)) == "accepted"


async def test_only_who_runs_it_holds_it(world: FakeWorld, started: Story) -> None:
    """R4: the follow-up is the provider's to hold and to report."""
    for by in (SOCIALPSYKIATRI, started.oneself):
        assert (await refusal(world, started.follow_up(by=by))).problem == "not-allowed"
    assert (await refusal(world, started.follow_up(by=SEL82))).problem == "not-involved"


async def test_what_has_ended_is_not_followed_up(world: FakeWorld, started: Story) -> None:
    """R2: nothing more is reported on an ended intervention."""
    await world.report(started.end())
    assert (await refusal(world, started.follow_up())).problem == "illegal-move"
