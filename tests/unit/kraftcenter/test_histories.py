"""Any history of an intervention: reports, holds, silence and corrections."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import hypothesis.strategies as st
from hypothesis import given

from services.kraftcenter.domain import Intervention
from services.kraftcenter.handlers.corrections import UNDO
from shared.contracts import (
    Event,
    FollowUpHeld,
    FollowUpOverdue,
    InterventionEnteredInError,
    InterventionStarted,
    Refused,
)
from tests.fakes.kraftcenter import FakeWorld
from tests.suites.kraftcenter_story import Story

REPORTS = ("start", "use_tool", "set_goal", "agree", "reach", "end", "follow_up")
HEARD = ("put_on_hold", "resumed", "completed")
OTHERS = ("days", "correct_any", "correct_last", "silence")
# What moves the clock comes most often: the rest is there to be in its way.
STEPS = st.tuples(st.sampled_from((*REPORTS, *HEARD, *OTHERS, *("follow_up", "correct_last", "silence") * 3)),
                  st.integers(0, 40))  # fmt: skip


class Levels:
    """How far silence has climbed by what was told: reset by a follow-up, and by its correction set back."""

    def __init__(self) -> None:
        self._before: list[tuple[UUID, int]] = []
        self.now = 0

    def hear(self, event: Event[Any]) -> None:
        match event.data:
            case FollowUpHeld():
                self._before.append((event.id, self.now))
                self.now = 0
            case FollowUpOverdue(level=level):
                assert level == self.now + 1
                self.now = level
            case InterventionEnteredInError(event_id=wrong) if self._before and wrong == self._before[-1][0]:
                _, self.now = self._before.pop()


@given(st.booleans(), st.lists(STEPS, min_size=5, max_size=30))
async def test_what_runs_has_one_clock_and_silence_only_climbs(referred: bool, steps: list[tuple[str, int]]) -> None:
    """R1, R4, R7: after every step of any history; what is refused changes nothing, and versions have no gap."""
    world = FakeWorld()
    story = Story(now=world.now)
    referral = story.referral if referred else None
    if referred:
        await world.hear(story.referred())
        await world.hear(story.accepted())
    await world.report(story.start(referral_id=referral))
    levels, told = Levels(), 1
    for act, which in steps:
        world.now += timedelta(hours=1)
        with suppress(Refused):
            await _act(world, story, act, which, referral)
        published = await world.published(story.citizen)
        for event in published[told:]:
            levels.hear(event)
        told = len(published)
        _holds(world, story, levels)
    published = await world.published(story.citizen)
    assert [event.version for event in published] == list(range(1, told + 1))
    assert sum(isinstance(event.data, InterventionStarted) for event in published) == 1


async def _act(world: FakeWorld, story: Story, act: str, which: int, referral: UUID | None) -> None:
    story.now = world.now
    if act == "days":
        world.now += timedelta(days=which)
    elif act == "silence":
        for (kind, ref), due in (await world.timers_of(story.citizen)).items():
            world.now = max(world.now, due)
            await world.run_out(story.citizen, kind, ref)
    elif act == "correct_any":
        published = await world.published(story.citizen)
        await world.report(story.correct(published[which % len(published)]))
    elif act == "correct_last":
        # Not the start: little would be left to happen.
        undone = UNDO.keys() - {InterventionStarted.type}
        standing = [e for e in world._of(story.citizen).journal.values() if e.role and not e.erred and e.type in undone]
        if standing:
            await world.report(story.correct(standing[-1].event_id))
    elif act == "start":
        await world.report(story.start(referral_id=referral))
    elif act == "follow_up":
        await world.report(story.follow_up(next_on=story.today + timedelta(days=which)))
    elif act in REPORTS:
        await world.report(getattr(story, act)())
    elif referral is not None:
        await world.hear(getattr(story, act)())


def _holds(world: FakeWorld, story: Story, levels: Levels) -> None:
    work = world._of(story.citizen)
    timers = {ref: due for (_, ref), due in work.timers.items()}
    for intervention in work.interventions:
        level = 0 if intervention.clock is None else intervention.clock.level
        assert level == levels.now
        due = timers.pop(intervention.id, None)
        assert due == intervention.alarm
        assert (due is not None) is (intervention.running and not _on_hold(work, intervention) and level < 3)
    assert not timers


def _on_hold(work: Any, intervention: Intervention) -> bool:
    referral = None if intervention.referral_id is None else work.involvement.referral(intervention.referral_id)
    return referral is not None and referral.state == "on-hold"
