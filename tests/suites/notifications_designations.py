"""What holds of changed designations and of what waits in the queue under them, in memory and on the real database."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.notifications.domain import recipient as to
from services.notifications.handlers import preview
from shared.contracts import Fact, Refused, RelativeDesignated, SubGoalReached, Waits
from shared.contracts.notifications import DesignationChanged
from tests.suites.notifications_story import (
    REACHED,
    app,
    asked,
    changing,
    citizen,
    designating,
    of,
    reached,
    relative,
    revoking,
    says,
)
from tests.suites.notifications_world import WORK, World, a_running_loop, inbox

STARTED = "dk.samspil.indsats.startet.v1"
BOTH = ("inbox", "mail")
EMAIL = "eva@example.org"


async def a_relative_told_by_mail(world: World, anna: UUID, *may_know: str) -> RelativeDesignated:
    fact = designating(*may_know, channels=("mail",))
    await world.report(says(citizen(anna), anna, fact, name="Eva", email=EMAIL))
    return fact


async def mails(world: World, anna: UUID) -> list[tuple[str, str]]:
    """What has been queued for relatives: type and status."""
    return sorted((type_, status) for who, type_, status in await world.queued(anna) if who.startswith("relative:"))


@pytest.mark.parametrize("email", [None, "eva", "eva@a,b@c", "eva@example.org, bo@example.org"])
async def test_mail_needs_an_address(world: World, email: str | None) -> None:
    """P2: who is to be told by mail has an address a mail can be sent to; the field is named, and nothing is kept."""
    anna = uuid4()
    fact = designating(channels=BOTH)
    with pytest.raises(Refused) as refused:
        await world.report(says(citizen(anna), anna, fact, email=email))
    assert (refused.value.status, refused.value.errors[0].pointer) == (422, "/data/private/contact/email")
    assert await world.counted(anna) == 0


async def test_a_preview_says_no_where_sending_does(world: World) -> None:
    """P3, P2: in the same words; an address that is kept is enough, for who asks as for who sends."""
    anna = uuid4()
    told_by_mail = await a_relative_told_by_mail(world, anna)
    without = designating(channels=("inbox",))
    await world.report(says(citizen(anna), anna, without, name=None))
    stopped = designating(channels=("inbox",))
    await world.report(says(citizen(anna), anna, stopped))
    await world.report(says(citizen(anna), anna, revoking(stopped.designation_id)))
    refused: tuple[tuple[Fact, str], ...] = (
        (told_by_mail, "/data/designation_id"),
        (changing(without.designation_id, channels=BOTH), "/data/private/contact/email"),
        (changing(uuid4()), "/data/designation_id"),
        (revoking(stopped.designation_id), "/data/designation_id"),
    )
    for fact, pointer in refused:
        report = says(citizen(anna), anna, fact)
        with pytest.raises(Refused) as asked_first:
            await preview(report, WORK, world.now, world.reads)
        with pytest.raises(Refused) as sent:
            await world.report(report)
        assert vars(asked_first.value) == vars(sent.value)
        assert [each.pointer for each in sent.value.errors] == [pointer]
    kept = says(citizen(anna), anna, changing(told_by_mail.designation_id, channels=BOTH))
    assert (await preview(kept, WORK, world.now, world.reads)).recipients
    await world.report(kept)


async def test_a_change_replaces_types_and_channels(world: World) -> None:
    """P2: from now on the designation names these, and no others; the citizen and the relatives' team hear of it."""
    anna = uuid4()
    fact = designating(channels=("inbox",))
    id_ = fact.designation_id
    await world.report(says(citizen(anna), anna, fact, name="Eva"))
    await world.report(says(citizen(anna), anna, changing(id_, STARTED, channels=BOTH)))
    (shown,) = await world.reads.designations(citizen(anna), anna, WORK)
    assert (shown.may_know, shown.channels, shown.name, shown.standing) == ((STARTED,), BOTH, "Eva", True)
    for reader in (citizen(anna), of("paaroerende")):
        assert (await inbox(world, reader, anna))[0].event_type == DesignationChanged.type
    assert [n.event_type for n in await inbox(world, relative(anna, id_), anna)] == [fact.type]


