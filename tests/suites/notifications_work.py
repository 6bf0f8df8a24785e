"""What holds of the notifications service's work and reads, in memory and on the real database alike.

The tests take a `world` fixture; `tests/unit/notifications` gives the fake one, the integration tests the real one.
"""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

import pytest

from services.notifications.domain.shown import InboxNotice
from services.notifications.handlers import read_notice
from services.notifications.ports import Decisions, Reads, Why
from shared.contracts import CitizenErased, Event, NoticesDelivered, Refused, Report, Reporter, Waits
from tests.suites.notifications_story import (
    REACHED,
    accepted,
    agreed,
    app,
    asked,
    citizen,
    designating,
    happened,
    of,
    reached,
    rejected,
    relative,
    revoking,
    says,
    started,
)

WORK = Why("sagsbehandling")


class World(Protocol):
    """The service behind its doors. What a decision raises leaves nothing behind."""

    @property
    def now(self) -> datetime: ...
    @property
    def reads(self) -> Reads: ...
    @property
    def decisions(self) -> Decisions: ...

    async def report(self, report: Report[Any]) -> Sequence[Event[Any]]:
        """What the report became. Raises `Refused` or `Waits`."""
        ...

    async def hear(self, event: Event[Any]) -> Sequence[Event[Any]]:
        """What the event led to; nothing the second time. Raises `Waits` where it is not applied yet."""
        ...

    async def counted(self, subject: UUID) -> int:
        """How many events this service has published about the subject."""
        ...

    async def looks_at(self, subject: UUID) -> int:
        """Rows of the access log."""
        ...


async def inbox(world: World, reader: Reporter, about: UUID) -> list[InboxNotice]:
    """Newest first; of one citizen alone, as other tests' notices lie in the same inbox."""
    page = await world.reads.inbox(reader, limit=200)
    return [item for item in page.items if item.citizen_id == about]


async def a_running_loop(world: World, anna: UUID) -> Event[Any]:
    """Socialpsykiatri has referred, Kraftcenter has accepted and started; answers with the start."""
    created = asked(anna)
    start = started(created)
    for event in (created, accepted(created), start):
        await world.hear(event)
    return start


async def test_a_referral_is_told_to_its_receiver_with_what_is_asked(world: World) -> None:
    """I1, I5: the receiver gets one notice, with what is asked and by when; the sender, who said it, none."""
    anna = uuid4()
    created = asked(anna)
    (told,) = await world.hear(created)
    (notice,) = await inbox(world, of("kraftcenter"), anna)
    assert notice.event_id == created.id
    assert notice.action == "Svar på henvisningen."
    assert notice.due == created.data.answer_due
    assert notice.text == "Socialpsykiatrien har henvist borgeren til ”Kraftcenter, træning”."
    assert await inbox(world, of("socialpsykiatri"), anna) == []
    assert isinstance(told.data, NoticesDelivered)
    assert [(t.recipient_kind, t.department) for t in told.data.told] == [
        ("department", "kraftcenter"),
        ("citizen", None),
    ]
    assert (told.correlationid, told.causationid, told.department) == (created.correlationid, created.id, None)


async def test_an_answer_is_told_to_the_sender(world: World) -> None:
    """I1, I5: an acceptance reaches the sender and asks nothing of them; a rejection asks what is to happen now."""
    anna, bo = uuid4(), uuid4()
    for citizen_id, answer in ((anna, accepted), (bo, rejected)):
        created = asked(citizen_id)
        await world.hear(created)
        await world.hear(answer(created))
    (yes,) = await inbox(world, of("socialpsykiatri"), anna)
    (no,) = await inbox(world, of("socialpsykiatri"), bo)
    assert (yes.text, yes.action) == ("Kraftcenter har sagt ja til henvisningen.", None)
    assert no.text == "Kraftcenter har sagt nej til henvisningen. Grund: ingen ledig kapacitet."
    assert (no.action, no.due) == ("Tag stilling til, hvad der nu skal ske for borgeren.", None)


