"""What holds of closing a referral while a supplementing offer is beside it, in memory and on the database alike."""

from typing import Any
from uuid import UUID

import pytest

from shared.contracts import ReferralCancelled, ReferralFailed, ReferralRejected, Refused, Reporter
from tests.suites.referral_story import accepting, citizen, of, rejecting, says, started
from tests.suites.referral_world import World, asked, somebody

KRAFTCENTER = of("kraftcenter")


def _rejected(id_: UUID) -> ReferralRejected:
    return ReferralRejected(referral_id=id_, by_department="kraftcenter", reason="other_offer")


def _cancelled(id_: UUID, by: str) -> ReferralCancelled:
    return ReferralCancelled.model_validate({"referral_id": id_, "reason": "other_offer", "by": by})


async def _peers_and_training(world: World, **training: Any) -> tuple[UUID, UUID, UUID]:
    """A citizen in whom Kraftcenter knows of a peer group, running, and of training asked for: and both referrals."""
    anna = await somebody(world)
    peers = await asked(world, anna, offer="peer-gruppe", from_department="sel82")
    await world.report(says(KRAFTCENTER, anna, accepting(peers)))
    await world.hear(started(anna, peers))
    return anna, peers, await asked(world, anna, **training)


async def _refused(world: World, who: Reporter, anna: UUID, said: Any) -> None:
    before = await world.referral_of(anna, said.referral_id)
    with pytest.raises(Refused) as refused:
        await world.report(says(who, anna, said))
    assert refused.value.problem == "not-allowed"
    assert await world.referral_of(anna, said.referral_id) == before


async def test_a_peer_group_is_no_reason_to_close_another_offer(world: World) -> None:
    """C5: neither receiver nor sender closes a referral for another offer while all else supplements."""
    anna, _, training = await _peers_and_training(world, from_department="sel82")
    await _refused(world, KRAFTCENTER, anna, _rejected(training))
    await _refused(world, KRAFTCENTER, anna, _cancelled(training, "receiver"))
    await _refused(world, of("sel82"), anna, _cancelled(training, "sender"))
    await world.report(says(KRAFTCENTER, anna, accepting(training)))
    await _refused(world, KRAFTCENTER, anna, ReferralFailed(referral_id=training, reason="other_offer"))


async def test_the_citizen_decides(world: World) -> None:
    """C5: what the citizen chooses stands, said by themselves or passed on by a department."""
    anna, _, training = await _peers_and_training(world)
    await world.report(says(KRAFTCENTER, anna, _cancelled(training, "citizen")))
    again = await asked(world, anna)
    await world.report(says(citizen(anna), anna, _cancelled(again, "citizen")))
    for id_ in (training, again):
        kept = await world.referral_of(anna, id_)
        assert kept is not None
        assert kept.state == "cancelled"


async def test_with_a_real_other_offer_it_is_closed(world: World) -> None:
    """C5: where another offer that does not supplement is under way, it may be the one."""
    anna, _, training = await _peers_and_training(world)
    await asked(world, anna, offer="kraftcenter-hjaelp", from_department="svr")
    (event,) = await world.report(says(KRAFTCENTER, anna, _rejected(training)))
    assert isinstance(event.data, ReferralRejected)


async def test_what_a_department_cannot_see_does_not_bind_it(world: World) -> None:
    """C5, I2: a refusal for a peer group elsewhere would tell of it."""
    anna, _, training = await _peers_and_training(world)
    (event,) = await world.report(says(of("socialpsykiatri"), anna, _cancelled(training, "sender")))
    assert isinstance(event.data, ReferralCancelled)


async def test_a_peer_group_that_is_over_does_not_count(world: World) -> None:
    """C5: what the citizen has no longer is beside nothing."""
    anna = await somebody(world)
    peers = await asked(world, anna, offer="peer-gruppe", from_department="sel82")
    await world.report(says(KRAFTCENTER, anna, rejecting(peers)))
    training = await asked(world, anna)
    (event,) = await world.report(says(KRAFTCENTER, anna, _rejected(training)))
    assert isinstance(event.data, ReferralRejected)


async def test_peers_who_stop_close_only_their_own(world: World) -> None:
    """C5: the supplement itself may be closed for another offer, and the other stands."""
    anna, peers, training = await _peers_and_training(world)
    await world.report(says(KRAFTCENTER, anna, _cancelled(peers, "receiver")))
    kept = await world.referral_of(anna, training)
    assert kept is not None
    assert kept.open
