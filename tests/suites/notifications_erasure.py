"""What an erasure leaves at the notifications service, in memory and on the real database alike."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.notifications.handlers import end_delivery, match_knowledge
from shared.contracts import CitizenErased, Refused
from tests.suites.notifications_invitations import invited, the_invitation, the_token
from tests.suites.notifications_knowledge import TEAM, handed_in, unmatched
from tests.suites.notifications_story import accepted, asked, changing, citizen, happened, of, reached, says
from tests.suites.notifications_world import World, a_running_loop, inbox


async def test_an_erased_citizens_relatives_are_forgotten(world: World) -> None:
    """V3, P2: the invitation holds no more, whoever accepted one reads nothing, and a mail on its way is not sent."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    fact = await invited(world, anna)
    token, delivery = await the_token(world, anna), await the_invitation(world, anna)
    assert await world.acceptance.accept(token, "soesteren")
    await world.hear(reached(start))
    await world.hear(happened(CitizenErased(), anna, uuid4(), at=world.now + timedelta(seconds=1)))
    assert not await world.acceptance.holds(token)
    assert not await world.acceptance.accept(token, "en anden")
    assert await world.letters.of(delivery) is None
    assert await world.delivery_ids(anna) == []
    with pytest.raises(Refused):
        await world.report(says(citizen(anna), anna, changing(fact.designation_id)))


async def test_a_delivery_that_comes_to_its_end_after_the_erasure_is_nothing(world: World) -> None:
    """V3: a sender that was trying it meanwhile brings nothing back, and tells nobody."""
    anna = uuid4()
    await invited(world, anna)
    delivery = await the_invitation(world, anna)
    await world.hear(happened(CitizenErased(), anna, uuid4(), at=world.now + timedelta(seconds=1)))
    counted = await world.counted(anna)
    await end_delivery(delivery, "given_up", world.decisions)
    assert await world.counted(anna) == counted
    assert await world.delivery_ids(anna) == []
    assert await inbox(world, of("paaroerende", "manager"), anna) == []


async def test_knowledge_that_was_matched_goes_and_other_knowledge_stays(world: World) -> None:
    """V3, P4: what names the citizen is gone for whoever had its id; what nobody has matched yet is as it was."""
    anna = uuid4()
    created = asked(anna)
    await world.hear(created)
    await world.hear(accepted(created))
    matched, other = [await handed_in(world) for _ in range(2)]
    await match_knowledge(TEAM, matched, anna, world.knowledge)
    await world.hear(happened(CitizenErased(), anna, uuid4(), at=world.now + timedelta(seconds=1)))
    with pytest.raises(Refused) as gone:
        await match_knowledge(TEAM, matched, anna, world.knowledge)
    assert gone.value.status == 404
    assert other in [item.id for item in await unmatched(world)]
    await world.knowledge.discard(TEAM, other)
