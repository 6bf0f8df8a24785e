"""What holds of the kraftcenter service's `Work` and reads, whether in memory or on PostgreSQL.

A test class takes these over and gives the fixture `world`; whoever subclasses says what the world is made of.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID, uuid4

import pytest

from services.kraftcenter.domain import overview
from services.kraftcenter.ports import Reads, SeenGoal
from shared.contracts import (
    Event,
    GoalSet,
    InterventionStarted,
    Refused,
    Report,
    Reporter,
    SubGoalAgreed,
    SubGoalLost,
    SubGoalReached,
)
from tests.suites.kraftcenter_story import KRAFTCENTER, RELATIVES_TEAM, SEL82, SOCIALPSYKIATRI, Story, look


class World(Reads, Protocol):
    """The service with its state. `now` is its clock."""

    @property
    def now(self) -> datetime: ...

    async def report(self, report: Report[Any]) -> Literal["accepted", "waiting"]:
        """Decides. Raises `Refused`."""
        ...

    async def hear(self, event: Event[Any]) -> None:
        """An event of another service, and what waited for it."""
        ...

    async def timers_of(self, citizen_id: UUID) -> Mapping[tuple[str, UUID], datetime]:
        """When each clock runs out, by kind and what it is about."""
        ...

    async def run_out(self, citizen_id: UUID, kind: str, ref: UUID) -> None:
        """The timer runs out, now. KeyError where there is none."""
        ...

    async def published(self, citizen_id: UUID) -> Sequence[Event[Any]]:
        """Everything told about the citizen, in order."""
        ...

    async def waiting(self, citizen_id: UUID) -> int:
        """How many reports about the citizen wait."""
        ...

    async def looks_at(self, citizen_id: UUID) -> Sequence[str]:
        """The purposes of all looks at the citizen, oldest first."""
        ...


@pytest.fixture
def story(world: World) -> Story:
    return Story(now=world.now)


async def told(world: World, story: Story) -> Story:
    """The whole story up to a sub-goal reached, lost and reached again."""
    for event in (story.referred(), story.accepted()):
        await world.hear(event)
    for report in (story.start(), story.set_goal(), story.agree(), story.reach(words="Jeg tog selv bussen."),
                   story.lose(), story.reach(words="Nu går det igen.", informant="professional")):  # fmt: skip
        assert await world.report(report) == "accepted"
    return story


async def goals(world: World, reader: Reporter, citizen_id: UUID) -> Sequence[SeenGoal] | None:
    return await world.goals(look(reader), citizen_id)


class KraftcenterWorkSuite:
    async def test_every_decision_rests_on_the_ones_before(self, world: World, story: Story) -> None:
        """What one decision saved the next one finds, and the events have versions 1…n without a gap."""
        await told(world, story)
        published = await world.published(story.citizen)
        assert [type(event.data) for event in published] == [
            InterventionStarted, GoalSet, SubGoalAgreed, SubGoalReached, SubGoalLost, SubGoalReached,
        ]  # fmt: skip
        assert [event.version for event in published] == [1, 2, 3, 4, 5, 6]

    async def test_everything_carries_the_referral_s_loop(self, world: World, story: Story) -> None:
        """The correlationid of all that follows is the referral's id, where the intervention came from one."""
        await told(world, story)
        assert {event.correlationid for event in await world.published(story.citizen)} == {story.referral}

    async def test_an_event_names_the_report_behind_it(self, world: World, story: Story) -> None:
        """causationid is the report's id, department the one that acted; a citizen acts for none."""
        for event in (story.referred(), story.accepted()):
            await world.hear(event)
        reports: list[Report[Any]] = [story.start(), story.set_goal(), story.agree(), story.reach(by=story.oneself)]
        for report in reports:
            await world.report(report)
        published = await world.published(story.citizen)
        assert [event.causationid for event in published] == [report.id for report in reports]
        assert [event.department for event in published] == ["kraftcenter"] * 3 + [None]

    async def test_a_refused_report_leaves_nothing(self, world: World, story: Story) -> None:
        """Refused: nothing of it is stored, and the same names can be used by a mended report."""
        await told(world, story)
        before = await goals(world, KRAFTCENTER, story.citizen)
        with pytest.raises(Refused):
            await world.report(story.reach(words="En gang til."))
        assert await goals(world, KRAFTCENTER, story.citizen) == before
        assert len(await world.published(story.citizen)) == 6

    async def test_a_start_reported_before_the_acceptance_is_heard_waits(self, world: World, story: Story) -> None:
        """Hearing comes before judging: kept while the referral is unknown or unanswered, decided once accepted."""
        assert await world.report(story.start()) == "waiting"
        await world.hear(story.referred())
        assert not await world.published(story.citizen)
        assert await world.waiting(story.citizen) == 1
        await world.hear(story.accepted())
        assert [type(event.data) for event in await world.published(story.citizen)] == [InterventionStarted]
        assert await world.waiting(story.citizen) == 0

    async def test_a_start_that_waited_in_vain_is_let_go(self, world: World, story: Story) -> None:
        """A report that waited for an acceptance is refused when the rejection is heard, and waits no more."""
        assert await world.report(story.start()) == "waiting"
        await world.hear(story.referred())
        await world.hear(story.rejected())
        assert not await world.published(story.citizen)
        assert await world.waiting(story.citizen) == 0

    async def test_the_overview_shows_state_history_and_the_citizens_words(self, world: World, story: Story) -> None:
        """G2, G3: both events stand in the history, and the citizen's words beside the step they were said about."""
        await told(world, story)
        seen = await goals(world, story.oneself, story.citizen)
        assert seen is not None
        (goal,) = seen
        shown = overview(goal.goal, goal.sub_goals, goal.citizen_words)
        (sub_goal,) = shown.sub_goals
        assert (shown.goal_id, shown.themes, shown.kind) == (story.goal, ("relationer", "sundhed"), "develop")
        assert (sub_goal.sub_goal_id, sub_goal.state) == (story.sub_goal, "reached")
        assert [line.event_type.split(".")[3] for line in sub_goal.history] == ["aftalt", "naaet", "tabt", "naaet"]
        words = ["Jeg tog selv bussen.", None, "Nu går det igen."]
        assert [line.citizen_words for line in sub_goal.history[1:]] == words
        assert [line.informant for line in sub_goal.history[1:]] == ["citizen", "professional", "professional"]

    async def test_a_look_at_nobody_leaves_nothing(self, world: World) -> None:
        """V2, V3: who breaks the glass on an id that nobody has, or that nobody has any more, is told so, and neither
        that nor a citizen's own look at what is not there leaves a row about them."""
        nobody = uuid4()
        assert await world.goals(look(SEL82, "Akut"), nobody) is None
        oneself = Reporter("borgeren", "citizen", citizen_id=nobody)
        assert await goals(world, oneself, nobody) == []
        assert await world.looks_at(nobody) == []

    async def test_the_citizen_and_involved_departments_see_the_goals(self, world: World, story: Story) -> None:
        """I1: sender and receiver of the open referral, and the citizen; others learn nothing, not even whether."""
        await told(world, story)
        for reader in (story.oneself, KRAFTCENTER, SOCIALPSYKIATRI):
            assert len(await goals(world, reader, story.citizen) or ()) == 1
        stranger = Reporter("someone", "citizen", None, uuid4())
        for reader in (SEL82, RELATIVES_TEAM, stranger, Reporter("drift", "operator")):
            assert await goals(world, reader, story.citizen) is None
            assert await goals(world, reader, uuid4()) is None

    async def test_every_look_leaves_its_trace(self, world: World, story: Story) -> None:
        """V2: one row a read, with its purpose; a look that was refused has read nothing."""
        await told(world, story)
        await goals(world, story.oneself, story.citizen)
        await goals(world, SEL82, story.citizen)
        await world.intervention(look(KRAFTCENTER), story.intervention)
        assert await world.looks_at(story.citizen) == ["egen_indsigt", "sagsbehandling"]

    async def test_breaking_the_glass_opens_the_door_and_is_kept(self, world: World, story: Story) -> None:
        """V2: a professional of a department that is not involved reads with a reason, under its own purpose."""
        await told(world, story)
        manager = Reporter("leder", "manager", "sel82")
        assert await goals(world, manager, story.citizen) is None
        assert len(await world.goals(look(manager, "Akut indlæggelse"), story.citizen) or ()) == 1
        assert await world.looks_at(story.citizen) == ["noedadgang"]

    async def test_goals_come_in_the_order_set_a_page_at_a_time(self, world: World, story: Story) -> None:
        """Lists are paged, and no goal is shown twice or left out."""
        for event in (story.referred(), story.accepted()):
            await world.hear(event)
        await world.report(story.start())
        names = [uuid4() for _ in range(5)]
        for name in names:
            await world.report(story.set_goal(goal_id=name))
        seen: list[UUID] = []
        after = None
        while page := await world.goals(look(KRAFTCENTER), story.citizen, after=after, limit=2):
            seen += [goal.goal.id for goal in page]
            after = page[-1].goal.event_id
        assert seen == names

    async def test_one_citizens_ids_are_nothing_to_another(self, world: World, story: Story) -> None:
        """Reporters name what they report on: a name used for one citizen neither blocks nor shows another's."""
        await told(world, story)
        other = Story(now=story.now, intervention=story.intervention, goal=story.goal, sub_goal=story.sub_goal)
        await told(world, other)
        for who in (story, other):
            seen = await world.intervention(look(who.oneself), who.intervention)
            assert seen is not None
            assert seen.citizen_id == who.citizen
            assert len((await goals(world, who.oneself, who.citizen) or ())[0].sub_goals[0].history) == 4


__all__ = ["KraftcenterWorkSuite", "World", "story", "told"]
