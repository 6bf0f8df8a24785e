"""What corrections and closings do to what was asked, in memory and on the real database alike."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.handlers import end_delivery
from shared.contracts import (
    DialogueToolUsed,
    EligibilityDecided,
    Event,
    FollowUpHeld,
    FollowUpOverdue,
    InterventionEnded,
    InterventionEnteredInError,
    ReferralCancelled,
    ReferralCompleted,
    ReferralEnteredInError,
    ReferralFailed,
)
from tests.suites.notifications_settling import tasks
from tests.suites.notifications_story import NOON, accepted, asked, happened, in_loop, of, rejected, started
from tests.suites.notifications_taking_back import a_goal_reached, a_relative, taking_back
from tests.suites.notifications_world import World, a_running_loop

KRAFTCENTER, SVR = of("kraftcenter"), of("svr")


async def open_asks(world: World, anna: UUID, *departments: str) -> set[tuple[str, str | None]]:
    """Of coordinators and managers: who is asked, and in which words."""
    readers = [of(code, role) for code in departments for role in ("coordinator", "manager")]
    return {(reader.name, notice.action) for reader in readers for notice in await tasks(world, reader, anna)}


@pytest.mark.parametrize("how", ["cancelled", "completed", "failed"])
async def test_a_late_follow_up_is_asked_for_while_the_intervention_runs(world: World, how: str) -> None:
    """R4, R7: closing the referral answers no follow-up, and neither does taking the closing back; the end does."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    referral_id, intervention_id = start.correlationid, start.data.intervention_id
    for level in (1, 2):
        await world.hear(in_loop(FollowUpOverdue(intervention_id=intervention_id, due=NOON, level=level), start))
    closings = {
        "cancelled": ReferralCancelled(referral_id=referral_id, reason="other", by="sender"),
        "completed": ReferralCompleted(referral_id=referral_id, outcome="completed"),
        "failed": ReferralFailed(referral_id=referral_id, reason="other"),
    }
    closed = in_loop(closings[how], start, "kraftcenter")
    late = {
        ("kraftcenter-coordinator", "Hold opfølgningen, eller afslut indsatsen."),
        ("kraftcenter-manager", "Sørg for, at opfølgningen bliver holdt, eller at indsatsen bliver afsluttet."),
    }
    back = in_loop(ReferralEnteredInError(referral_id=referral_id, event_id=closed.id), start, "kraftcenter")
    for event in (closed, back):
        await world.hear(event)
        assert await open_asks(world, anna, "kraftcenter") == late
    ended = InterventionEnded(intervention_id=intervention_id, outcome="completed", by="professional")
    await world.hear(in_loop(ended, start, "kraftcenter"))
    assert await open_asks(world, anna, "kraftcenter") == set()


async def test_a_correction_of_something_else_leaves_a_lost_notice_to_the_managers(world: World) -> None:
    """N4, R7: that a notice could not be delivered is no less so."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    await a_relative(world, anna, "mail")
    goal = await a_goal_reached(world, anna, start)
    (delivery,) = [d for d in await world.out(anna) if d.event_id == goal.id]
    await end_delivery(delivery, "given_up", world.decisions)
    seeing_to_it = {("paaroerende-manager", "Sørg for, at beskeden når frem.")}
    assert await open_asks(world, anna, "paaroerende") == seeing_to_it
    used = DialogueToolUsed(intervention_id=start.data.intervention_id, tool="other", used_on=date(2026, 1, 5))
    tool = in_loop(used, start, "kraftcenter")
    for event in (tool, taking_back(tool)):
        await world.hear(event)
    assert await open_asks(world, anna, "paaroerende") == seeing_to_it


@pytest.mark.parametrize("together", [False, True])
async def test_silence_that_is_taken_back_asks_nothing(world: World, together: bool) -> None:
    """R4, R7: without the follow-up that was never held the one before it is late again, and the next was not owed."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    id_ = start.data.intervention_id
    held = FollowUpHeld(intervention_id=id_, held_on=NOON.date(), decision="continue", next_on=NOON.date())
    first, wrong, second = (
        in_loop(FollowUpOverdue(intervention_id=id_, due=NOON, level=1), start),
        in_loop(held, start, "kraftcenter"),
        in_loop(FollowUpOverdue(intervention_id=id_, due=NOON, level=1), start),
    )
    if together:
        await world.hear_together(first, wrong, second, taking_back(wrong))
    else:
        for event in (first, wrong, second, taking_back(wrong)):
            await world.hear(event)
    assert [n.event_id for n in await tasks(world, KRAFTCENTER, anna)] == [first.id]


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("whole", [False, True], ids=["the creation", "the whole"])
async def test_what_a_wrong_referral_had_settled_is_asked_again(world: World, whole: bool, together: bool) -> None:
    """R7, I5: the authority referred once more after a rejection: taken back, the rejection waits for it again, also
    where all of it comes in one transaction."""
    anna = uuid4()
    applied = asked(anna, offer="polaris-gruppe", to_department="svr", from_department="kraftcenter")
    decided = application_granted(applied)
    first, second = referred(applied, decided), referred(applied, decided)
    no, yes = rejected(first), accepted(second)
    for event in (applied, accepted(applied), decided, application_over(applied), first, no):
        await world.hear(event)
    waiting = {("svr-coordinator", "Tag stilling til, hvad der nu skal ske for borgeren.")}
    assert await open_asks(world, anna, "svr") == waiting
    fact = ReferralEnteredInError(referral_id=second.data.referral_id, event_id=None if whole else second.id)
    wrong = in_loop(fact, applied, "svr")
    if together:
        await world.hear_together(second, yes, wrong)
    else:
        for event in (second, yes):
            await world.hear(event)
        assert await open_asks(world, anna, "svr") == set()
        await world.hear(wrong)
    assert await open_asks(world, anna, "svr", "socialpsykiatri") == waiting


