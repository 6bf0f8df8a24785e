"""What holds of inboxes, streams and timelines, in memory and on the real database alike."""

from uuid import UUID, uuid4

import pytest

from services.notifications.domain.wanted import Wanted
from services.notifications.handlers import end_delivery, read_notice
from shared.contracts import CorrectionReached, NoticeGivenUp, Refused
from tests.suites.notifications_story import (
    accepted,
    agreed,
    app,
    asked,
    citizen,
    designating,
    of,
    reached,
    relative,
    says,
    started,
)
from tests.suites.notifications_taking_back import a_goal_reached, a_relative, taking_back
from tests.suites.notifications_world import WORK, World, a_running_loop, inbox, taken, timeline


async def test_the_first_reader_reads_for_the_team_and_the_loop_hears_of_it(world: World) -> None:
    """A department's notice is the team's: who takes it is named to the team; that it was read is told once."""
    anna = uuid4()
    await world.hear(asked(anna))
    (notice,) = await inbox(world, of("kraftcenter"), anna)
    before = await world.counted(anna)
    for name in ("Kim", "Mette"):
        await read_notice(of("kraftcenter"), name, notice.notice_id, world.reads, world.decisions)
    (read,) = await inbox(world, of("kraftcenter"), anna)
    assert (read.read_by, read.read_at is not None) == ("Kim", True)
    assert await world.counted(anna) == before + 1
    page = await world.reads.inbox(of("kraftcenter"), wanted=Wanted(unread=True), limit=200)
    assert notice.notice_id not in {item.notice_id for item in page.items}


async def test_nobody_reads_anothers_notice(world: World) -> None:
    """A notice to somebody else is not there: neither to read nor to mark."""
    anna = uuid4()
    await world.hear(asked(anna))
    (notice,) = await inbox(world, of("kraftcenter"), anna)
    for reader in (of("socialpsykiatri"), of("kraftcenter", "manager"), citizen(anna)):
        with pytest.raises(Refused) as refused:
            await read_notice(reader, "Ib", notice.notice_id, world.reads, world.decisions)
        assert refused.value.status == 404
    with pytest.raises(Refused) as refused:
        await world.reads.inbox(app("kraftcenter"))
    assert refused.value.status == 403


async def test_a_stream_goes_on_where_it_stopped(world: World) -> None:
    """Resumable: every notice once and in order, whether the stream was open, closed or cut in the middle."""
    anna = uuid4()
    reader = citizen(anna)
    start = await world.reads.position(reader)
    created = asked(anna)
    loop = [created, accepted(created), begun := started(created), agreed(begun), reached(begun)]
    for event in loop[:3]:
        await world.hear(event)
    first = await taken(world, reader, start, 2)
    for event in loop[3:]:
        await world.hear(event)
    position = first[-1].position
    assert position is not None
    rest = await taken(world, reader, position, 3)
    assert [n.event_id for n in first + rest] == [event.id for event in loop]
    assert rest[-1].position is not None
    assert await taken(world, reader, rest[-1].position, 0) == []


async def test_a_listing_says_where_its_stream_goes_on(world: World) -> None:
    """No gap between the page and its stream: what comes after the listing is streamed, what is on it is not."""
    anna = uuid4()
    reader = citizen(anna)
    created = asked(anna)
    await world.hear(created)
    page = await world.reads.inbox(reader)
    answer = accepted(created)
    await world.hear(answer)
    assert [n.event_id for n in page.items] == [created.id]
    assert [n.event_id for n in await taken(world, reader, page.position, 1)] == [answer.id]
    assert page.unread == 1


async def test_an_inbox_comes_in_pages(world: World) -> None:
    """Paged, newest first: the cursor goes on where the page ended, and is null at the end."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    for _ in range(3):
        await world.hear(reached(start))
    listed: list[UUID] = []
    cursor = None
    while True:
        page = await world.reads.inbox(citizen(anna), cursor=cursor, limit=4)
        listed += [item.event_id for item in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert listed == [item.event_id for item in await inbox(world, citizen(anna), anna)]
    assert len(set(listed)) == 6


async def test_a_timeline_shows_each_their_own(world: World) -> None:
    """I2: the citizen sees all; a department what it was told, reported, and its own loops; others find nobody."""
    anna = uuid4()
    await a_running_loop(world, anna)
    created = asked(anna, offer="kraftcenter-hjaelp", from_department="sel82")
    await world.hear(created)
    await world.report(says(citizen(anna), anna, designating()))
    everything = await timeline(world, citizen(anna), anna)
    assert [t.rsplit(".", 2)[-2] for t in everything] == ["oprettet", "accepteret", "startet", "oprettet", "udpeget"]
    assert await timeline(world, of("kraftcenter"), anna) == everything[:4]
    assert await timeline(world, of("sel82"), anna) == everything[3:4]
    assert await timeline(world, of("socialpsykiatri"), anna) == everything[:4], "told of the other loop too (I)"
    assert await timeline(world, of("paaroerende"), anna) == everything[4:]
    for reader in (of("svr"), citizen(uuid4()), relative(anna, uuid4())):
        with pytest.raises(Refused) as refused:
            await world.reads.timeline(reader, anna, WORK)
        assert refused.value.status == 404


async def test_a_timeline_does_not_tell_of_others_being_told(world: World) -> None:
    """I2, P2: that there is a relative, and what reached them, shows only to those told of it; and to the citizen."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    await a_relative(world, anna, "mail")
    goal = await a_goal_reached(world, anna, start)
    (delivery,) = [delivery for delivery in await world.out(anna) if delivery.event_id == goal.id]
    await end_delivery(delivery, "given_up", world.decisions)
    await world.hear(taking_back(goal))
    given_up, reach = NoticeGivenUp.type, CorrectionReached.type
    about = {given_up, reach}
    assert about & set(await timeline(world, of("paaroerende", "manager"), anna)) == {given_up}, "told of it (m)"
    assert about & set(await timeline(world, of("kraftcenter"), anna)) == {reach}, "it corrected"
    for reader in (of("socialpsykiatri"), app("socialpsykiatri")):
        seen = await timeline(world, reader, anna)
        assert (about & set(seen), goal.type in seen) == (set(), True)
    assert about <= set(await timeline(world, citizen(anna), anna))


async def test_a_timeline_comes_in_pages(world: World) -> None:
    """Paged in order: nothing twice, nothing left out."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    for _ in range(2):
        await world.hear(reached(start))
    first = await world.reads.timeline(citizen(anna), anna, WORK, limit=3)
    second = await world.reads.timeline(citizen(anna), anna, WORK, cursor=first.next, limit=3)
    assert second.next is None
    assert len({entry.event_id for entry in first.items + second.items}) == 5


async def test_every_look_leaves_a_row(world: World) -> None:
    """V2: inbox, timeline and designations each leave a row about the citizen they showed; an empty one leaves none."""
    anna = uuid4()
    await world.hear(asked(anna))
    await world.reads.inbox(of("kraftcenter"), limit=200)
    assert await world.looks_at(anna) == 1
    await world.reads.timeline(of("kraftcenter"), anna, WORK)
    await world.reads.designations(of("kraftcenter"), anna, WORK)
    assert await world.looks_at(anna) == 3
    with pytest.raises(Refused):
        await world.reads.timeline(of("svr"), anna, WORK)
    assert await world.looks_at(anna) == 3
