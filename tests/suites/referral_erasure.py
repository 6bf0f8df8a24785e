"""What holds of erasing a citizen at the referral service, in memory and on the real database alike."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.referral.handlers import (
    ask_for_erasure,
    confirm_erasure,
    standing_erasure,
    standing_erasures,
    withdraw_erasure,
)
from services.referral.ports import Wanted
from shared.contracts import CitizenErased, Refused, Reporter
from tests.suites.referral_story import app, asking, looking, of, says, started
from tests.suites.referral_world import World, asked, somebody

DAYS = timedelta(days=14)
SOCIAL, KRAFT = of("socialpsykiatri", "manager"), of("kraftcenter", "manager")


async def ask(world: World, citizen_id: UUID, by: Reporter = SOCIAL, stands: timedelta = DAYS) -> None:
    await ask_for_erasure(looking(by), citizen_id, world.erasures, stands)


async def confirm(world: World, citizen_id: UUID, by: Reporter = KRAFT) -> None:
    await confirm_erasure(looking(by), citizen_id, world.erasures)


async def refused(act: object, problem: str) -> None:
    with pytest.raises(Refused) as no:
        await act  # type: ignore[misc]
    assert no.value.problem == problem


async def test_one_manager_asks_and_another_confirms(world: World) -> None:
    """V3: then the citizen is erased: nothing is read, known or timed any more, and the same number is somebody new."""
    anna = await somebody(world)
    id_ = await asked(world, anna, note="En note.")
    await ask(world, anna)
    assert (await world.involvement_of(anna)).erased is False
    await confirm(world, anna)
    assert (await world.involvement_of(anna)).erased
    assert await world.referral_of(anna, id_) is None
    assert await world.timers_of(anna) == {}
    assert await world.looks_at(anna) == []
    for look in (looking(of("kraftcenter")), looking(of("svr"), reason="Akut.")):
        assert await world.referrals(look, Wanted(anna)) == []
        assert await world.citizen(look, anna) is None
    assert await somebody(world) != anna


async def test_nobody_confirms_what_they_asked_for(world: World) -> None:
    """V3: it takes two people, also where the one who asked asks as another department's manager."""
    anna = await somebody(world)
    await asked(world, anna)
    await ask(world, anna)
    await refused(confirm(world, anna, SOCIAL), "another-manager")
    await refused(confirm(world, anna, Reporter(SOCIAL.name, "manager", "kraftcenter")), "another-manager")
    assert not (await world.involvement_of(anna)).erased


async def test_nobody_but_managers_ask_or_confirm(world: World) -> None:
    """V3: never an app, an operator or a coordinator, whatever they know of the citizen; nor the citizen."""
    anna = await somebody(world)
    await asked(world, anna)
    others = (
        app("socialpsykiatri"), of("socialpsykiatri"), Reporter("drift", "operator"),
        Reporter("borgeren", "citizen", citizen_id=anna),
    )  # fmt: skip
    for who in others:
        await refused(ask(world, anna, who), "forbidden")
    await ask(world, anna)
    for who in others:
        await refused(confirm(world, anna, who), "forbidden")


async def test_who_asks_may_read_the_name_or_breaks_the_glass(world: World) -> None:
    """V3, I2: another department's manager is told nothing, not even whether there is such a citizen."""
    anna = await somebody(world)
    await asked(world, anna)
    stranger = of("svr", "manager")
    await refused(ask(world, anna, stranger), "not-involved")
    await refused(ask(world, uuid4(), stranger), "not-involved")
    glass = looking(stranger, reason="Borgeren har selv bedt om det.")
    await ask_for_erasure(glass, anna, world.erasures, DAYS)
    assert glass in await world.looks_at(anna)


async def test_asked_again_the_same_ask_stands(world: World) -> None:
    """V3: asking twice wins no time, and a second manager who asks has not confirmed."""
    anna = await somebody(world)
    await asked(world, anna)
    first = await ask_for_erasure(looking(SOCIAL), anna, world.erasures, DAYS)
    for who in (SOCIAL, KRAFT):
        assert await ask_for_erasure(looking(who), anna, world.erasures, DAYS) == first
    assert not (await world.involvement_of(anna)).erased


async def test_every_manager_finds_what_is_to_be_confirmed_and_may_say_no(world: World) -> None:
    """V3, V2: the ask is seen, listed and withdrawn by managers, and each look at it is a row in the citizen's log."""
    anna = await somebody(world)
    await asked(world, anna)
    await ask(world, anna)
    other = looking(of("svr", "manager"))
    assert (await standing_erasure(other, anna, world.erasures)).department == "socialpsykiatri"
    assert anna in [a.citizen_id for a in await standing_erasures(other, world.erasures, limit=200)]
    assert (await world.looks_at(anna)).count(other) == 2
    await withdraw_erasure(other, anna, world.erasures)
    for act in (standing_erasure, withdraw_erasure, confirm_erasure):
        await refused(act(other, anna, world.erasures), "not-found")
    assert anna not in [a.citizen_id for a in await standing_erasures(other, world.erasures, limit=200)]


async def test_an_ask_that_has_expired_is_none(world: World) -> None:
    """V3: what nobody confirmed in time must be asked for anew, by whoever it is then."""
    anna = await somebody(world)
    await asked(world, anna)
    await ask(world, anna, stands=timedelta(0))
    await refused(confirm(world, anna), "not-found")
    await ask(world, anna, KRAFT)
    await confirm(world, anna, SOCIAL)
    assert (await world.involvement_of(anna)).erased


async def test_confirmed_again_it_is_as_it_was(world: World) -> None:
    """V3: a confirmation whose answer was lost is sent again; nothing more is told."""
    anna = await somebody(world)
    await asked(world, anna)
    await ask(world, anna)
    await confirm(world, anna)
    await confirm(world, anna)
    assert [type(e.data) for e in await world.published_of(anna)].count(CitizenErased) == 1


async def test_what_comes_after_rebuilds_nothing(world: World) -> None:
    """V3: a late event takes no effect, and a report is answered as if the citizen had never been known."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    await ask(world, anna)
    await confirm(world, anna)
    told = await world.published_of(anna)
    await world.hear(started(anna, id_))
    with pytest.raises(Refused):
        await world.report(says(of("socialpsykiatri"), anna, asking()))
    assert await world.published_of(anna) == told
    assert await world.referral_of(anna, id_) is None
    assert await world.timers_of(anna) == {}
    assert (await world.involvement_of(anna)).erased


async def test_nobody_but_managers_look_at_it_or_say_no(world: World) -> None:
    """V3: wherever they are asked from, the use cases themselves let no other role see, list or withdraw an ask."""
    anna = await somebody(world)
    await asked(world, anna)
    await ask(world, anna)
    for who in (app("socialpsykiatri"), of("socialpsykiatri"), Reporter("drift", "operator", "kraftcenter")):
        await refused(standing_erasure(looking(who), anna, world.erasures), "forbidden")
        await refused(withdraw_erasure(looking(who), anna, world.erasures), "forbidden")
        await refused(standing_erasures(looking(who), world.erasures), "forbidden")
    assert (await standing_erasure(looking(KRAFT), anna, world.erasures)).citizen_id == anna
