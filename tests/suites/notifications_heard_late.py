"""What is heard after its own correction, and what rested on it, in memory and on the real database alike (R7)."""

from uuid import uuid4

from shared.contracts import FollowUpOverdue, ReferralCancelled, ReferralConflict, ReferralEnteredInError
from tests.suites.notifications_settling import tasks
from tests.suites.notifications_story import NOON, accepted, asked, citizen, in_loop, late, of, reached, started
from tests.suites.notifications_taking_back import reach, taking_back
from tests.suites.notifications_world import World, inbox, timeline

KRAFTCENTER, SOCIALPSYKIATRI = of("kraftcenter"), of("socialpsykiatri")


async def test_nobody_is_told_what_was_taken_back_before_it_came(world: World) -> None:
    """R7: its correction, which reached nobody, will not come again; it answers nothing, and stays on record."""
    anna = uuid4()
    created = asked(anna)
    start, silence = started(created), late(created, 1, "start")
    goal = reached(start)
    for event in (created, accepted(created), silence):
        await world.hear(event)
    for wrong in (goal, start):
        assert reach(await world.hear(taking_back(wrong))) == [(0, 0, 0, 0)]
    for event in (start, goal):
        assert await world.hear(event) == []
    told = [n.event_id for who in (SOCIALPSYKIATRI, KRAFTCENTER, citizen(anna)) for n in await inbox(world, who, anna)]
    assert not {start.id, goal.id}.intersection(told)
    assert [n.event_id for n in await tasks(world, KRAFTCENTER, anna)] == [silence.id], "the start is owed still"
    assert {start.type, goal.type} <= set(await timeline(world, KRAFTCENTER, anna))


async def test_a_start_that_never_was_is_followed_up_by_nobody(world: World) -> None:
    """R4, R7: the late follow-up waited with its start, which was taken back meanwhile."""
    anna = uuid4()
    created = asked(anna)
    start = started(created)
    overdue = FollowUpOverdue(intervention_id=start.data.intervention_id, due=NOON, level=1)
    for event in (created, accepted(created), taking_back(start), start, in_loop(overdue, created)):
        await world.hear(event)
    assert await tasks(world, KRAFTCENTER, anna) == []


async def test_both_sides_of_a_conflict_hear_that_there_is_none(world: World) -> None:
    """R2, R7: of the start on the referral it had cancelled the sender heard as a conflict alone."""
    anna = uuid4()
    created = asked(anna)
    start = started(created)
    cancelled = ReferralCancelled(referral_id=created.correlationid, reason="other", by="sender")
    conflict = ReferralConflict(referral_id=created.correlationid, event_id=start.id, state="cancelled")
    for event in (created, accepted(created), in_loop(cancelled, created, "socialpsykiatri"), start):
        await world.hear(event)
    assert start.id not in {n.event_id for n in await inbox(world, SOCIALPSYKIATRI, anna)}
    await world.hear(in_loop(conflict, created))
    wrong = taking_back(start)
    assert reach(await world.hear(wrong)) == [(3, 3, 0, 0)], "both sides, and the citizen"
    (notice,) = [n for n in await inbox(world, SOCIALPSYKIATRI, anna) if n.event_id == wrong.id]
    assert notice.text.endswith("Se bort fra besked om den.")
    for side in (SOCIALPSYKIATRI, KRAFTCENTER):
        assert ReferralConflict.type not in {n.event_type for n in await tasks(world, side, anna)}


async def test_a_conflict_that_is_none_any_more_is_told_to_nobody(world: World) -> None:
    """R2, R7: the conflict comes on another topic than the start it is about, so after its correction."""
    anna = uuid4()
    created = asked(anna)
    start = started(created)
    whole = in_loop(ReferralEnteredInError(referral_id=created.correlationid), created, "socialpsykiatri")
    conflict = ReferralConflict(referral_id=created.correlationid, event_id=start.id, state="entered-in-error")
    for event in (created, accepted(created), start, whole, taking_back(start)):
        await world.hear(event)
    assert await world.hear(in_loop(conflict, created)) == []
    for side in (SOCIALPSYKIATRI, KRAFTCENTER):
        assert ReferralConflict.type not in {n.event_type for n in await inbox(world, side, anna)}


async def test_a_conflict_about_a_referral_in_error_is_told(world: World) -> None:
    """R2: the referral should never have been and the intervention runs all the same, which both sides must hear."""
    anna = uuid4()
    created = asked(anna)
    start = started(created)
    whole = in_loop(ReferralEnteredInError(referral_id=created.correlationid), created, "socialpsykiatri")
    conflict = ReferralConflict(referral_id=created.correlationid, event_id=start.id, state="entered-in-error")
    for event in (created, accepted(created), start, whole, in_loop(conflict, created)):
        await world.hear(event)
    for side in (SOCIALPSYKIATRI, KRAFTCENTER):
        assert ReferralConflict.type in {n.event_type for n in await tasks(world, side, anna)}
