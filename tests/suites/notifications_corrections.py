"""What holds of corrections and whom they reach, in memory and on the real database alike."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from services.notifications.domain.shown import Preview
from services.notifications.domain.wording import day
from services.notifications.handlers import preview
from shared.contracts import (
    CorrectionReached,
    InterventionEnteredInError,
    InterventionStarted,
    NoticesDelivered,
    ReferralEnteredInError,
    ReferralInProgress,
    Refused,
    Reporter,
)
from tests.suites.notifications_story import (
    accepted,
    asked,
    citizen,
    designating,
    in_loop,
    late,
    never_said,
    of,
    reached,
    relative,
    revoking,
    says,
    started,
)
from tests.suites.notifications_taking_back import NOT_TOLD, a_goal_reached, a_relative, reach, taking_back, texts
from tests.suites.notifications_world import WORK, World, a_running_loop, inbox, taken

KRAFTCENTER, SOCIALPSYKIATRI = of("kraftcenter"), of("socialpsykiatri")


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


async def test_an_event_and_its_correction_read_together(world: World) -> None:
    """R7: in one transaction, which does not see the rows it inserts, who hears of both is counted as well."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    goal = reached(start)
    await world.hear_together(goal, taking_back(goal))
    assert await texts(world, anna) == ["Rettelsen er nået ud til 2 af 2."]


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


async def test_what_samspil_takes_back_by_itself_is_reported_to_nobody(world: World) -> None:
    """R7: with a wrong start goes that the referral was in progress: no department takes that back, and no citizen."""
    anna = uuid4()
    created = asked(anna)
    begun = in_loop(ReferralInProgress(referral_id=created.correlationid, intervention_id=uuid4()), created)
    wrong = in_loop(ReferralEnteredInError(referral_id=created.correlationid, event_id=begun.id), created)
    for event in (created, accepted(created), begun):
        await world.hear(event)
    assert reach(await world.hear(wrong)) == [(0, 0, 0, 0)]
    for reader in (KRAFTCENTER, SOCIALPSYKIATRI, citizen(anna)):
        assert CorrectionReached.type not in {n.event_type for n in await inbox(world, reader, anna)}


async def test_what_the_citizen_corrects_is_reported_to_the_citizen(world: World) -> None:
    """R7: who corrected is told how far it came; here the relatives' team had heard, and the citizen."""
    anna = uuid4()
    (designated, *_) = await world.report(says(citizen(anna), anna, designating()))
    await world.report(says(citizen(anna), anna, never_said(designated)))
    said = [n.text for n in await inbox(world, citizen(anna), anna) if n.event_type == CorrectionReached.type]
    assert said == [f"Rettelsen er nået ud til 2 af 2. {NOT_TOLD}"]
    assert await texts(world, anna) == []


async def test_a_preview_shows_whom_a_correction_would_reach(world: World) -> None:
    """P3, R7: those it then reaches, over the same channels, and from whom it is withheld; to who may correct alone."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    fell, _ = await a_relative(world, anna), await a_relative(world, anna, "mail")
    goal = await a_goal_reached(world, anna, start)
    await world.report(says(citizen(anna), anna, revoking(fell.designation_id)))
    fact = InterventionEnteredInError(event_id=goal.id)

    async def ask(who: Reporter, about: InterventionEnteredInError | ReferralEnteredInError = fact) -> Preview:
        report = says(who, anna, about)
        return await preview(report, WORK, world.now, world.reads, receivers=world.receivers)

    shown = await ask(KRAFTCENTER)
    became = [e.data for e in await world.hear(taking_back(goal))]
    lines = [line for data in became if isinstance(data, NoticesDelivered) for line in data.told]
    expected = list(dict.fromkeys((t.recipient_kind, t.department, t.channel) for t in lines))
    assert ("department", "kraftcenter", "inbox") in expected, "who corrected is told how far it came"
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


async def test_a_correction_says_what_was_wrong(world: World) -> None:
    """R7: to everybody who heard of it, wherever they read it: the wrong notice's kind and day; of a whole referral its
    creation's."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    fact = await a_relative(world, anna)
    opened = await world.reads.position(SOCIALPSYKIATRI)
    goal = await a_goal_reached(world, anna, start)
    wrong = taking_back(goal)
    await world.hear(wrong)
    when = day(goal.registeredtime.astimezone(ZoneInfo("Europe/Copenhagen")).date())
    said = f"Beskeden ”Delmål nået” fra den {when} var registreret ved en fejl. Se bort fra den."
    for reader in (SOCIALPSYKIATRI, citizen(anna), relative(anna, fact.designation_id)):
        (notice,) = [n for n in await inbox(world, reader, anna) if n.event_id == wrong.id]
        assert notice.text == (await world.reads.notice(reader, notice.notice_id)).text == said
    live = await taken(world, SOCIALPSYKIATRI, opened, 2)
    assert [n.text for n in live][1:] == [said]
    page = await world.reads.timeline(citizen(anna), anna, WORK)
    assert [entry.text for entry in page.items if entry.event_id == wrong.id] == [said]
    whole = in_loop(ReferralEnteredInError(referral_id=start.correlationid), start, "socialpsykiatri")
    await world.hear(whole)
    (notice, *_) = await inbox(world, KRAFTCENTER, anna)
    assert notice.text == "Henvisningen fra den 5. januar 2026 var registreret ved en fejl. Se bort fra den."


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


async def test_silence_is_taken_back_with_what_it_rested_on(world: World) -> None:
    """R4, R7: managers who heard that a start was overdue, which nobody owed, are told, and counted."""
    anna = uuid4()
    created = asked(anna)
    answer = accepted(created)
    for event in (created, answer, late(created, 1, "start"), late(created, 2, "start")):
        await world.hear(event)
    wrong = ReferralEnteredInError(referral_id=created.correlationid, event_id=answer.id)
    events = await world.hear(in_loop(wrong, created, "kraftcenter"))
    # Socialpsykiatri and the citizen heard of the answer, kraftcenter and its managers of the silence.
    assert reach(events) == [(4, 4, 0, 0)]
    manager = of("kraftcenter", "manager")
    assert (await inbox(world, manager, anna))[0].event_type == ReferralEnteredInError.type


async def test_the_start_on_a_wrong_referral_is_not_taken_back(world: World) -> None:
    """R7: a relative who heard of the start alone has heard nothing wrong; the creation's id names the whole."""
    for whole in (False, True):
        anna = uuid4()
        created = asked(anna)
        for event in (created, late(created), late(created, 2), accepted(created)):
            await world.hear(event)
        fact = designating(InterventionStarted.type)
        await world.report(says(citizen(anna), anna, fact))
        begun = replace(started(created), registeredtime=world.now + timedelta(seconds=1))
        await world.hear(begun)
        (heard,) = [n for n in await inbox(world, relative(anna, fact.designation_id), anna) if n.event_id == begun.id]
        wrong = ReferralEnteredInError(referral_id=created.correlationid, event_id=None if whole else created.id)
        events = await world.hear(in_loop(wrong, created, "socialpsykiatri"))
        assert reach(events) == [(4, 4, 0, 0)], "both departments, the citizen, the managers of one"
        told = await inbox(world, relative(anna, fact.designation_id), anna)
        assert wrong.type not in {n.event_type for n in told}
        assert heard in told