async def test_a_change_tells_of_nothing_earlier(world: World) -> None:
    """I2: what happened before the type was named, though heard of after, stays untold."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    goal = reached(start, at=world.now - timedelta(hours=1))
    fact = designating(STARTED)
    await world.report(says(citizen(anna), anna, fact))
    await world.report(says(citizen(anna), anna, changing(fact.designation_id, REACHED)))
    await world.hear(goal)
    sister = relative(anna, fact.designation_id)
    assert [n.event_type for n in await inbox(world, sister, anna)] == [fact.type]
    await world.hear(reached(start, at=world.now + timedelta(seconds=1)))
    assert [n.event_type for n in await inbox(world, sister, anna)] == [REACHED, fact.type]


async def test_a_contact_given_again_replaces_the_one_before(world: World) -> None:
    """P2: a changed contact is the whole contact; left out, the one there was stays, its address good for mail."""
    anna = uuid4()
    fact = designating()
    await world.report(says(citizen(anna), anna, fact, name="Eva"))
    await world.report(says(citizen(anna), anna, changing(fact.designation_id, channels=BOTH), name="Eva Holm"))
    await world.report(says(citizen(anna), anna, changing(fact.designation_id, channels=("mail",))))
    (shown,) = await world.reads.designations(citizen(anna), anna, WORK)
    assert (shown.name, shown.channels) == ("Eva Holm", ("mail",))


async def test_a_change_to_mail_without_an_address_is_refused(world: World) -> None:
    """P2: as when designating."""
    anna = uuid4()
    fact = designating()
    await world.report(says(citizen(anna), anna, fact))
    with pytest.raises(Refused) as refused:
        await world.report(says(citizen(anna), anna, changing(fact.designation_id, channels=BOTH)))
    assert refused.value.errors[0].pointer == "/data/private/contact/email"


async def test_what_stands_not_cannot_be_changed(world: World) -> None:
    """P2: an unknown designation and a revoked one are refused, and nothing is published."""
    anna = uuid4()
    fact = designating()
    await world.report(says(citizen(anna), anna, fact))
    await world.report(says(citizen(anna), anna, revoking(fact.designation_id)))
    counted = await world.counted(anna)
    for id_ in (fact.designation_id, uuid4()):
        with pytest.raises(Refused) as refused:
            await world.report(says(citizen(anna), anna, changing(id_)))
        assert refused.value.errors[0].pointer == "/data/designation_id"
    assert await world.counted(anna) == counted


async def test_who_may_change(world: World) -> None:
    """P1: whoever may designate; one never heard of waits, others are refused."""
    anna, bo = uuid4(), uuid4()
    await world.hear(asked(anna))
    fact = designating()
    await world.report(says(citizen(anna), anna, fact))
    for who in (citizen(anna), of("paaroerende"), app("kraftcenter")):
        assert await world.report(says(who, anna, changing(fact.designation_id)))
    for who in (of("sel82"), citizen(bo), relative(anna, fact.designation_id)):
        with pytest.raises(Refused) as refused:
            await world.report(says(who, anna, changing(fact.designation_id)))
        assert refused.value.status == 403
    with pytest.raises(Waits):
        await world.report(says(of("kraftcenter"), bo, changing(fact.designation_id)))


async def test_told_by_mail_alone_is_read_in_the_inbox_once(world: World) -> None:
    """N1, N2: the mail says only that there is news; over both channels, too, the inbox has it once."""
    for channels in (("mail",), BOTH):
        anna = uuid4()
        start = await a_running_loop(world, anna)
        fact = designating(channels=channels)
        await world.report(says(citizen(anna), anna, fact, email=EMAIL))
        await world.hear(reached(start, at=world.now + timedelta(seconds=1)))
        found = await inbox(world, relative(anna, fact.designation_id), anna)
        assert [n.event_type for n in found] == [REACHED, fact.type]
        assert await mails(world, anna) == [(REACHED, "queued"), (fact.type, "queued")]


async def test_a_revocation_stops_what_is_queued(world: World) -> None:
    """P2: mail and invitation are never sent; another relative's are."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    fact, other = [await a_relative_told_by_mail(world, anna) for _ in range(2)]
    await world.hear(reached(start, at=world.now + timedelta(seconds=1)))
    await world.report(says(citizen(anna), anna, revoking(fact.designation_id)))
    queued = await world.queued(anna)
    gone, stays = (to.relative(anna, d.designation_id).key for d in (fact, other))
    assert {(who, status) for who, _, status in queued} == {(gone, "stopped"), (stays, "queued")}
    assert len(queued) == 4
    assert {d.recipient.key for d in await world.out(anna)} == {stays}


async def test_a_change_stops_what_it_takes_away(world: World) -> None:
    """P2: of a type no longer named nothing queued is sent; what is named still, and the invitation, are."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    fact = await a_relative_told_by_mail(world, anna, REACHED, STARTED)
    await world.hear(reached(start, at=world.now + timedelta(seconds=1)))
    await world.report(says(citizen(anna), anna, changing(fact.designation_id, STARTED, channels=("mail",))))
    assert await mails(world, anna) == [(REACHED, "stopped"), (fact.type, "queued")]


async def test_a_change_away_from_mail_stops_the_mails(world: World) -> None:
    """P2: without the channel nothing more goes that way; the invitation goes on, as the inbox needs a sign-in."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    fact = await a_relative_told_by_mail(world, anna)
    await world.hear(reached(start, at=world.now + timedelta(seconds=1)))
    await world.report(says(citizen(anna), anna, changing(fact.designation_id, channels=("inbox",))))
    assert await mails(world, anna) == [(REACHED, "stopped"), (fact.type, "queued")]


async def test_the_sender_asks_once_more(world: World) -> None:
    """P2: what was taken from the queue before the change is held against the designation as it stands when sent."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    fact = await a_relative_told_by_mail(world, anna, REACHED, STARTED)
    await world.hear(reached(start, at=world.now + timedelta(seconds=1)))
    (taken,) = [d for d in await world.out(anna) if d.event_type == SubGoalReached.type]
    letter = await world.letters.of(taken)
    assert letter is not None
    assert (letter.to, letter.token) == (EMAIL, None)
    for change in (changing(fact.designation_id, STARTED, channels=("mail",)), revoking(fact.designation_id)):
        await world.report(says(citizen(anna), anna, change))
        assert await world.letters.of(taken) is None


async def test_who_is_not_designated_is_sent_nothing(world: World) -> None:
    """P1: no designation, no mail."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    await world.hear(reached(start))
    assert await mails(world, anna) == []
