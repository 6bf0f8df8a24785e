"""What holds of designations entered in error, in memory and on the real database alike."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts import CorrectionReached, DesignationEnteredInError, Event, Fact, Refused, Reporter
from tests.suites.notifications_story import (
    REACHED,
    changing,
    citizen,
    designating,
    never_said,
    of,
    reached,
    relative,
    revoking,
    says,
)
from tests.suites.notifications_world import WORK, World, a_running_loop, inbox

STARTED = "dk.samspil.indsats.startet.v1"
EMAIL, OTHER = "eva@example.org", "bo@example.org"
TEAM = of("paaroerende")


async def said(world: World, who: Reporter, anna: UUID, fact: Fact, **contact: str) -> Event[Any]:
    """What the report became."""
    events = await world.report(says(who, anna, fact, **contact))
    return next(event for event in events if type(event.data) is type(fact))


async def refusal(world: World, who: Reporter, anna: UUID, event_id: UUID) -> Refused:
    before = await world.counted(anna)
    with pytest.raises(Refused) as refused:
        await world.report(says(who, anna, DesignationEnteredInError(event_id=event_id)))
    assert await world.counted(anna) == before, "nothing is published"
    return refused.value


async def mails(world: World, anna: UUID) -> list[tuple[str, str]]:
    return sorted((type_, status) for who, type_, status in await world.queued(anna) if who.startswith("relative:"))


async def test_a_designation_that_never_was_tells_nothing_more(world: World) -> None:
    """R7, P1, P2: nothing more is told under it, what is queued and the invitation are stopped, and what was told is no
    longer readable; those who were told of it are told so, the relative counts as withheld."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    fact = designating(channels=("inbox", "mail"))
    designated = await said(world, TEAM, anna, fact, email=EMAIL)
    sister = relative(anna, fact.designation_id)
    await world.hear(reached(start, at=world.now + timedelta(seconds=1)))
    assert await inbox(world, sister, anna)
    events = await world.report(says(TEAM, anna, never_said(designated)))
    assert {status for _, status in await mails(world, anna)} == {"stopped"}
    assert await inbox(world, sister, anna) == []
    await world.hear(reached(start, at=world.now + timedelta(seconds=2)))
    assert await inbox(world, sister, anna) == []
    (shown,) = await world.reads.designations(citizen(anna), anna, WORK)
    assert (shown.standing, shown.name) == (False, None)
    (reach,) = [event.data for event in events if isinstance(event.data, CorrectionReached)]
    assert reach == CorrectionReached(event_id=designated.id, told=1, reached=1, outstanding=0, withheld=1)
    assert DesignationEnteredInError.type in {n.event_type for n in await inbox(world, citizen(anna), anna)}
    assert {event.correlationid for event in events} == {designated.correlationid}


