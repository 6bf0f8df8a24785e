"""What should never have been reported is taken back by who reported it."""

from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any
from uuid import uuid4

import pytest

from services.kraftcenter.api import reports
from services.kraftcenter.domain import overview
from services.kraftcenter.handlers.corrections import UNDO
from shared.contracts import Event, InterventionEnteredInError, Report, Reporter
from shared.contracts.involvement import Involvement
from tests.fakes.kraftcenter import FakeWorld
from tests.suites.kraftcenter_story import DAY, KRAFTCENTER, SEL82, SOCIALPSYKIATRI, SVR, Story, look
from tests.unit.kraftcenter.refusals import refusal

MANAGER = Reporter("leder", "manager", "kraftcenter")
Doing = Callable[[Story], Report[Any]]


async def tell(world: FakeWorld, story: Story, *reports: Report[Any]) -> Sequence[Event[Any]]:
    before = len(await world.published(story.citizen))
    for report in reports:
        assert await world.report(report) == "accepted"
    return (await world.published(story.citizen))[before:]


async def shown(world: FakeWorld, story: Story) -> list[Any]:
    seen = await world.goals(look(story.oneself), story.citizen)
    return [overview(goal.goal, goal.sub_goals, goal.citizen_words) for goal in seen or ()]


@pytest.mark.parametrize(
    ("before", "wrong", "later"),
    [
        ([], Story.start, Story.set_goal),
        ([], Story.start, Story.follow_up),
        ([], Story.start, Story.use_tool),
        ([], Story.start, Story.end),
        ([Story.start], Story.set_goal, Story.agree),
        ([Story.start, Story.set_goal], Story.agree, Story.reach),
        ([Story.start, Story.set_goal, Story.agree], Story.reach, Story.lose),
        ([Story.start], Story.follow_up, Story.follow_up),
    ],
)
async def test_what_something_later_rests_on_is_not_corrected(
    world: FakeWorld, story: Story, before: list[Doing], wrong: Doing, later: Doing
) -> None:
    """R7: the later one is corrected first; then the other can be."""
    for event in (story.referred(), story.accepted()):
        await world.hear(event)
    *_, first, last = await tell(world, story, *(doing(story) for doing in (*before, wrong, later)))
    refused = await refusal(world, story.correct(first))
    assert (refused.problem, refused.status, refused.errors[0].pointer) == ("rests-on", 422, "/data/event_id")
    await tell(world, story, story.correct(last), story.correct(first))


async def test_a_sub_goal_agreed_under_a_decision_s_goal_holds_the_start(world: FakeWorld, story: Story) -> None:
    """R7: the goal rests on the decision, but its sub-goal is worked on in the intervention."""
    await world.hear(story.referred(to_department="svr", offer="polaris-gruppe"))
    await world.hear(story.accepted(by="svr"))
    await world.hear(story.decided())
    await tell(world, story, story.set_goal(by=SVR, intervention_id=None, decision_id=story.decision))
    later = story.carrying_out()
    polaris: dict[str, Any] = {"offer": "polaris-gruppe", "department": "socialpsykiatri"}
    await world.hear(
        later.referred(
            from_department="svr", to_department="socialpsykiatri", offer="polaris-gruppe", decision_id=story.decision
        )
    )
    await world.hear(later.accepted(by="socialpsykiatri"))
    start, agreed = await tell(
        world, later, later.start(by=SOCIALPSYKIATRI, **polaris), later.agree(by=SOCIALPSYKIATRI)
    )
    assert (await refusal(world, later.correct(start, by=SOCIALPSYKIATRI))).problem == "rests-on"
    await tell(world, later, later.correct(agreed, by=SOCIALPSYKIATRI), later.correct(start, by=SOCIALPSYKIATRI))


async def test_who_reported_it_takes_it_back(world: FakeWorld, reached: Story) -> None:
    """R7: anybody of the department that reported, and nobody else, however much they have to do with the citizen."""
    event = (await world.published(reached.citizen))[-1]
    for by in (SOCIALPSYKIATRI, SEL82, reached.oneself, Reporter("drift", "operator")):
        refused = await refusal(world, reached.correct(event, by=by))
        assert (refused.problem, refused.status) == ("not-allowed", 403)
    assert await world.report(reached.correct(event, by=MANAGER)) == "accepted"


async def test_the_citizen_takes_back_what_the_citizen_said(world: FakeWorld, reached: Story) -> None:
    """R7: a citizen's report is the citizen's to correct, not the provider's, nor another citizen's."""
    (lost,) = await tell(world, reached, reached.lose(by=reached.oneself, informant="citizen"))
    for by in (KRAFTCENTER, Reporter("someone", "citizen", None, uuid4())):
        assert (await refusal(world, reached.correct(lost, by=by))).status == 403
    assert await world.report(reached.correct(lost, by=reached.oneself)) == "accepted"


async def test_an_event_nobody_knows_is_not_corrected(world: FakeWorld, reached: Story) -> None:
    """R7: an event of this service about this citizen, or there is nothing to correct."""
    for by in (KRAFTCENTER, SEL82):
        refused = await refusal(world, reached.correct(uuid4(), by=by))
        assert (refused.problem, refused.status) == ("unknown-reference", 422)
        assert refused.errors[0].pointer == "/data/event_id"


async def test_nothing_is_corrected_twice(world: FakeWorld, reached: Story) -> None:
    """R7: a second correction would take back what is not there; and a correction is itself never taken back."""
    event = (await world.published(reached.citizen))[-1]
    (correction,) = await tell(world, reached, reached.correct(event))
    assert (await refusal(world, reached.correct(event))).problem == "illegal-move"
    assert (await refusal(world, reached.correct(correction))).problem == "not-allowed"