@pytest.mark.parametrize("together", [False, True])
async def test_what_a_wrong_referral_had_asked_is_not_asked_again(world: World, together: bool) -> None:
    """R7: of two referrals in one loop the one that stands waits for its answer, and the wrong one for none."""
    anna = uuid4()
    applied = asked(anna, offer="polaris-gruppe", to_department="svr", from_department="kraftcenter")
    decided = application_granted(applied)
    first, second = referred(applied, decided), referred(applied, decided)
    wrong = in_loop(ReferralEnteredInError(referral_id=second.data.referral_id), applied, "svr")
    before = (applied, accepted(applied), decided, application_over(applied), first)
    if together:
        await world.hear_together(*before, second, accepted(second), wrong)
    else:
        for event in (*before, second, accepted(second), wrong):
            await world.hear(event)
    assert [n.event_id for n in await tasks(world, of("socialpsykiatri"), anna)] == [first.id]


def application_granted(applied: Event[Any]) -> Event[EligibilityDecided]:
    fact = EligibilityDecided(
        decision_id=uuid4(),
        referral_id=applied.data.referral_id,
        offer="polaris-gruppe",
        legal_basis="SEL-85",
        granted=True,
        assessed_on=NOON.date(),
    )
    return in_loop(fact, applied, "svr")


def application_over(applied: Event[Any]) -> Event[Any]:
    return in_loop(ReferralCompleted(referral_id=applied.data.referral_id, outcome="completed"), applied)


def referred(applied: Event[Any], decided: Event[EligibilityDecided]) -> Event[Any]:
    """The authority refers on its decision, in the application's loop."""
    made = asked(
        applied.subject,
        offer="polaris-gruppe",
        from_department="svr",
        legal_basis="SEL-85",
        decision_id=decided.data.decision_id,
    )
    return happened(made.data, applied.subject, applied.correlationid, by="svr")


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("how", ["ended", "held"])
async def test_a_follow_up_of_another_intervention_of_the_loop_stays_asked(
    world: World, how: str, together: bool
) -> None:
    """R4, I5: two run beside each other; what is done of the one answers nothing of the other. Taken back, it is asked
    of the one again (R7)."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    beside = started(asked(anna), by="sel82")
    beside = replace(
        beside, correlationid=start.correlationid, data=beside.data.model_copy(update={"referral_id": None})
    )
    await world.hear(beside)
    own, others = (
        [in_loop(FollowUpOverdue(intervention_id=each.data.intervention_id, due=NOON, level=n), each) for n in (1, 2)]
        for each in (start, beside)
    )
    readers = [KRAFTCENTER, of("kraftcenter", "manager"), of("sel82"), of("sel82", "manager")]

    async def asking() -> list[list[UUID]]:
        return [[notice.event_id for notice in await tasks(world, reader, anna)] for reader in readers]

    async def hear(*events: Event[Any]) -> None:
        if together:
            await world.hear_together(*events)
        else:
            for event in events:
                await world.hear(event)

    id_ = start.data.intervention_id
    done = in_loop(
        InterventionEnded(intervention_id=id_, outcome="completed", by="professional")
        if how == "ended"
        else FollowUpHeld(intervention_id=id_, held_on=NOON.date(), decision="continue", next_on=NOON.date()),
        start,
        "kraftcenter",
    )
    of_own, theirs = ([[event.id] for event in events] for events in (own, others))
    await hear(*own, *others, done)
    assert await asking() == [[], [], *theirs]
    await world.hear(in_loop(InterventionEnteredInError(event_id=done.id), start, "kraftcenter"))
    assert await asking() == [*of_own, *theirs]
    again = replace(done, id=uuid4())
    await hear(again, in_loop(InterventionEnteredInError(event_id=again.id), start, "kraftcenter"))
    assert await asking() == [*of_own, *theirs]
