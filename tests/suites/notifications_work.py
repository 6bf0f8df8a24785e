"""What holds of telling, in memory and on the real database alike."""

from uuid import uuid4

import pytest

from shared.contracts import CitizenErased, NoticesDelivered, Refused
from tests.suites.notifications_story import (
    accepted,
    asked,
    citizen,
    happened,
    of,
    rejected,
    started,
)
from tests.suites.notifications_world import WORK, World, a_running_loop, inbox


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


async def test_of_an_erased_citizen_nothing_is_kept(world: World) -> None:
    """V3: after the erasure, late events are neither told nor put on a timeline, and nobody finds the citizen."""
    anna = uuid4()
    created = asked(anna)
    await world.hear(created)
    await world.hear(happened(CitizenErased(), anna, uuid4()))
    assert await world.hear(accepted(created)) == []
    for reader in (citizen(anna), of("kraftcenter"), of("socialpsykiatri")):
        assert await inbox(world, reader, anna) == []
    assert await world.looks_at(anna) == 0
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
