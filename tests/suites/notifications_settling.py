"""What holds of asks and their answers, in memory and on the real database alike."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.notifications.domain.shown import InboxNotice
from services.notifications.domain.wanted import Wanted
from services.notifications.handlers import read_notice
from shared.contracts import (
    Event,
    FollowUpHeld,
    FollowUpOverdue,
    ReferralCancelled,
    ReferralEnteredInError,
    Reporter,
)
from tests.suites.notifications_story import (
    NOON,
    accepted,
    asked,
    citizen,
    in_loop,
    late,
    of,
    rejected,
    started,
)
from tests.suites.notifications_world import World, a_running_loop, inbox, taken

KRAFTCENTER, SOCIALPSYKIATRI = of("kraftcenter"), of("socialpsykiatri")
MANAGER = of("kraftcenter", "manager")


async def tasks(world: World, reader: Reporter, about: UUID | None = None, limit: int = 200) -> list[InboxNotice]:
    """Everything that asks something still, page by page as it comes."""
    found: list[InboxNotice] = []
    cursor = None
    while True:
        page = await world.reads.inbox(reader, asking=True, cursor=cursor, limit=limit)
        found += [item for item in page.items if about in (None, item.citizen_id)]
        cursor = page.next
        if cursor is None:
            return found


async def news(world: World, reader: Reporter, about: UUID) -> list[InboxNotice]:
    page = await world.reads.inbox(reader, asking=False, limit=200)
    return [item for item in page.items if item.citizen_id == about]


async def read(world: World, reader: Reporter, notice: InboxNotice) -> None:
    await read_notice(reader, "Kim", notice.notice_id, world.reads, world.decisions)


async def test_an_answer_settles_what_was_asked(world: World) -> None:
    """I5: whether it is yes, no or no longer wanted: nobody is asked to answer what is answered."""
    for answer in (accepted, rejected, _cancelled):
        anna = uuid4()
        created = asked(anna)
        await world.hear(created)
        (open_ask,) = await tasks(world, KRAFTCENTER, anna)
        await world.hear(answer(created))
        assert await tasks(world, KRAFTCENTER, anna) == []
        (settled,) = [n for n in await news(world, KRAFTCENTER, anna) if n.event_id == created.id]
        assert settled.settled_at is not None
        assert (settled.action, settled.due) == (open_ask.action, open_ask.due), "stays as it was told"


async def test_only_the_own_loop_is_settled(world: World) -> None:
    """I5: another referral of the same citizen waits for an answer of its own; so does another citizen's."""
    anna, bo = uuid4(), uuid4()
    first, second, other = asked(anna), asked(anna), asked(bo)
    for event in (first, second, other, accepted(first)):
        await world.hear(event)
    assert [n.event_id for n in await tasks(world, KRAFTCENTER, anna)] == [second.id]
    assert [n.event_id for n in await tasks(world, KRAFTCENTER, bo)] == [other.id]


async def test_silence_settles_nothing_and_one_answer_settles_all(world: World) -> None:
    """R4: an overdue event asks again, of managers too; the answer, when it comes, settles every ask at once."""
    anna = uuid4()
    created = asked(anna)
    for event in (created, late(created), late(created, 2)):
        await world.hear(event)
    assert len(await tasks(world, KRAFTCENTER, anna)) == 2
    assert len(await tasks(world, MANAGER, anna)) == 1
    await world.hear(accepted(created))
    assert await tasks(world, KRAFTCENTER, anna) == await tasks(world, MANAGER, anna) == []
    await world.hear(late(created, 1, "start"))
    assert len(await tasks(world, KRAFTCENTER, anna)) == 1
    await world.hear(started(created))
    assert await tasks(world, KRAFTCENTER, anna) == []


async def test_an_ask_and_its_answer_in_one_batch_end_settled(world: World) -> None:
    """The parts of one statement do not see each other's rows: what is asked and settled in it must end settled."""
    anna, bo = uuid4(), uuid4()
    created, other = asked(anna), asked(bo)
    await world.hear_together(created, late(created), other, accepted(created))
    assert await tasks(world, KRAFTCENTER, anna) == []
    assert len(await news(world, KRAFTCENTER, anna)) == 2
    assert [n.event_id for n in await tasks(world, KRAFTCENTER, bo)] == [other.id]


async def test_a_follow_up_held_settles_its_reminder(world: World) -> None:
    """R4, I5: the provider keeps the turn, but what was late is done."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    id_ = start.data.intervention_id
    await world.hear(in_loop(FollowUpOverdue(intervention_id=id_, due=NOON, level=1), start))
    assert len(await tasks(world, KRAFTCENTER, anna)) == 1
    held = FollowUpHeld(
        intervention_id=id_, held_on=NOON.date(), decision="continue", next_on=NOON.date() + timedelta(days=90)
    )
    await world.hear(in_loop(held, start, "kraftcenter"))
    assert await tasks(world, KRAFTCENTER, anna) == []


async def test_a_wrong_answer_taken_back_asks_again(world: World) -> None:
    """R7: a correction takes its event's effect away: what it had settled stands again, what it asked does not."""
    for together in (False, True):
        anna = uuid4()
        created = asked(anna)
        answer = rejected(created)
        wrong = in_loop(
            ReferralEnteredInError(referral_id=created.correlationid, event_id=answer.id), created, "kraftcenter"
        )
        await world.hear(created)
        if together:
            await world.hear_together(answer, wrong)
        else:
            await world.hear(answer)
            assert len(await tasks(world, SOCIALPSYKIATRI, anna)) == 1
            await world.hear(wrong)
        assert [n.event_id for n in await tasks(world, KRAFTCENTER, anna)] == [created.id]
        assert await tasks(world, SOCIALPSYKIATRI, anna) == []
        await world.hear(accepted(created))
        assert await tasks(world, KRAFTCENTER, anna) == []


