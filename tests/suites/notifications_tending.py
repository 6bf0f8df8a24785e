"""What holds of what a team does with a notice, in memory and on the real database alike."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.notifications.domain.shown import InboxNotice
from services.notifications.domain.tending import Colleague
from services.notifications.domain.wanted import Wanted
from services.notifications.handlers import (
    acknowledge_notice,
    hand_over_notice,
    read_notice,
    snooze_notice,
    snooze_ran_out,
    take_back_notice,
    wake_notice,
)
from services.notifications.ports import Why
from shared.contracts import Cause, NoticeAcknowledged, ReferralEnteredInError, Refused, Reporter
from shared.timers import Timer
from tests.suites.notifications_story import accepted, asked, citizen, in_loop, of
from tests.suites.notifications_world import WORK, World, inbox, taken

TEAM = of("kraftcenter")
HOUR = timedelta(hours=1)


class Team:
    """`ports.Colleagues`, of whom it was given."""

    def __init__(self, *known: Colleague) -> None:
        self._known = known

    async def seen(self, reader: Reporter, name: str) -> None:
        raise NotImplementedError

    async def of(self, reader: Reporter) -> tuple[Colleague, ...]:
        return self._known


HENRIK = Colleague("henrik", "Henrik Dahl")


async def _told(world: World) -> tuple[UUID, InboxNotice]:
    """Kraftcenter is asked to answer a referral of Socialpsykiatri's, sent just now."""
    anna = uuid4()
    created = asked(anna, at=world.now, answer_due=world.now + 120 * HOUR)
    await world.hear(created)
    (notice,) = await inbox(world, TEAM, anna)
    return anna, notice


async def _snooze(world: World, notice: InboxNotice, until: timedelta, reader: Reporter = TEAM) -> None:
    await snooze_notice(reader, "Anne Kjær", notice.notice_id, world.now + until, world.reads, world.decisions)


async def _found(world: World, wanted: Wanted, about: UUID, reader: Reporter = TEAM) -> list[InboxNotice]:
    page = await world.reads.inbox(reader, wanted=wanted, limit=200)
    return [item for item in page.items if item.citizen_id == about]


async def _its_moment_has_come(world: World, anna: UUID, notice: InboxNotice) -> None:
    """As the clock does, when it is due."""
    shown = (await _found(world, Wanted(snoozed=True), anna))[0]
    assert shown.snoozed_until is not None
    timer = Timer("snooze", notice.notice_id, anna, shown.snoozed_until)
    cause = Cause(notice.notice_id, world.now, None, None, None)
    await world.decisions.on(anna, cause, lambda work: snooze_ran_out(timer, work))


async def test_what_is_put_off_is_out_of_sight_and_comes_back_on_top_unread(world: World) -> None:
    """A team's notice is put off for all of them, who see by whom; it comes back once, unread, counted, on top."""
    anna, notice = await _told(world)
    before = await world.reads.unread(TEAM)
    await _snooze(world, notice, HOUR)
    assert await inbox(world, TEAM, anna) == []
    assert await world.reads.unread(TEAM) == before - 1
    (away,) = await _found(world, Wanted(snoozed=True), anna)
    assert away.snoozed_by == "Anne Kjær"
    await world.hear(asked(anna, at=world.now))
    await _its_moment_has_come(world, anna, notice)
    first, second = await inbox(world, TEAM, anna)
    assert (first.notice_id, first.read_at, first.snoozed_until) == (notice.notice_id, None, None)
    assert first.returned_at is not None
    assert second.returned_at is None
    assert await world.reads.unread(TEAM) == before + 1


async def test_what_comes_back_and_what_a_colleague_does_is_seen_live(world: World) -> None:
    """Live: put off, back, handed over and taken back each reach an open page, as the notice then stands."""
    anna, notice = await _told(world)
    start = await world.reads.position(TEAM)
    await _snooze(world, notice, HOUR)
    (away,) = await taken(world, TEAM, start, 1, changes=True)
    assert (away.changed, away.snoozed_by) == (True, "Anne Kjær")
    await _its_moment_has_come(world, anna, notice)
    (back,) = await taken(world, TEAM, away.position or "", 1, changes=True)
    assert (back.changed, back.snoozed_until, back.returned_at is not None) == (True, None, True)
    reads, decisions = world.reads, world.decisions
    await hand_over_notice(TEAM, "Anne Kjær", notice.notice_id, "henrik", Team(HENRIK), reads, decisions)
    (handed,) = await taken(world, TEAM, back.position or "", 1, changes=True)
    assert (handed.holder_name, handed.handed_by) == ("Henrik Dahl", "Anne Kjær")
    await take_back_notice(TEAM, notice.notice_id, reads, decisions)
    (free,) = await taken(world, TEAM, handed.position or "", 1, changes=True)
    assert free.holder is None


