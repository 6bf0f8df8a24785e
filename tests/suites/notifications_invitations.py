"""What holds of invitations and of whom they bind, in memory and on the real database alike."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.letter import INVITING
from shared.contracts import DesignationChanged, RelativeDesignated, Reporter
from tests.suites.notifications_story import (
    REACHED,
    changing,
    citizen,
    designating,
    reached,
    relative,
    revoking,
    says,
)
from tests.suites.notifications_world import World, a_running_loop, inbox

EMAIL = "eva@example.org"


def signed_in(sub: str = "eva") -> Reporter:
    """A relative whom the issuer knows nothing more about."""
    return Reporter(f"{sub}-{uuid4()}", "relative")


async def invited(world: World, anna: UUID, channels: tuple[str, ...] = ("inbox",)) -> RelativeDesignated:
    fact = designating(channels=channels)
    await world.report(says(citizen(anna), anna, fact, email=EMAIL))
    return fact


async def the_invitation(world: World, anna: UUID) -> Delivery:
    (found,) = [d for d in await world.out(anna) if d.event_type in INVITING]
    return found


async def the_token(world: World, anna: UUID) -> str:
    letter = await world.letters.of(await the_invitation(world, anna))
    assert letter is not None
    assert letter.token is not None
    return letter.token


@pytest.mark.parametrize("channels", [("inbox",), ("mail",), ("inbox", "mail")])
async def test_who_is_designated_with_an_address_is_invited(world: World, channels: tuple[str, ...]) -> None:
    """People: one mail, to that address, with the same link whenever it is tried."""
    anna = uuid4()
    await invited(world, anna, channels)
    delivery = await the_invitation(world, anna)
    first, second = await world.letters.of(delivery), await world.letters.of(delivery)
    assert first == second
    assert first is not None
    assert first.to == EMAIL
    assert len(first.token or "") == 43
    assert await world.acceptance.holds(first.token or "")


async def test_without_an_address_or_anything_to_read_nobody_is_invited(world: World) -> None:
    """People: an invitation needs somewhere to go, and something to sign in for."""
    anna = uuid4()
    await world.report(says(citizen(anna), anna, designating()))
    await world.report(says(citizen(anna), anna, designating(channels=("webhook",)), email=EMAIL))
    assert await world.out(anna) == []


async def test_who_accepts_reads_for_the_designation(world: World) -> None:
    """P1: from then on, what was told to the designation is read by whoever accepted, and by no other relative."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    fact = await invited(world, anna)
    eva, other = signed_in(), signed_in("other")
    assert (await world.reads.inbox(eva)).unbound
    assert await world.acceptance.accept(await the_token(world, anna), eva.name)
    await world.hear(reached(start, at=world.now + timedelta(seconds=1)))
    assert [n.event_type for n in await inbox(world, eva, anna)] == [REACHED, fact.type]
    assert not (await world.reads.inbox(eva)).unbound
    assert await inbox(world, other, anna) == []
    assert [n.event_type for n in await inbox(world, relative(anna, fact.designation_id), anna)] == [REACHED, fact.type]


async def test_it_is_accepted_once(world: World) -> None:
    """People: whoever has the link afterwards is bound to nothing."""
    anna = uuid4()
    await invited(world, anna)
    token = await the_token(world, anna)
    eva, other = signed_in(), signed_in("other")
    assert await world.acceptance.accept(token, eva.name)
    assert not await world.acceptance.holds(token)
    assert not await world.acceptance.accept(token, other.name)
    assert await inbox(world, other, anna) == []


async def test_of_two_who_confirm_at_once_one_is_bound(world: World) -> None:
    """People: a link sent on and opened twice lets one person in, whoever was first."""
    anna = uuid4()
    await invited(world, anna)
    token = await the_token(world, anna)
    both = [signed_in(), signed_in("other")]
    taken = await asyncio.gather(*(world.acceptance.accept(token, who.name) for who in both))
    assert sorted(taken) == [False, True]
    assert [len(await inbox(world, who, anna)) for who in both] == [int(was) for was in taken]


async def test_who_accepts_later_stands_alone(world: World) -> None:
    """P1: a designation names one person: whoever accepted an earlier invitation to it reads no more, others do."""
    anna = uuid4()
    first = await invited(world, anna)
    eva, ida = signed_in(), signed_in("ida")
    assert await world.acceptance.accept(await the_token(world, anna), eva.name)
    await world.report(says(citizen(anna), anna, changing(first.designation_id), email=EMAIL))
    (renewed,) = [d for d in await world.out(anna) if d.event_type == DesignationChanged.type]
    letter = await world.letters.of(renewed)
    assert letter is not None
    assert await world.acceptance.accept(letter.token or "", ida.name)
    assert await inbox(world, eva, anna) == []
    assert len(await inbox(world, ida, anna)) > 0


