"""What holds of what a team leaves unread (N4), in memory and on the real database alike."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.clocks import clocks
from services.notifications.domain.shown import InboxNotice
from services.notifications.domain.unread import AFTER_OUTAGE
from services.notifications.handlers import left_by_stand_in, left_unread, read_notice
from services.notifications.ports import Work
from shared.contracts import Cause, CitizenErased, Event, ReferralCreated, ReferralEnteredInError
from shared.timers import Timer
from shared.timers.lengths import ClockLengths
from tests.suites.notifications_story import NOON, accepted, asked, happened, in_loop, of
from tests.suites.notifications_world import World, inbox

Handler = Callable[..., Awaitable[None]]
KRAFTCENTER, MANAGER = of("kraftcenter"), of("kraftcenter", "manager")


async def told(world: World, anna: UUID) -> InboxNotice:
    """Kraftcenter is asked for an answer."""
    await world.hear(asked(anna))
    await world.stands_in(anna, "kraftcenter", None)
    (notice,) = await inbox(world, KRAFTCENTER, anna)
    return notice


async def run_out(
    world: World, notice: InboxNotice, what: Callable[[UUID, Work], Awaitable[None]] = left_unread
) -> None:
    """The clock fires."""
    assert notice.citizen_id is not None
    cause = Cause(notice.notice_id, world.now, None, None, None)
    await world.decisions.on(notice.citizen_id, cause, lambda work: what(notice.notice_id, work))


async def test_what_asks_something_is_watched_until_its_deadline(world: World) -> None:
    """N4: one clock for the team's notice, at its own deadline; what asks nothing has none."""
    anna = uuid4()
    notice = await told(world, anna)
    assert notice.due is not None
    watched = await world.watched(anna)
    shortest = ClockLengths().due("unread", notice.created_at)
    assert watched == {("unread", notice.notice_id): max(notice.due, shortest)}


async def test_a_deadline_that_has_gone_by_leaves_a_working_day(world: World) -> None:
    """N4: what is told late, or has no deadline, still has its time: nobody is passed over in the second it came."""
    anna = uuid4()
    await world.hear(asked(anna, answer_due=NOON - timedelta(days=9)))
    ((_, due),) = (await world.watched(anna)).items()
    (notice,) = await inbox(world, KRAFTCENTER, anna)
    assert due == ClockLengths().due("unread", notice.created_at)


async def test_the_stand_in_comes_first_and_then_the_managers(world: World) -> None:
    """N4: past its deadline the stand-in is asked, then the managers read that nobody has read it, each once."""
    anna, substitute = uuid4(), uuid4()
    notice = await told(world, anna)
    await world.stands_in(anna, "kraftcenter", substitute)
    await run_out(world, notice)
    assert await world.overdue(anna) == {notice.notice_id: 1}
    assert await world.stand_ins_mailed(substitute) == 1
    assert await inbox(world, MANAGER, anna) == []
    assert ("stand_in", notice.notice_id) in await world.watched(anna)
    await run_out(world, notice, left_by_stand_in)
    (manager,) = await inbox(world, MANAGER, anna)
    assert manager.text == f"Kollegerne har ikke læst: {notice.text}"
    assert manager.action == "Sørg for, at beskeden bliver læst."
    assert await world.overdue(anna) == {notice.notice_id: 2}


async def test_without_a_stand_in_the_managers_are_told_at_once(world: World) -> None:
    """N4: and whoever reported it learns from its receipt that they were."""
    anna = uuid4()
    notice = await told(world, anna)
    counted = await world.counted(anna)
    await run_out(world, notice)
    assert len(await inbox(world, MANAGER, anna)) == 1
    assert await world.counted(anna) == counted + 1


async def test_a_clock_that_fires_twice_tells_once(world: World) -> None:
    """N4, N2: a timer fired again after a restart finds it told."""
    anna = uuid4()
    notice = await told(world, anna)
    for _ in range(3):
        await run_out(world, notice)
    assert len(await inbox(world, MANAGER, anna)) == 1


async def test_what_was_read_meanwhile_goes_no_further(world: World) -> None:
    """N4: read by the team, the stand-in too late or not at all: nobody is bothered."""
    anna = uuid4()
    notice = await told(world, anna)
    await world.stands_in(anna, "kraftcenter", uuid4())
    await run_out(world, notice)
    await read_notice(KRAFTCENTER, "Kim", notice.notice_id, world.reads, world.decisions)
    await run_out(world, notice, left_by_stand_in)
    assert await inbox(world, MANAGER, anna) == []
    assert await world.overdue(anna) == {notice.notice_id: 1}


async def test_what_was_answered_meanwhile_goes_no_further(world: World) -> None:
    """N4: a referral answered in the department's own system asks nothing more, read or not."""
    anna = uuid4()
    created = asked(anna)
    await world.hear(created)
    (notice,) = await inbox(world, KRAFTCENTER, anna)
    await world.stands_in(anna, "kraftcenter", None)
    await world.hear(accepted(created))
    await run_out(world, notice)
    assert await inbox(world, MANAGER, anna) == []


async def test_the_teams_reading_settles_what_the_managers_were_asked(world: World) -> None:
    """N4: who was to see that it is read has nothing left to see to."""
    anna = uuid4()
    notice = await told(world, anna)
    await run_out(world, notice)
    await read_notice(KRAFTCENTER, "Kim", notice.notice_id, world.reads, world.decisions)
    (manager,) = await inbox(world, MANAGER, anna)
    assert manager.settled_at is not None