async def test_a_referral_entered_in_error_asks_nothing(world: World) -> None:
    """R7: the whole of it should never have been."""
    anna = uuid4()
    created = asked(anna)
    await world.hear(created)
    await world.hear(in_loop(ReferralEnteredInError(referral_id=created.correlationid), created, "socialpsykiatri"))
    assert await tasks(world, KRAFTCENTER, anna) == []


async def test_reading_is_not_answering(world: World) -> None:
    """What is read and not answered is a task still, with the reader's name; it counts as read."""
    anna = uuid4()
    await world.hear(asked(anna))
    (ask,) = await tasks(world, KRAFTCENTER, anna)
    await read(world, KRAFTCENTER, ask)
    (still,) = await tasks(world, KRAFTCENTER, anna)
    assert (still.read_by, still.settled_at) == ("Kim", None)
    unread = await world.reads.inbox(KRAFTCENTER, asking=True, wanted=Wanted(unread=True), limit=200)
    assert ask.notice_id not in {n.notice_id for n in unread.items}


async def test_what_no_event_answers_is_settled_by_reading(world: World) -> None:
    """I5: after a rejection the sender considers what is to happen, which nobody reports: who reads it takes it on."""
    anna = uuid4()
    created = asked(anna)
    await world.hear(created)
    await world.hear(rejected(created))
    (ask,) = await tasks(world, SOCIALPSYKIATRI, anna)
    assert ask.read_settles
    await read(world, SOCIALPSYKIATRI, ask)
    assert await tasks(world, SOCIALPSYKIATRI, anna) == []


async def test_what_is_due_first_stands_first_however_many_there_are(world: World) -> None:
    """R4: the most overdue never falls off the first page; what has no deadline comes last; pages go on without gap,
    also where what was on the first is answered before the second is asked for."""
    sender = of("sel82")
    anna = uuid4()
    due: list[datetime | None] = []
    asks: list[Event[Any]] = []
    for days in (4, -3, 9, -3, 1, 7):
        due.append(NOON + timedelta(days=days))
        created = asked(anna, offer="paaroerende-vejledning", from_department="sel82", answer_due=due[-1])
        asks.append(created)
        await world.hear(created)
    receiver = of("paaroerende")
    mine = [n.event_id for n in await tasks(world, receiver, anna)]
    assert mine == [asks[n].id for n in (1, 3, 4, 0, 5, 2)]
    assert [n.event_id for n in await tasks(world, receiver, anna, limit=2)] == mine
    for created in asks[:2]:
        await world.hear(rejected(created))
    undated = [n.event_id for n in await tasks(world, sender, anna, limit=1)]
    assert len(undated) == 2, "in the order they came, one a page"
    assert undated == [n.event_id for n in reversed(await inbox(world, sender, anna))]


async def test_open_pages_hear_of_what_changed(world: World) -> None:
    """Live: read by a colleague, then answered: the notice comes again as it stands; the stream of notices alone, which
    apps and scripts follow, has each once."""
    anna = uuid4()
    reader = KRAFTCENTER
    start = await world.reads.position(reader)
    created = asked(anna)
    await world.hear(created)
    (told,) = await taken(world, reader, start, 1, changes=True)
    await read(world, reader, told)
    (seen,) = await taken(world, reader, told.position or "", 1, changes=True)
    await world.hear(rejected(created))
    (settled,) = await taken(world, reader, seen.position or "", 1, changes=True)
    assert [n.notice_id for n in (told, seen, settled)] == [told.notice_id] * 3
    assert [n.changed for n in (told, seen, settled)] == [False, True, True]
    assert (seen.read_by, seen.settled_at) == ("Kim", None)
    assert settled.settled_at is not None
    await world.hear(asked(anna))
    once = await taken(world, reader, start, 2)
    assert len({n.event_id for n in once}) == 2
    assert once[0].event_id == created.id


async def test_the_json_of_an_inbox_is_as_it_was_told(world: World) -> None:
    """The interface is fixed: settling changes neither what was asked nor by when, nor that it is unread."""
    anna = uuid4()
    created = asked(anna)
    await world.hear(created)
    (before,) = await inbox(world, KRAFTCENTER, anna)
    await world.hear(accepted(created))
    (after,) = [n for n in await inbox(world, KRAFTCENTER, anna) if n.event_id == created.id]
    fields = ("notice_id", "text", "action", "due", "created_at", "read_at", "read_by", "trace_id")
    assert [getattr(after, name) for name in fields] == [getattr(before, name) for name in fields]
    assert (await world.reads.inbox(citizen(anna), asking=True)).items == ()


def _cancelled(created: Event[Any]) -> Event[Any]:
    fact = ReferralCancelled(referral_id=created.correlationid, reason="citizen_declined", by="sender")
    return in_loop(fact, created, "socialpsykiatri")