async def test_silence_is_nobody_s_to_correct(world: FakeWorld, started: Story) -> None:
    """R7: what Samspil itself makes was reported by nobody."""
    await world.run_out(started.citizen, "follow_up", started.intervention)
    event = (await world.published(started.citizen))[-1]
    assert (await refusal(world, started.correct(event))).status == 403


async def test_a_step_taken_back_is_not_seen(world: FakeWorld, reached: Story) -> None:
    """R7, G3: the overview is as if it had never been, and what is legal next, too."""
    before = await shown(world, reached)
    (lost,) = await tell(world, reached, reached.lose())
    await tell(world, reached, reached.correct(lost))
    assert await shown(world, reached) == before
    assert (await refusal(world, reached.reach())).problem == "illegal-move"


async def test_what_was_made_in_error_takes_no_more(world: FakeWorld, reached: Story) -> None:
    """R7: its id names nothing any more, and is not used again for something else."""
    reach, agree, goal = reversed((await world.published(reached.citizen))[-3:])
    await tell(world, reached, reached.correct(reach), reached.correct(agree))
    assert [o.sub_goals for o in await shown(world, reached)] == [()]
    assert (await refusal(world, reached.reach())).problem == "unknown-reference"
    assert (await refusal(world, reached.agree())).problem == "already-exists"
    await tell(world, reached, reached.correct(goal))
    assert await shown(world, reached) == []
    assert (await refusal(world, reached.agree(sub_goal_id=uuid4()))).problem == "unknown-reference"


async def test_a_wrong_end_is_no_end(world: FakeWorld, started: Story) -> None:
    """R7, R4: the intervention runs on, with its clock; and can be ended again."""
    clocks = await world.timers_of(started.citizen)
    (end,) = await tell(world, started, started.end())
    assert not await world.timers_of(started.citizen)
    await world.hear(started.completed())
    await tell(world, started, started.correct(end))
    assert await world.timers_of(started.citizen) == clocks
    await tell(world, started, started.follow_up(), started.end())


async def test_a_wrong_end_on_hold_waits_for_the_resumption(world: FakeWorld, started: Story) -> None:
    """R1, R7: on hold another clock runs, whatever is corrected meanwhile."""
    (end,) = await tell(world, started, started.end())
    await world.hear(started.put_on_hold())
    await tell(world, started, started.correct(end))
    assert not await world.timers_of(started.citizen)
    await world.hear(started.resumed())
    assert await world.timers_of(started.citizen)


async def test_after_a_wrong_start_it_can_begin_again(world: FakeWorld, started: Story) -> None:
    """R7, R2: the referral is as it was, whether the other service has said so or not; under a new id."""
    (start,) = await world.published(started.citizen)
    await world.hear(started.in_progress())
    await tell(world, started, started.correct(start))
    assert (await refusal(world, started.follow_up())).problem == "unknown-reference"
    assert (await refusal(world, started.start())).problem == "already-exists"
    await tell(world, started, started.start(intervention_id=uuid4()))
    assert (await refusal(world, started.start(intervention_id=uuid4()))).problem == "illegal-move"


async def test_words_beside_a_wrong_step_are_not_shown(world: FakeWorld, reached: Story) -> None:
    """R7, G2: what the citizen said beside it goes with it."""
    await tell(world, reached, reached.lose())
    (again,) = await tell(world, reached, reached.reach(words="Det var en anden."))
    await tell(world, reached, reached.correct(again))
    assert "anden" not in str(await shown(world, reached))


@pytest.mark.parametrize("ended", [True, False])
async def test_the_fold_of_all_services_agrees(world: FakeWorld, story: Story, ended: bool) -> None:
    """R7, I1: who hears the events, in whatever order, takes the intervention for what it is taken for here."""
    told = [
        *await tell(world, story, story.start(referral_id=None)),
        *(await tell(world, story, story.end()) if ended else []),
    ]
    told += await tell(world, story, story.correct(told[-1]))
    kept = world._of(story.citizen).interventions.get(story.intervention)
    assert kept is not None
    assert kept.running is ended
    for order in permutations(told):
        heard = Involvement()
        waiting = list(order)
        while ready := [event for event in waiting if not heard.lacks(event)]:
            heard = heard.apply(ready[0])
            waiting.remove(ready[0])
        assert not waiting
        assert heard.of("kraftcenter") is ended


async def test_a_late_report_of_a_corrected_follow_up_s_day_counts_from_the_one_before(
    world: FakeWorld, started: Story
) -> None:
    """R7: the order of days is held against what stands, not against what was taken back."""
    world.now += 10 * DAY
    (wrong,) = await tell(world, started, started.follow_up(held_on=started.today + 9 * DAY))
    earlier = started.follow_up(held_on=started.today + 5 * DAY)
    assert (await refusal(world, earlier)).errors[0].pointer == "/data/held_on"
    await tell(world, started, started.correct(wrong), earlier)


def test_whatever_is_reported_on_an_intervention_can_be_corrected() -> None:
    """R7: a type that is taken and cannot be taken back would be a mistake for good."""
    nouns = {"indsats", "indsatsmaal", "delmaal", "opfoelgning", "dialogvaerktoej"}
    taken = {type_ for type_ in reports.types() if type_.split(".")[2] in nouns}
    assert taken - {InterventionEnteredInError.type} <= UNDO.keys()
