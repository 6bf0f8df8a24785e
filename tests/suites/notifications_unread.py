"""What holds of what a team leaves unread (N4), in memory and on the real database alike."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

from services.notifications.domain.shown import InboxNotice
from services.notifications.handlers import left_by_stand_in, left_unread, read_notice
from services.notifications.ports import Work
from shared.contracts import Cause, CitizenErased
from shared.timers.lengths import ClockLengths
from tests.suites.notifications_story import NOON, accepted, asked, happened, of
from tests.suites.notifications_world import World, inbox

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


async def test_about_an_erased_citizen_nobody_is_told(world: World) -> None:
    """V3: a clock that was left behind tells of nobody."""
    anna = uuid4()
    notice = await told(world, anna)
    counted = await world.counted(anna)
    await world.hear(happened(CitizenErased(), anna, uuid4()))
    await run_out(world, notice)
    assert await world.counted(anna) == counted