async def test_an_event_heard_twice_is_told_once(world: World) -> None:
    """N2: one event gives one recipient one notice, however often it is delivered."""
    anna = uuid4()
    created = asked(anna)
    assert await world.hear(created)
    assert await world.hear(created) == []
    assert len(await inbox(world, of("kraftcenter"), anna)) == 1


async def test_nobody_else_is_told(world: World) -> None:
    """I1: who is not involved and not designated finds nothing, of whatever role."""
    anna = uuid4()
    await a_running_loop(world, anna)
    for reader in (of("sel82"), of("svr"), of("paaroerende"), of("kraftcenter", "manager"), citizen(uuid4())):
        assert await inbox(world, reader, anna) == []


async def test_a_relative_is_told_of_what_was_named_and_nothing_else(world: World) -> None:
    """P1, P2: the designation names reached sub-goals: of those the relative and, once, the relatives' team hear."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    designation = designating()
    sister = relative(anna, designation.designation_id)
    await world.report(says(citizen(anna), anna, designation, name="Eva"))
    goal = reached(start, at=world.now + timedelta(seconds=1))
    await world.hear(agreed(start))
    (told,) = await world.hear(goal)
    assert [n.event_type for n in await inbox(world, sister, anna)] == [REACHED, designation.type]
    assert [n.event_type for n in await inbox(world, of("paaroerende"), anna)] == [REACHED, designation.type]
    assert {(t.recipient_kind, t.department) for t in told.data.told} == {
        ("department", "socialpsykiatri"),
        ("department", "paaroerende"),
        ("citizen", None),
        ("relative", None),
    }


async def test_nothing_earlier_than_the_designation_is_told(world: World) -> None:
    """I2: what happened before it, though heard of after, stays untold."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    goal = reached(start, at=world.now - timedelta(hours=1))
    designation = designating()
    await world.report(says(citizen(anna), anna, designation))
    await world.hear(goal)
    sister = relative(anna, designation.designation_id)
    assert [n.event_type for n in await inbox(world, sister, anna)] == [designation.type]


async def test_a_revoked_designation_tells_and_reads_nothing(world: World) -> None:
    """P2, I2: after the revocation nothing more is told, and what was told is no longer readable."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    designation = designating()
    sister = relative(anna, designation.designation_id)
    await world.report(says(citizen(anna), anna, designation, name="Eva"))
    await world.hear(reached(start, at=world.now + timedelta(seconds=1)))
    (newest, *_) = await inbox(world, sister, anna)
    await world.report(says(citizen(anna), anna, revoking(designation.designation_id)))
    assert await inbox(world, sister, anna) == []
    with pytest.raises(Refused) as refused:
        await world.reads.notice(sister, newest.notice_id)
    assert refused.value.status == 404
    (told,) = await world.hear(reached(start, at=world.now + timedelta(seconds=2)))
    assert "relative" not in {t.recipient_kind for t in told.data.told}
    (shown,) = await world.reads.designations(citizen(anna), anna, WORK)
    assert (shown.standing, shown.name) == (False, None)


async def test_a_designation_used_for_another_citizen_reads_nothing_of_theirs(world: World) -> None:
    """P2: the reporter names the designation, so the same name on another citizen is another designation."""
    anna, bo = uuid4(), uuid4()
    designation = designating()
    await world.report(says(citizen(anna), anna, designation))
    await world.report(says(of("paaroerende"), bo, designation))
    assert await inbox(world, relative(anna, designation.designation_id), bo) == []


async def test_who_may_designate(world: World) -> None:
    """P1: the citizen, the relatives' team, or an involved department; one never heard of waits, others are refused."""
    anna, bo = uuid4(), uuid4()
    await world.hear(asked(anna))
    for who in (citizen(anna), of("paaroerende"), app("kraftcenter")):
        assert await world.report(says(who, anna, designating()))
    for who in (of("sel82"), citizen(bo), relative(anna, uuid4())):
        with pytest.raises(Refused) as refused:
            await world.report(says(who, anna, designating()))
        assert (refused.value.problem, refused.value.status) == ("not-involved", 403)
    with pytest.raises(Waits):
        await world.report(says(of("kraftcenter"), bo, designating()))


