"""What holds of hints to who refers, in memory and on the real database alike."""

from tests.suites.referral_story import asking, citizen, of, says
from tests.suites.referral_world import World, asked, somebody

GUIDANCE = "Et mindre indgribende tilbud er også muligt: ”Vejledning til pårørende”."
NETWORK = "Et mindre indgribende tilbud er også muligt: ”Netværk for pårørende”."
PEERS = "Et mindre indgribende tilbud er også muligt: ”Peer-gruppeforløb”."
TO_THE_CITIZEN = "Der er også noget, der fylder mindre i hverdagen: ”{}”."


async def test_a_referral_is_made_whatever_is_hinted(world: World) -> None:
    """R8: the hint names what was passed over, and the referral stands as it would without."""
    anna = await somebody(world)
    fact = asking()
    (created,) = await world.report(says(of("socialpsykiatri"), anna, fact))
    assert created.data.referral_id == fact.referral_id
    assert list(world.hinted) == [GUIDANCE, NETWORK]


async def test_what_the_sender_has_tried_is_not_hinted(world: World) -> None:
    """R8: what was asked for in the sender's own sight is not skipped, however it ended."""
    anna = await somebody(world)
    await asked(world, anna, offer="paaroerende-vejledning")
    await asked(world, anna)
    assert list(world.hinted) == [NETWORK]


async def test_a_hint_that_stays_away_tells_nothing_of_others(world: World) -> None:
    """R8, I2: what another department or the citizen has asked for is hinted all the same: its absence would tell."""
    anna = await somebody(world)
    await asked(world, anna, offer="peer-gruppe", from_department=None, origin="self")
    await asked(world, anna, offer="paaroerende-vejledning", from_department="svr")
    await world.report(says(of("sel82"), anna, asking(from_department="sel82")))
    assert {PEERS, GUIDANCE} <= set(world.hinted)
    await world.report(says(of("socialpsykiatri"), anna, asking()))
    assert list(world.hinted) == [GUIDANCE, NETWORK]


async def test_the_citizen_knows_their_own(world: World) -> None:
    """R8: to the citizen all that is theirs is known, whoever asked for it."""
    anna = await somebody(world)
    await asked(world, anna, offer="peer-gruppe", from_department="sel82")
    await asked(world, anna, offer="paaroerende-vejledning", from_department="svr")
    await world.report(says(citizen(anna), anna, asking(from_department=None, origin="self")))
    assert list(world.hinted) == [TO_THE_CITIZEN.format("Netværk for pårørende")]