async def test_one_person_may_stand_for_several(world: World) -> None:
    """P1: two citizens' relative reads both in one inbox."""
    eva = signed_in()
    citizens = [uuid4(), uuid4()]
    for anna in citizens:
        await invited(world, anna)
        assert await world.acceptance.accept(await the_token(world, anna), eva.name)
    for anna in citizens:
        assert len(await inbox(world, eva, anna)) == 1


async def test_a_made_up_token_binds_nobody(world: World) -> None:
    """People: only what was sent counts."""
    eva = signed_in()
    assert not await world.acceptance.holds("A" * 43)
    assert not await world.acceptance.accept("A" * 43, eva.name)


async def test_a_contact_given_again_sends_a_new_one(world: World) -> None:
    """People: the earlier link ends, used or not, and its mail, if it has not left, is never sent."""
    anna = uuid4()
    fact = await invited(world, anna)
    before = await the_invitation(world, anna)
    old = await the_token(world, anna)
    await world.report(says(citizen(anna), anna, changing(fact.designation_id), email=EMAIL))
    new = await the_token(world, anna)
    assert new != old
    assert not await world.acceptance.holds(old)
    assert await world.acceptance.holds(new)
    assert await world.letters.of(before) is None
    assert sorted(status for _, _, status in await world.queued(anna)) == ["queued", "stopped"]


async def test_a_change_without_a_contact_leaves_it_as_it_is(world: World) -> None:
    """People: changing what may be known is no reason to invite again."""
    anna = uuid4()
    fact = await invited(world, anna)
    token = await the_token(world, anna)
    await world.report(says(citizen(anna), anna, changing(fact.designation_id, channels=("mail",))))
    assert await the_token(world, anna) == token
    assert await world.acceptance.holds(token)


@pytest.mark.parametrize("channels", [(), ("webhook",), ("mail",)])
async def test_channels_that_come_to_be_read_here_bring_an_invitation(world: World, channels: tuple[str, ...]) -> None:
    """People: with an address, also where it was given before there was anything to sign in for."""
    anna = uuid4()
    fact = await invited(world, anna, channels)
    if "mail" in channels:
        old = await the_token(world, anna)
        await world.report(says(citizen(anna), anna, changing(fact.designation_id, channels=())))
        assert not await world.acceptance.holds(old)
    assert await world.out(anna) == []
    await world.report(says(citizen(anna), anna, changing(fact.designation_id, channels=("mail",))))
    assert (await the_invitation(world, anna)).event_type == DesignationChanged.type
    assert await world.acceptance.holds(await the_token(world, anna))


async def test_channels_without_an_address_bring_none(world: World) -> None:
    """People: there is nowhere for an invitation to go."""
    anna = uuid4()
    fact = designating(channels=())
    await world.report(says(citizen(anna), anna, fact))
    await world.report(says(citizen(anna), anna, changing(fact.designation_id)))
    assert await world.out(anna) == []


async def test_another_address_is_another_person(world: World) -> None:
    """P1: whoever had accepted at a wrong address reads no more; at the same one they do."""
    anna = uuid4()
    fact = await invited(world, anna)
    eva = signed_in()
    assert await world.acceptance.accept(await the_token(world, anna), eva.name)
    await world.report(says(citizen(anna), anna, changing(fact.designation_id), email=EMAIL))
    assert len(await inbox(world, eva, anna)) == 1
    await world.report(says(citizen(anna), anna, changing(fact.designation_id), email="ida@example.org"))
    assert await inbox(world, eva, anna) == []


async def test_a_revocation_ends_invitation_and_binding(world: World) -> None:
    """P2, I2: the link holds no more, and who accepted reads nothing, old notices included."""
    anna, bo = uuid4(), uuid4()
    accepted, open_ = await invited(world, anna), await invited(world, bo)
    eva = signed_in()
    assert await world.acceptance.accept(await the_token(world, anna), eva.name)
    token, delivery = await the_token(world, bo), await the_invitation(world, bo)
    (old,) = await inbox(world, eva, anna)
    for whose, fact in ((anna, accepted), (bo, open_)):
        await world.report(says(citizen(whose), whose, revoking(fact.designation_id)))
    assert await inbox(world, eva, anna) == []
    assert (await world.reads.inbox(eva)).unbound
    assert old.event_type == accepted.type
    assert not await world.acceptance.holds(token)
    assert not await world.acceptance.accept(token, eva.name)
    assert await world.letters.of(delivery) is None
    assert {status for _, _, status in await world.queued(bo)} == {"stopped"}