async def test_a_designation_is_made_once_and_revoked_once(world: World) -> None:
    """P2: an id in use is refused, as is revoking one that is unknown or revoked; nothing is published."""
    anna = uuid4()
    designation = designating()
    await world.report(says(citizen(anna), anna, designation))
    await world.report(says(citizen(anna), anna, revoking(designation.designation_id)))
    counted = await world.counted(anna)
    for fact in (designation, revoking(designation.designation_id), revoking(uuid4())):
        with pytest.raises(Refused) as refused:
            await world.report(says(citizen(anna), anna, fact))
        assert refused.value.errors[0].pointer == "/data/designation_id"
    assert await world.counted(anna) == counted


async def test_of_an_erased_citizen_nothing_is_kept(world: World) -> None:
    """V3: after the erasure, late events are neither told nor put on a timeline, and nobody finds the citizen."""
    anna = uuid4()
    created = asked(anna)
    await world.hear(created)
    await world.hear(happened(CitizenErased(), anna, uuid4()))
    assert await world.hear(accepted(created)) == []
    assert len(await inbox(world, citizen(anna), anna)) == 1, "only what was told before"
    with pytest.raises(Refused):
        await world.reads.timeline(of("kraftcenter"), anna, WORK)


async def test_a_newcomer_gets_what_its_loop_had_before(world: World) -> None:
    """I1: the department that an event first involves is brought the loop's earlier events, oldest first, once each."""
    anna = uuid4()
    created = asked(anna)
    await world.hear(created)
    await world.hear(accepted(created))
    told = await world.hear(started(created, by="sel82"))
    newcomer = await inbox(world, of("sel82"), anna)
    assert [n.text for n in reversed(newcomer)] == [
        "Socialpsykiatrien har henvist borgeren til ”Kraftcenter, træning”.",
        "Kraftcenter har sagt ja til henvisningen.",
    ]
    assert all(n.action is None for n in newcomer)
    late = [e.data for e in told[:-1]]
    assert [[(t.recipient_kind, t.department) for t in d.told] for d in late] == [[("department", "sel82")]] * 2


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
    page = await world.reads.inbox(of("kraftcenter"), unread=True, limit=200)
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


async def test_a_designation_is_shown_with_its_name(world: World) -> None:
    """P2: the citizen, the involved and the relatives' team see who may know what; the name was kept sealed."""
    anna = uuid4()
    await world.hear(asked(anna))
    designation = designating()
    await world.report(says(citizen(anna), anna, designation, name="Eva"))
    for reader in (citizen(anna), of("kraftcenter"), of("paaroerende")):
        (shown,) = await world.reads.designations(reader, anna, WORK)
        assert (shown.designation_id, shown.name, shown.standing) == (designation.designation_id, "Eva", True)
        assert (shown.may_know, shown.channels, shown.relation) == ((REACHED,), ("inbox",), "family")


async def taken(world: World, reader: Reporter, after: str, count: int) -> list[InboxNotice]:
    """The next notices of a stream, exactly so many within a moment."""
    notices: list[InboxNotice] = []
    ended = False

    async def take() -> None:
        async with aclosing(world.reads.live(reader, after, lambda: ended)) as stream:
            async for notice in stream:
                notices.append(notice)
                if len(notices) == count:
                    return

    if count == 0:
        ended = True
    async with asyncio.timeout(5):
        await take()
    return notices


async def timeline(world: World, reader: Reporter, anna: UUID) -> list[str]:
    return [entry.event_type for entry in (await world.reads.timeline(reader, anna, WORK)).items]
