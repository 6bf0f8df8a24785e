"""A reached sub-goal can be lost again and reached again; nothing is overwritten."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kraftcenter.domain import SubGoal, danish_date
from shared.contracts import Event, Fact, Private, Refused, Report, SubGoalLost, SubGoalReached
from tests.fakes.kraftcenter import FakeWorld
from tests.suites.kraftcenter_story import DAY, KRAFTCENTER, Story

TODAY = date(2026, 12, 20)
Move = tuple[Literal["naaet", "tabt"], int]


@pytest.fixture
async def agreed(world: FakeWorld, story: Story) -> Story:
    for event in (story.referred(), story.accepted()):
        await world.hear(event)
    for report in (story.start(), story.set_goal(), story.agree()):
        await world.report(report)
    return story


async def refusal(world: FakeWorld, report: Report[Any]) -> Refused:
    with pytest.raises(Refused) as refused:
        await world.report(report)
    return refused.value


async def test_reached_lost_and_reached_again_are_three_events(world: FakeWorld, agreed: Story) -> None:
    """G2: a reached sub-goal can be lost again and reached again; each is told."""
    for report in (agreed.reach(), agreed.lose(), agreed.reach()):
        assert await world.report(report) == "accepted"
    told: list[type[Any]] = [type(event.data) for event in await world.published(agreed.citizen)][3:]
    assert [fact.type for fact in told] == [SubGoalReached.type, SubGoalLost.type, SubGoalReached.type]


async def test_what_is_reached_is_not_reached_twice(world: FakeWorld, agreed: Story) -> None:
    """G2: what is legal instead is listed."""
    assert (await refusal(world, agreed.lose())).legal_moves == (SubGoalReached.type,)
    await world.report(agreed.reach())
    refused = await refusal(world, agreed.reach())
    assert (refused.problem, refused.legal_moves) == ("illegal-move", (SubGoalLost.type,))


async def test_the_citizen_says_so_too(world: FakeWorld, agreed: Story) -> None:
    """G2: provider and citizen both report; a citizen is their own informant."""
    assert (await refusal(world, agreed.reach(by=agreed.oneself, informant="professional"))).errors[0].pointer == (
        "/data/informant"
    )
    assert await world.report(agreed.reach(by=agreed.oneself)) == "accepted"
    assert await world.report(agreed.lose(by=agreed.oneself, informant="citizen")) == "accepted"


async def test_a_step_is_taken_today_at_the_latest(world: FakeWorld, agreed: Story) -> None:
    """G2: what has yet to happen is not told; it would hold up every true step until then."""
    tomorrow = agreed.today + DAY
    assert (await refusal(world, agreed.reach(reached_on=tomorrow))).errors[0].pointer == "/data/reached_on"
    assert await world.report(agreed.reach()) == "accepted"
    assert (await refusal(world, agreed.lose(lost_on=tomorrow))).errors[0].pointer == "/data/lost_on"
    assert await world.report(agreed.lose()) == "accepted"


async def test_steps_come_in_the_order_of_their_days(world: FakeWorld, agreed: Story) -> None:
    """G2: lost before it was reached is no history; reached before the agreement was written down can be."""
    yesterday = agreed.today - DAY
    assert await world.report(agreed.reach(reached_on=yesterday)) == "accepted"
    assert (await refusal(world, agreed.lose(lost_on=yesterday - DAY))).errors[0].pointer == "/data/lost_on"
    assert await world.report(agreed.lose(lost_on=yesterday)) == "accepted"


@pytest.mark.parametrize("name", ["sub_goal_id", "goal_id", "intervention_id"])
async def test_what_is_named_must_be_known_and_belong_together(world: FakeWorld, agreed: Story, name: str) -> None:
    """G1: a sub-goal is of one goal and one intervention; anything else named is refused, naming the field."""
    refused = await refusal(world, agreed.reach(KRAFTCENTER, None, **{name: uuid4()}))
    assert (refused.problem, refused.errors[0].pointer) == ("unknown-reference", f"/data/{name}")


async def test_words_stay_here(world: FakeWorld, agreed: Story) -> None:
    """V1: the citizen's words are kept beside the event and are in none that is told."""
    await world.report(agreed.reach(words="Jeg gjorde det."))
    event = (await world.published(agreed.citizen))[-1]
    assert world._of(agreed.citizen).words[event.id] == Private(citizen_words="Jeg gjorde det.")
    assert "gjorde" not in event.data.model_dump_json()


async def test_where_nothing_was_said_nothing_is_kept(world: FakeWorld, agreed: Story) -> None:
    """V1: no row, and no key of the citizen's, without words."""
    await world.report(agreed.reach(by=KRAFTCENTER))
    assert not world._of(agreed.citizen).words


def test_the_day_is_denmark_s() -> None:
    """Half an hour before midnight in UTC it is already the next day in Denmark, summer and winter."""
    assert danish_date(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == date(2027, 1, 1)
    assert danish_date(datetime(2026, 7, 31, 21, 59, tzinfo=UTC)) == date(2026, 7, 31)
    assert danish_date(datetime(2026, 7, 31, 22, 0, tzinfo=UTC)) == date(2026, 8, 1)


def event_of(story: Story, fact: Fact) -> Event[Any]:
    return story.event(fact)


@given(st.lists(st.tuples(st.sampled_from(["naaet", "tabt"]), st.integers(-3, 40)), max_size=20))
def test_whatever_is_reported_the_history_makes_sense(moves: list[Move]) -> None:
    """G2: reached and lost take turns in the order of their days, none ahead; a refusal changes nothing."""
    story = Story(now=datetime(2026, 12, 20, 12, tzinfo=UTC))
    sub_goal = SubGoal.agreed(event_of(story, story.agree().data))
    taken = 0
    for kind, days_ago in moves:
        on = TODAY - timedelta(days=days_ago)
        before = sub_goal
        try:
            if kind == "naaet":
                sub_goal = sub_goal.after(event_of(story, sub_goal.reach(story.reach(reached_on=on).data, TODAY)))
            else:
                sub_goal = sub_goal.after(event_of(story, sub_goal.lose(story.lose(lost_on=on).data, TODAY)))
            taken += 1
        except Refused:
            assert sub_goal is before
        assert sub_goal.history[: len(before.history)] == before.history
    steps = sub_goal.history[1:]
    assert len(steps) == taken
    assert [step.state for step in steps] == ["reached", "lost"] * (taken // 2) + ["reached"] * (taken % 2)
    assert [step.on for step in steps] == sorted(step.on for step in steps)
    assert all(step.on <= TODAY for step in steps)
    assert sub_goal.state == (steps[-1].state if steps else "agreed")
