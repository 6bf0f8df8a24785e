"""What holds of how far corrections have come, in memory and on the real database alike."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from services.notifications.domain.delivery import Status
from services.notifications.domain.receivers import NO_RECEIVERS, Receiver, Receivers
from services.notifications.handlers import end_delivery
from shared.contracts import (
    CorrectionReached,
)
from tests.suites.notifications_story import (
    REACHED,
    citizen,
    of,
    relative,
    revoking,
    says,
)
from tests.suites.notifications_taking_back import (
    NOT_TOLD,
    WRONG,
    a_goal_reached,
    a_relative,
    reach,
    taking_back,
    texts,
)
from tests.suites.notifications_world import World, a_running_loop, inbox

KRAFTCENTER, SOCIALPSYKIATRI = of("kraftcenter"), of("socialpsykiatri")


@pytest.fixture
async def reachable(world: World) -> AsyncIterator[World]:
    """An app of socialpsykiatri listens to everything."""
    world.receivers = Receivers.of([Receiver("s-app", "socialpsykiatri")])
    yield world
    world.receivers = NO_RECEIVERS


async def ends(world: World, anna: UUID, status: Status) -> None:
    """Every delivery of a correction comes to this."""
    for delivery in await world.out(anna):
        if delivery.event_type == WRONG:
            await end_delivery(delivery, status, world.decisions)


async def test_a_correction_is_told_and_how_far_it_came_is_told_to_who_corrected(world: World) -> None:
    """R7: sender, citizen, relative and the relatives' team heard of the goal, and hear that it was none; at once, as
    all of them read in the inbox, who corrected is told so, once."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    fact = await a_relative(world, anna)
    goal = await a_goal_reached(world, anna, start)
    wrong = taking_back(goal)
    events = await world.hear(wrong)
    assert reach(events) == [(4, 4, 0, 0)]
    (said,) = [event for event in events if isinstance(event.data, CorrectionReached)]
    assert (said.data.event_id, said.causationid, said.correlationid) == (goal.id, wrong.id, goal.correlationid)
    for reader in (SOCIALPSYKIATRI, citizen(anna), relative(anna, fact.designation_id), of("paaroerende")):
        assert (await inbox(world, reader, anna))[0].event_type == WRONG
    assert await texts(world, anna) == ["Rettelsen er nået ud til 4 af 4."]
    assert await world.hear(wrong) == []
    assert len(await texts(world, anna)) == 1


async def test_who_was_revoked_since_is_withheld(world: World) -> None:
    """R7: neither told nor counted among those who are; of one who never heard of the original nothing is said."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    heard, stays = [await a_relative(world, anna) for _ in range(2)]
    goal = await a_goal_reached(world, anna, start)
    await a_relative(world, anna)
    await world.report(says(citizen(anna), anna, revoking(heard.designation_id)))
    assert reach(await world.hear(taking_back(goal))) == [(4, 4, 0, 1)]
    assert (await inbox(world, relative(anna, stays.designation_id), anna))[0].event_type == WRONG
    assert await texts(world, anna) == [
        "Rettelsen er nået ud til 4 af 4. 1 får den ikke, da der ikke længere skal gives besked."
    ]


async def test_mail_and_webhook_are_outstanding_until_the_last_has_arrived(reachable: World) -> None:
    """R7, N2: who was told over mail or webhook is told so again; it is reported when they are told and when the last
    one is there, and not for each of them."""
    anna = uuid4()
    start = await a_running_loop(reachable, anna)
    fact = await a_relative(reachable, anna, "mail")
    goal = await a_goal_reached(reachable, anna, start)
    assert reach(await reachable.hear(taking_back(goal))) == [(5, 3, 2, 0)]
    waiting = [d for d in await reachable.out(anna) if d.event_type == WRONG]
    assert {(d.channel, d.recipient.kind) for d in waiting} == {("mail", "relative"), ("webhook", "app")}
    letter = await reachable.letters.of(next(d for d in waiting if d.channel == "mail"))
    assert letter is not None
    assert letter.to is not None
    first, last = waiting
    await end_delivery(first, "delivered", reachable.decisions)
    assert await texts(reachable, anna) == ["Rettelsen er nået ud til 3 af 5. 2 har endnu ikke fået den."]
    for _ in range(2):
        await end_delivery(last, "delivered", reachable.decisions)
    assert (await texts(reachable, anna))[0] == "Rettelsen er nået ud til 5 af 5."
    assert len(await texts(reachable, anna)) == 2
    assert fact.designation_id in {UUID(d.recipient.name[-36:]) for d in waiting if d.channel == "mail"}


async def test_the_last_two_arrive_at_the_same_moment(reachable: World) -> None:
    """R7: whichever is decided last reports, and it alone."""
    anna = uuid4()
    start = await a_running_loop(reachable, anna)
    await a_relative(reachable, anna, "mail")
    await reachable.hear(taking_back(await a_goal_reached(reachable, anna, start)))
    waiting = [d for d in await reachable.out(anna) if d.event_type == WRONG]
    await asyncio.gather(*(end_delivery(d, "delivered", reachable.decisions) for d in waiting * 2))
    assert (await texts(reachable, anna))[0] == "Rettelsen er nået ud til 5 af 5."
    assert len(await texts(reachable, anna)) == 2


async def test_what_is_given_up_stays_outstanding(world: World) -> None:
    """R7, N4: nobody says that it has been reached."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    await a_relative(world, anna, "mail")
    await world.hear(taking_back(await a_goal_reached(world, anna, start)))
    await ends(world, anna, "given_up")
    begun = "Rettelsen er nået ud til 3 af 4. 1 har"
    assert await texts(world, anna) == [f"{begun} ikke fået den.", f"{begun} endnu ikke fået den."]
    assert len(await inbox(world, of("paaroerende", "manager"), anna)) == 1


async def test_what_is_given_up_once_more_is_told_once(world: World) -> None:
    """R7, N4: tried again and given up again it has come no further; where it arrives at last, that is told."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    await a_relative(world, anna, "mail")
    await world.hear(taking_back(await a_goal_reached(world, anna, start)))
    for _ in range(2):
        await ends(world, anna, "given_up")
        assert len(await texts(world, anna)) == 2
        await world.tried_again(anna)
    await ends(world, anna, "delivered")
    assert [text.partition(".")[0] for text in await texts(world, anna)] == [
        f"Rettelsen er nået ud til {count} af 4" for count in (4, 3, 3)
    ]


async def test_a_correction_to_one_revoked_meanwhile_is_withheld(world: World) -> None:
    """P2, R7: the mail of a correction is not sent to who was revoked while it was on its way: its sender finds so, and
    that is reported; it is never counted as reached."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    fact = await a_relative(world, anna, "mail")
    await world.hear(taking_back(await a_goal_reached(world, anna, start)))
    await world.report(says(citizen(anna), anna, revoking(fact.designation_id)))
    (left,) = await world.out(anna)
    assert (left.event_type, await world.letters.of(left)) == (WRONG, None)
    await end_delivery(left, "stopped", world.decisions)
    assert (await texts(world, anna))[0] == f"Rettelsen er nået ud til 3 af 3. {NOT_TOLD}"
    assert REACHED in {type_ for _, type_, status in await world.queued(anna) if status == "stopped"}