async def test_what_the_team_answered_settles_what_the_managers_were_asked(world: World) -> None:
    """N4: answered in the department's own system it need not be read; taken back it must be, as it was."""
    anna = uuid4()
    created, yes, notice = await _managers_told(world, anna)
    await world.hear(yes)
    (manager,) = await inbox(world, MANAGER, anna)
    assert (manager.settled_at is None, notice.settled_at) == (False, None)
    await world.hear(_wrong(created, yes))
    (manager,) = await inbox(world, MANAGER, anna)
    assert manager.settled_at is None
    assert ("unread", notice.notice_id) not in await world.watched(anna), "its managers see to it already"


async def test_what_was_read_meanwhile_is_not_the_managers_again(world: World) -> None:
    """N4: the team read it after it was answered: the correction asks the team again, and nobody to see it read."""
    anna = uuid4()
    created, yes, notice = await _managers_told(world, anna)
    await world.hear(yes)
    await read_notice(KRAFTCENTER, "Kim", notice.notice_id, world.reads, world.decisions)
    await world.hear(_wrong(created, yes))
    (manager,) = await inbox(world, MANAGER, anna)
    assert manager.settled_at is not None


async def test_nobody_sees_to_it_that_what_never_was_is_read(world: World) -> None:
    """N4, R7: the referral was reported by mistake."""
    anna = uuid4()
    created, _, _ = await _managers_told(world, anna)
    await world.hear(_wrong(created))
    settled = [n.settled_at is not None for n in await inbox(world, MANAGER, anna) if n.event_id == created.id]
    assert settled == [True]


@pytest.mark.parametrize("asked_before", [False, True])
async def test_what_is_asked_again_is_watched_again(world: World, asked_before: bool) -> None:
    """N4, R7: its clock found it answered and is gone; the answer is taken back: a working day from now at least. A
    stand-in who was asked is not asked twice: their time begins anew."""
    anna = uuid4()
    created = asked(anna)
    yes = accepted(created)
    await world.hear(created)
    (notice,) = await inbox(world, KRAFTCENTER, anna)
    await world.stands_in(anna, "kraftcenter", uuid4() if asked_before else None)
    if asked_before:
        await _fires(world, notice, "unread", left_unread)
    await world.hear(yes)
    clock, what = ("stand_in", left_by_stand_in) if asked_before else ("unread", left_unread)
    await _fires(world, notice, clock, what)
    assert not any(ref == notice.notice_id for _, ref in await world.watched(anna))
    before = world.now
    await world.hear(_wrong(created, yes))
    ((kind, ref), due), *others = (await world.watched(anna)).items()
    assert (kind, ref, others) == (clock, notice.notice_id, [])
    assert due >= ClockLengths().due(clock, before)


@pytest.mark.parametrize(("clock", "what"), [("unread", left_unread), ("stand_in", left_by_stand_in)])
async def test_an_outage_of_samspil_is_no_silence(world: World, clock: str, what: Handler) -> None:
    """N4: a clock that fires long after it ran out finds that nobody could read: a working day more, once."""
    anna = uuid4()
    notice = await told(world, anna)
    before = world.now
    await run_out(world, notice, lambda id_, work: what(id_, work, world.now - timedelta(minutes=16)))
    assert (await inbox(world, MANAGER, anna), await world.overdue(anna)) == ([], {})
    due = (await world.watched(anna))[clock + AFTER_OUTAGE, notice.notice_id]
    assert due >= ClockLengths().due(clock, before)
    assert {"unread" + AFTER_OUTAGE, "stand_in" + AFTER_OUTAGE} <= clocks.kinds()
    await clocks_fire(world, notice, clock + AFTER_OUTAGE)
    assert len(await inbox(world, MANAGER, anna)) == 1


async def test_a_clock_that_is_a_little_late_tells(world: World) -> None:
    """N4: a busy minute is no outage."""
    anna = uuid4()
    notice = await told(world, anna)
    await run_out(world, notice, lambda id_, work: left_unread(id_, work, world.now - timedelta(minutes=14)))
    assert len(await inbox(world, MANAGER, anna)) == 1


async def clocks_fire(world: World, notice: InboxNotice, kind: str) -> None:
    """Through the service's third door, two days late."""
    assert notice.citizen_id is not None
    timer = Timer(kind, notice.notice_id, notice.citizen_id, world.now - timedelta(days=2))
    await run_out(world, notice, lambda _, work: clocks.ran_out(timer, work))


async def _managers_told(world: World, anna: UUID) -> tuple[Event[ReferralCreated], Event[Any], InboxNotice]:
    """A referral, the answer to it that has not been heard yet, and its notice; nobody read it in time."""
    created = asked(anna)
    await world.hear(created)
    await world.stands_in(anna, "kraftcenter", None)
    (notice,) = await inbox(world, KRAFTCENTER, anna)
    await _fires(world, notice, "unread", left_unread)
    return created, accepted(created), notice


async def _fires(world: World, notice: InboxNotice, clock: str, what: Handler) -> None:
    """The clock is gone, and what it leads to done."""

    async def fire(id_: UUID, work: Work) -> None:
        work.clear_timer(clock, id_)
        await what(id_, work)

    await run_out(world, notice, fire)


def _wrong(created: Event[ReferralCreated], what: Event[Any] | None = None) -> Event[Any]:
    fact = ReferralEnteredInError(referral_id=created.data.referral_id, event_id=None if what is None else what.id)
    return in_loop(fact, created, created.department if what is None else what.department)


async def test_about_an_erased_citizen_nobody_is_told(world: World) -> None:
    """V3: a clock that was left behind tells of nobody."""
    anna = uuid4()
    notice = await told(world, anna)
    counted = await world.counted(anna)
    await world.hear(happened(CitizenErased(), anna, uuid4()))
    await run_out(world, notice)
    assert await world.counted(anna) == counted