async def test_its_clock_brings_nothing_back_that_was_put_off_again(world: World) -> None:
    """Never twice: a moment that was moved does not fire, and one that was woken by hand is not brought back again."""
    anna, notice = await _told(world)
    await _snooze(world, notice, HOUR)
    timer = Timer("snooze", notice.notice_id, anna, world.now + HOUR)
    await _snooze(world, notice, 2 * HOUR)
    cause = Cause(notice.notice_id, world.now, None, None, None)
    await world.decisions.on(anna, cause, lambda work: snooze_ran_out(timer, work))
    assert len(await _found(world, Wanted(snoozed=True), anna)) == 1
    await wake_notice(TEAM, notice.notice_id, world.reads, world.decisions)
    (woken,) = await inbox(world, TEAM, anna)
    await world.decisions.on(anna, cause, lambda work: snooze_ran_out(timer, work))
    assert await inbox(world, TEAM, anna) == [woken]


async def test_what_is_asked_is_put_off_to_its_deadline_at_most(world: World) -> None:
    """A team can wait with what is asked of it, but no silence may come of that."""
    anna, notice = await _told(world)
    assert notice.due is not None
    for until in (notice.due - world.now + HOUR, -HOUR):
        with pytest.raises(Refused) as refused:
            await _snooze(world, notice, until)
        assert refused.value.errors[0].pointer == "/until"
    await _snooze(world, notice, notice.due - world.now - HOUR)
    assert await inbox(world, TEAM, anna) == []


async def test_what_is_asked_again_is_in_sight_again(world: World) -> None:
    """R7: put off for long, as it asked nothing any more; the answer was wrong, and the ask stands on top at once."""
    anna = uuid4()
    created = asked(anna, at=world.now, answer_due=world.now + 120 * HOUR)
    yes = accepted(created)
    for event in (created, yes):
        await world.hear(event)
    (notice,) = await inbox(world, TEAM, anna)
    await _snooze(world, notice, 60 * 24 * HOUR)
    await world.hear(asked(anna, at=world.now))
    assert notice.notice_id not in {each.notice_id for each in await inbox(world, TEAM, anna)}
    fact = ReferralEnteredInError(referral_id=created.data.referral_id, event_id=yes.id)
    await world.hear(in_loop(fact, created, "kraftcenter"))
    first = next(each for each in await inbox(world, TEAM, anna) if each.event_type == created.type)
    assert (first.notice_id, first.asks) == (notice.notice_id, True)
    assert (first.snoozed_until, first.snoozed_by, first.returned_at is None) == (None, None, False)


async def test_nobody_does_anything_with_anothers_notice(world: World) -> None:
    """A notice to somebody else is not there, whatever one wants to do with it."""
    anna, notice = await _told(world)
    id_, reads, decisions = notice.notice_id, world.reads, world.decisions
    for reader in (of("socialpsykiatri"), of("kraftcenter", "manager"), citizen(anna)):
        for doing in (
            snooze_notice(reader, "Ib", id_, world.now + HOUR, reads, decisions),
            wake_notice(reader, id_, reads, decisions),
            hand_over_notice(reader, "Ib", id_, reader.name, Team(), reads, decisions),
            take_back_notice(reader, id_, reads, decisions),
            acknowledge_notice(reader, "Ib", id_, "Set", reads, decisions),
        ):
            with pytest.raises(Refused) as refused:
                await doing
            assert refused.value.status == 404
    assert await inbox(world, TEAM, anna) == [notice]


async def test_a_notice_is_handed_to_a_colleague_of_the_team_alone(world: World) -> None:
    """The department stays addressed, the colleague finds it among theirs; a stranger cannot be chosen, and a citizen's
    own notice is nobody's to hand on."""
    anna, notice = await _told(world)
    reads, decisions = world.reads, world.decisions
    with pytest.raises(Refused) as refused:
        await hand_over_notice(TEAM, "Anne Kjær", notice.notice_id, "mette", Team(HENRIK), reads, decisions)
    assert refused.value.errors[0].pointer == "/to"
    await hand_over_notice(TEAM, "Anne Kjær", notice.notice_id, "henrik", Team(HENRIK), reads, decisions)
    henrik = Reporter("henrik", "coordinator", "kraftcenter")
    assert [each.notice_id for each in await _found(world, Wanted(mine=True), anna, henrik)] == [notice.notice_id]
    assert await _found(world, Wanted(mine=True), anna) == []
    assert len(await inbox(world, TEAM, anna)) == 1
    await hand_over_notice(TEAM, "Anne Kjær", notice.notice_id, TEAM.name, Team(), reads, decisions)
    (taken_over,) = await _found(world, Wanted(mine=True), anna)
    assert taken_over.holder_name == "Anne Kjær"
    (own,) = await inbox(world, citizen(anna), anna)
    with pytest.raises(Refused) as refused:
        await hand_over_notice(citizen(anna), "Viggo", own.notice_id, citizen(anna).name, Team(), reads, decisions)
    assert refused.value.status == 403


