"""What holds of corrections and how far they have come, in memory and on the real database alike."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.domain.delivery import Status
from services.notifications.domain.receivers import NO_RECEIVERS, Receiver, Receivers
from services.notifications.domain.shown import Preview
from services.notifications.handlers import end_delivery, preview
from shared.contracts import (
    CorrectionReached,
    Event,
    InterventionEnteredInError,
    ReferralEnteredInError,
    Refused,
    RelativeDesignated,
    Reporter,
)
from tests.suites.notifications_story import (
    REACHED,
    accepted,
    asked,
    citizen,
    designating,
    in_loop,
    of,
    reached,
    relative,
    revoking,
    says,
    started,
)
from tests.suites.notifications_world import WORK, World, a_running_loop, inbox

KRAFTCENTER, SOCIALPSYKIATRI = of("kraftcenter"), of("socialpsykiatri")
WRONG = InterventionEnteredInError.type
NOT_TOLD = "1 får den ikke, da der ikke længere skal gives besked."


@pytest.fixture
async def reachable(world: World) -> AsyncIterator[World]:
    """An app of socialpsykiatri listens to everything."""
    world.receivers = Receivers.of([Receiver("s-app", "socialpsykiatri")])
    yield world
    world.receivers = NO_RECEIVERS


def reach(events: Sequence[Event[Any]]) -> list[tuple[int, int, int, int]]:
    """Told, reached, outstanding, withheld; of each report of it."""
    said = [event.data for event in events if isinstance(event.data, CorrectionReached)]
    return [(data.told, data.reached, data.outstanding, data.withheld) for data in said]


async def texts(world: World, anna: UUID) -> list[str]:
    """What Kraftcenter, which corrects, is told of the reach; newest first."""
    return [n.text for n in await inbox(world, KRAFTCENTER, anna) if n.event_type == CorrectionReached.type]


async def a_relative(world: World, anna: UUID, channel: str = "inbox") -> RelativeDesignated:
    fact = designating(channels=(channel,))
    await world.report(says(citizen(anna), anna, fact, name="Eva"))
    return fact


async def a_goal_reached(world: World, anna: UUID, start: Event[Any]) -> Event[Any]:
    goal = reached(start, at=world.now + timedelta(seconds=1))
    await world.hear(goal)
    return goal


def taking_back(event: Event[Any]) -> Event[Any]:
    return in_loop(InterventionEnteredInError(event_id=event.id), event, "kraftcenter")


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
    assert await texts(world, anna) == ["Rettelsen er nået ud til 3 af 4. 1 har endnu ikke fået den."] * 2
    assert len(await inbox(world, of("paaroerende", "manager"), anna)) == 1


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


async def test_a_whole_referral_reaches_all_who_heard_any_of_it_once(world: World) -> None:
    """R7: without an event of its own the correction is of the referral and its events; the counts stand under the
    creation's id."""
    anna = uuid4()
    created = asked(anna)
    for event in (created, accepted(created), asked(anna)):
        await world.hear(event)
    wrong = in_loop(ReferralEnteredInError(referral_id=created.correlationid), created, "socialpsykiatri")
    events = await world.hear(wrong)
    # Kraftcenter heard of the asking, socialpsykiatri of the answer, the citizen of both.
    assert reach(events) == [(3, 3, 0, 0)]
    assert {e.data.event_id for e in events if isinstance(e.data, CorrectionReached)} == {created.id}
    for reader in (KRAFTCENTER, SOCIALPSYKIATRI, citizen(anna)):
        assert len([n for n in await inbox(world, reader, anna) if n.event_id == wrong.id]) == 1


async def test_the_correction_of_what_nobody_heard_reaches_nobody(world: World) -> None:
    """R7: there is still a report of it, which says so."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    assert reach(await world.hear(in_loop(InterventionEnteredInError(event_id=uuid4()), start, "kraftcenter"))) == [
        (0, 0, 0, 0)
    ]


async def test_an_original_of_another_loop_is_found(world: World) -> None:
    """R7: whatever loop the correction names: who heard of the original hears of it."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    goal = await a_goal_reached(world, anna, start)
    elsewhere = asked(anna)
    await world.hear(elsewhere)
    wrong = in_loop(InterventionEnteredInError(event_id=goal.id), elsewhere, "kraftcenter")
    assert reach(await world.hear(wrong)) == [(2, 2, 0, 0)]


async def test_a_preview_shows_whom_a_correction_would_reach(reachable: World) -> None:
    """P3, R7: those it then reaches, over the same channels, and from whom it is withheld; to who may correct alone."""
    anna = uuid4()
    start = await a_running_loop(reachable, anna)
    fell, _ = await a_relative(reachable, anna), await a_relative(reachable, anna, "mail")
    goal = await a_goal_reached(reachable, anna, start)
    await reachable.report(says(citizen(anna), anna, revoking(fell.designation_id)))
    fact = InterventionEnteredInError(event_id=goal.id)

    async def ask(who: Reporter, about: InterventionEnteredInError | ReferralEnteredInError = fact) -> Preview:
        report = says(who, anna, about)
        return await preview(report, WORK, reachable.now, reachable.reads, receivers=reachable.receivers)

    shown = await ask(KRAFTCENTER)
    (told, *_) = await reachable.hear(taking_back(goal))
    expected = [(t.recipient_kind, t.department, t.channel) for t in told.data.told]
    assert [(r.recipient_kind, r.department, r.channel) for r in shown.recipients] == expected
    assert [w.because for w in shown.withheld] == ["Udpegningen er tilbagekaldt."]
    for who, about, status in (
        (SOCIALPSYKIATRI, fact, 403),
        (citizen(anna), fact, 403),
        (KRAFTCENTER, InterventionEnteredInError(event_id=uuid4()), 422),
        (KRAFTCENTER, ReferralEnteredInError(referral_id=start.correlationid), 403),
        (SOCIALPSYKIATRI, ReferralEnteredInError(referral_id=uuid4()), 422),
    ):
        with pytest.raises(Refused) as refused:
            await ask(who, about)
        assert refused.value.status == status
    whole = await ask(SOCIALPSYKIATRI, ReferralEnteredInError(referral_id=start.correlationid))
    assert {"kraftcenter", "socialpsykiatri"} <= {r.department for r in whole.recipients}


async def test_a_newcomer_is_not_told_what_was_taken_back(world: World) -> None:
    """R7, I1: of the loop's earlier events it gets those that stand."""
    anna = uuid4()
    created = asked(anna)
    answer = accepted(created)
    wrong = ReferralEnteredInError(referral_id=created.correlationid, event_id=answer.id)
    for event in (created, answer, in_loop(wrong, created, "kraftcenter"), accepted(created)):
        await world.hear(event)
    await world.hear(started(created, by="sel82"))
    heard = {n.event_id for n in await inbox(world, of("sel82"), anna)}
    assert created.id in heard
    assert answer.id not in heard