async def test_a_change_that_never_was_leaves_what_was_before(world: World) -> None:
    """R7, P2: the designation names again what it named, and no more: what the change had queued is stopped."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    fact = designating(STARTED, channels=("mail",))
    await said(world, citizen(anna), anna, fact, email=EMAIL)
    changed = await said(world, citizen(anna), anna, changing(fact.designation_id, REACHED, channels=("mail",)))
    await world.hear(reached(start, at=world.now + timedelta(seconds=1)))
    await world.report(says(citizen(anna), anna, never_said(changed)))
    assert await mails(world, anna) == [(REACHED, "stopped"), (fact.type, "queued")]
    (shown,) = await world.reads.designations(citizen(anna), anna, WORK)
    assert (shown.may_know, shown.channels, shown.standing) == ((STARTED,), ("mail",), True)
    assert (await inbox(world, TEAM, anna))[0].event_type == DesignationEnteredInError.type


async def test_a_contact_goes_with_the_event_it_came_with(world: World) -> None:
    """R7, P1: an address that was entered in error may be a stranger's: it is used no more, and neither is its
    invitation; one that came with an earlier event stays."""
    anna = uuid4()
    fact = designating(channels=("mail",))
    await said(world, citizen(anna), anna, fact, name="Eva", email=EMAIL)
    again = changing(fact.designation_id, channels=("mail",))
    kept = await said(world, citizen(anna), anna, again)
    await world.report(says(citizen(anna), anna, never_said(kept)))
    (invitation,) = await world.out(anna)
    assert (await world.letters.of(invitation)) is not None
    wrong = await said(world, citizen(anna), anna, again, name="Bo", email=OTHER)
    await world.report(says(citizen(anna), anna, never_said(wrong)))
    assert await world.out(anna) == []
    (shown,) = await world.reads.designations(citizen(anna), anna, WORK)
    assert (shown.name, shown.standing) == (None, True)


async def test_a_revocation_that_never_was_lets_the_relative_know_again(world: World) -> None:
    """R7, P2: it stands and names what it named; the contact, forgotten when it was revoked, is to be given again."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    fact = designating()
    sister = relative(anna, fact.designation_id)
    await said(world, citizen(anna), anna, fact, name="Eva", email=EMAIL)
    gone = await said(world, citizen(anna), anna, revoking(fact.designation_id))
    await world.report(says(citizen(anna), anna, never_said(gone)))
    for reader, whose in ((TEAM, "Den pårørendes"), (citizen(anna), "Din pårørendes")):
        told = [n.text for n in await inbox(world, reader, anna) if n.event_type == DesignationEnteredInError.type]
        assert [f"{whose} kontaktoplysninger blev slettet. De skal oplyses igen" in text for text in told] == [True]
    await world.hear(reached(start, at=world.now + timedelta(seconds=1)))
    assert (await inbox(world, sister, anna))[0].event_type == REACHED
    (shown,) = await world.reads.designations(citizen(anna), anna, WORK)
    assert (shown.may_know, shown.standing, shown.name) == ((REACHED,), True, None)
    await said(world, citizen(anna), anna, changing(fact.designation_id, channels=("mail",)), email=EMAIL)


async def test_an_invitation_comes_back_with_the_channels(world: World) -> None:
    """R7: a change that took away every channel the relative could be invited for took the invitation with it."""
    anna = uuid4()
    fact = designating(channels=("mail",))
    await said(world, citizen(anna), anna, fact, email=EMAIL)
    changed = await said(world, citizen(anna), anna, changing(fact.designation_id, channels=("webhook",)))
    assert await world.out(anna) == []
    await world.report(says(citizen(anna), anna, never_said(changed)))
    (invitation,) = await world.out(anna)
    letter = await world.letters.of(invitation)
    assert letter is not None
    assert (letter.to, letter.token is None) == (EMAIL, False)


async def test_only_who_reported_it_may_correct(world: World) -> None:
    """R7: a colleague of the department may; another department, and the citizen of what a department said, may not."""
    anna, bo = uuid4(), uuid4()
    await a_running_loop(world, anna)
    theirs = await said(world, of("kraftcenter"), anna, designating())
    own = await said(world, citizen(anna), anna, designating())
    for who, event in ((TEAM, theirs), (citizen(anna), theirs), (of("kraftcenter"), own), (citizen(bo), own)):
        refused = await refusal(world, who, anna, event.id)
        assert (refused.problem, refused.status) == ("not-allowed", 403)
    for who, event in ((of("kraftcenter", "manager"), theirs), (citizen(anna), own)):
        assert await world.report(says(who, anna, never_said(event)))


async def test_what_a_later_event_rests_on_stays(world: World) -> None:
    """R7: the latest first, then the one before it, as long as there is one; each once."""
    anna = uuid4()
    fact = designating()
    first = await said(world, TEAM, anna, fact)
    later = await said(world, TEAM, anna, revoking(fact.designation_id))
    assert (await refusal(world, TEAM, anna, first.id)).problem == "rests-on"
    for event in (later, first):
        await world.report(says(TEAM, anna, never_said(event)))
        again = await refusal(world, TEAM, anna, event.id)
        assert (again.problem, again.errors[0].pointer) == ("illegal-move", "/data/event_id")


async def test_only_what_was_said_of_designations_can_be_corrected_here(world: World) -> None:
    """R7: unknown, another citizen's, another service's, a correction: refused, naming the field."""
    anna, bo = uuid4(), uuid4()
    start = await a_running_loop(world, anna)
    others = await said(world, TEAM, bo, designating())
    event = await said(world, TEAM, anna, designating())
    correction = await said(world, TEAM, anna, never_said(event))
    for id_ in (uuid4(), others.id, start.id, correction.id):
        refused = await refusal(world, TEAM, anna, id_)
        assert (refused.problem, refused.errors[0].pointer) == ("unknown-reference", "/data/event_id")