async def test_a_word_goes_to_who_reported_it_and_to_nobody_else(world: World) -> None:
    """I2, V1: the event says that there is a word and not which; the sender reads it in inbox and timeline, the team
    sees what it said; the citizen, and who breaks the glass, only that it was said. Once, and that reads the notice."""
    anna, notice = await _told(world)
    assert notice.answers_to == "socialpsykiatri"
    said, reads, decisions = "Vi ringer på torsdag.", world.reads, world.decisions
    before = await world.counted(anna)
    await acknowledge_notice(TEAM, "Anne Kjær", notice.notice_id, f" {said}\n", reads, decisions)
    assert await world.counted(anna) == before + 3, "read, acknowledged, and told of"
    (mine,) = await inbox(world, TEAM, anna)
    assert (mine.words, mine.acknowledged_by, mine.read_by) == (said, "Anne Kjær", "Anne Kjær")
    looked = await world.looks_at(anna)
    (theirs,) = await inbox(world, of("socialpsykiatri"), anna)
    assert await world.looks_at(anna) == looked + 1, "V2"
    assert (theirs.event_type, theirs.words) == (NoticeAcknowledged.type, said)
    assert theirs.text == "Kraftcenter har kvitteret for det, I har indberettet."
    assert theirs.answers_to is None
    glass = Why("noedadgang", "Akut bekymring")
    for reader, why, words in (
        (of("socialpsykiatri"), WORK, said),
        (TEAM, WORK, said),
        (citizen(anna), WORK, None),
        (of("sel82"), glass, None),
    ):
        entries = (await reads.timeline(reader, anna, why)).items
        assert [each.words for each in entries if each.event_type == NoticeAcknowledged.type] == [words]
    with pytest.raises(Refused) as refused:
        await acknowledge_notice(TEAM, "Ib", notice.notice_id, "Igen", reads, decisions)
    assert refused.value.status == 409


async def test_a_citizen_who_asked_themself_can_be_answered(world: World) -> None:
    """S2: what the citizen reported is theirs to hear back about; the words are for them."""
    anna = uuid4()
    await world.hear(asked(anna, at=world.now, from_department=None, origin="self"))
    (notice,) = await inbox(world, TEAM, anna)
    assert notice.answers_to == "citizen"
    await acknowledge_notice(TEAM, "Anne Kjær", notice.notice_id, "Vi har set det.", world.reads, world.decisions)
    (own, *_) = await inbox(world, citizen(anna), anna)
    assert (own.words, own.text) == ("Vi har set det.", "Kraftcenter har set det, du har sendt, og svarer dig.")


async def test_nobody_can_be_answered_of_what_samspil_said(world: World) -> None:
    """A word needs a reader: there is none of what nobody reported, and none without words."""
    anna, notice = await _told(world)
    reads, decisions = world.reads, world.decisions
    for words in ("", " \n", "x" * 501):
        with pytest.raises(Refused) as refused:
            await acknowledge_notice(TEAM, "Ib", notice.notice_id, words, reads, decisions)
        assert refused.value.errors[0].pointer == "/words"
    (own,) = await inbox(world, citizen(anna), anna)
    with pytest.raises(Refused) as refused:
        await acknowledge_notice(citizen(anna), "Ib", own.notice_id, "Tak", reads, decisions)
    assert refused.value.status == 403


async def test_what_is_wanted_can_be_combined(world: World) -> None:
    """Each filter alone, and together; what matches is counted, and a page goes on where it stopped."""
    anna = uuid4()
    first = asked(anna, at=world.now, answer_due=world.now + HOUR)
    await world.hear(first)
    await world.hear(asked(anna, at=world.now, answer_due=world.now - HOUR))
    await world.hear(accepted(first))
    sender, receiver = of("socialpsykiatri"), TEAM
    assert len(await _found(world, Wanted(citizen_id=anna), anna, receiver)) == 2
    assert len(await _found(world, Wanted(citizen_id=anna, overdue=True), anna, receiver)) == 1
    assert len(await _found(world, Wanted(citizen_id=anna, department="kraftcenter"), anna, sender)) == 1
    assert await _found(world, Wanted(citizen_id=anna, department="svr"), anna, sender) == []
    created = Wanted(citizen_id=anna, event_type=first.type)
    page = await world.reads.inbox(receiver, wanted=created, limit=1)
    assert (len(page.items), page.matching) == (1, 2)
    rest = await world.reads.inbox(receiver, wanted=created, cursor=page.next)
    assert {each.notice_id for each in (*page.items, *rest.items)} == {
        each.notice_id for each in await _found(world, created, anna, receiver)
    }
    (late,) = (await world.reads.inbox(receiver, wanted=Wanted(citizen_id=anna, overdue=True), asking=True)).items
    await read_notice(receiver, "Kim", late.notice_id, world.reads, world.decisions)
    assert await _found(world, Wanted(citizen_id=anna, overdue=True, unread=True), anna, receiver) == []
