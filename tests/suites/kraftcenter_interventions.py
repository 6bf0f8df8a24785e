"""What holds of interventions from their start to their end, whether in memory or on PostgreSQL."""

from uuid import uuid4

import pytest

from shared.contracts import (
    FollowUpOverdue,
    InterventionEnteredInError,
    Private,
    Refused,
)
from tests.suites.kraftcenter_story import DAY, KRAFTCENTER, SEL82, Story, look
from tests.suites.kraftcenter_work import World, goals, story, told

__all__ = ["InterventionsSuite", "story"]


class InterventionsSuite:
    async def test_an_intervention_is_shown_as_it_was_started(self, world: World, story: Story) -> None:
        """The day agreed for following up, the law and the loop are kept, whatever words came with the report."""
        for event in (story.referred(), story.accepted()):
            await world.hear(event)
        await world.report(story.start(private=Private(note="Begynder stille og roligt.")))
        seen = await world.intervention(look(KRAFTCENTER), story.intervention)
        assert seen is not None
        intervention = seen.intervention
        assert (intervention.department, intervention.offer) == ("kraftcenter", "kraftcenter-traening")
        assert (intervention.legal_basis, intervention.referral_id) == (None, story.referral)
        assert intervention.loop == story.referral
        assert (intervention.started_on, intervention.follow_up_on) == (
            story.today,
            story.start().data.follow_up_on,
        )
        assert await world.intervention(look(SEL82), story.intervention) is None
        assert await world.intervention(look(KRAFTCENTER), uuid4()) is None

    async def test_an_end_is_kept(self, world: World, story: Story) -> None:
        """R2: ended, once; the day is kept, and the next decision knows."""
        await told(world, story)
        assert await world.report(story.end()) == "accepted"
        seen = await world.intervention(look(KRAFTCENTER), story.intervention)
        assert seen is not None
        assert (seen.intervention.state, seen.intervention.ended_on) == ("ended", story.today)
        with pytest.raises(Refused):
            await world.report(story.end())

    async def test_the_clock_of_the_follow_up_is_kept(self, world: World, story: Story) -> None:
        """R1, R4: set with the start, moved by a held follow-up, climbing in silence, standing still on hold."""
        await told(world, story)
        clock = ("follow_up", story.intervention)
        assert (await world.timers_of(story.citizen))[clock].date() == story.start().data.follow_up_on
        assert await world.report(story.follow_up()) == "accepted"
        for level in (1, 2, 3):
            await world.run_out(story.citizen, *clock)
            event = (await world.published(story.citizen))[-1]
            assert isinstance(event.data, FollowUpOverdue)
            assert (event.data.level, event.data.due.date()) == (level, story.follow_up().data.next_on)
            if level == 1:
                await world.hear(story.put_on_hold())
                assert not await world.timers_of(story.citizen)
                await world.hear(story.resumed())
        assert not await world.timers_of(story.citizen)
        await world.report(story.follow_up(next_on=story.today + DAY))
        assert (await world.timers_of(story.citizen))[clock].date() == story.today + DAY
        await world.report(story.end())
        assert not await world.timers_of(story.citizen)

    async def test_the_use_of_a_tool_is_kept(self, world: World, story: Story) -> None:
        """G4: a name and a day, in the order reported."""
        await told(world, story)
        for tool in ("recovery_star", "other"):
            await world.report(story.use_tool(tool=tool))
        seen = await world.intervention(look(KRAFTCENTER), story.intervention)
        assert seen is not None
        assert [use[1:] for use in seen.intervention.tools] == [("recovery_star", story.today), ("other", story.today)]

    async def test_what_was_corrected_never_was(self, world: World, story: Story) -> None:
        """R7: taken back from the last to the first, each is refolded away; in the loop of what it corrects."""
        await told(world, story)
        await world.report(story.follow_up())
        await world.report(story.use_tool())
        await world.report(story.end())
        events = await world.published(story.citizen)
        with pytest.raises(Refused) as refused:
            await world.report(story.correct(events[0]))
        assert refused.value.problem == "rests-on"
        for wrong in reversed(events):
            assert await world.report(story.correct(wrong)) == "accepted"
            correction = (await world.published(story.citizen))[-1]
            assert isinstance(correction.data, InterventionEnteredInError)
            assert (correction.data.event_id, correction.correlationid) == (wrong.id, story.referral)
        assert await goals(world, story.oneself, story.citizen) == []
        seen = await world.intervention(look(story.oneself), story.intervention)
        assert seen is not None
        gone = seen.intervention
        assert (gone.state, gone.ended_on, gone.follow_ups, gone.tools) == ("entered-in-error", None, (), ())
        assert not await world.timers_of(story.citizen)
        with pytest.raises(Refused) as again:
            await world.report(story.correct(events[0]))
        assert again.value.problem == "illegal-move"

    async def test_a_corrected_follow_up_sets_its_clock_back(self, world: World, story: Story) -> None:
        """R7, R4: the clock that ran before runs again, and its silence has climbed as far as it had."""
        await told(world, story)
        clock = ("follow_up", story.intervention)
        await world.run_out(story.citizen, *clock)
        before = await world.timers_of(story.citizen)
        await world.report(story.follow_up())
        assert await world.timers_of(story.citizen) != before
        await world.report(story.correct((await world.published(story.citizen))[-1]))
        assert await world.timers_of(story.citizen) == before
        await world.run_out(story.citizen, *clock)
        assert (await world.published(story.citizen))[-1].data.level == 2

    async def test_another_citizens_event_is_none_of_theirs(self, world: World, story: Story) -> None:
        """R7: what is corrected is an event about the citizen the report is about."""
        await told(world, story)
        other = await told(world, Story(now=story.now))
        wrong = (await world.published(other.citizen))[-1]
        with pytest.raises(Refused) as refused:
            await world.report(story.correct(wrong))
        assert refused.value.problem == "unknown-reference"
