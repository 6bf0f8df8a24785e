"""What holds of the yearly overview, in memory and on the real database alike.

Each test has a year of its own, as a year is told once and the database is shared.
"""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.referral.domain.yearly import Line
from services.referral.handlers import yearly_overview
from shared.contracts import Refused
from tests.suites.referral_story import correcting, of, says
from tests.suites.referral_world import World, asked, somebody

TRAINING, GUIDANCE, GROUP = "kraftcenter-traening", "paaroerende-vejledning", "polaris-gruppe"


async def _told(world: World, year: int) -> dict[str, Line]:
    return {line.offer: line for line in (await yearly_overview(year, world.overviews)).lines}


async def _asked_in(world: World, year: int, number: int, first: int = 0, **data: Any) -> list[tuple[UUID, UUID]]:
    """So many citizens, from number `first` on, are referred once in the year: citizen and referral of each."""
    made = []
    for n in range(first, first + number):
        citizen = await somebody(world, f"010190{1000 + n}")
        id_ = await asked(world, citizen, **data)
        await world.made_at(citizen, id_, datetime(year, 6, 1, tzinfo=UTC))
        made.append((citizen, id_))
    return made


async def test_a_citizen_counts_once_in_a_line(world: World) -> None:
    """V4: an offer tells how many citizens it was asked for, not how often, and rounded down to the nearest five."""
    made = await _asked_in(world, 2001, 7)
    for citizen, _ in made[:5]:
        again = await asked(world, citizen)
        await world.made_at(citizen, again, datetime(2001, 9, 1, tzinfo=UTC))
    told = await _told(world, 2001)
    assert told[TRAINING] == Line("kraftcenter", TRAINING, 5, ("relationer",))
    assert told[GUIDANCE] == Line("paaroerende", GUIDANCE, None, ())


async def test_few_are_not_told_nor_what_they_are_about(world: World) -> None:
    """V4: four citizens are told as nobody is; a theme of four citizens is not told on a line that is."""
    await _asked_in(world, 2002, 4, offer=GUIDANCE)
    await _asked_in(world, 2002, 4)
    await _asked_in(world, 2002, 2, first=4, themes=())
    told = await _told(world, 2002)
    assert (told[GUIDANCE].at_least, told[GUIDANCE].themes) == (None, ())
    assert (told[TRAINING].at_least, told[TRAINING].themes) == (5, ())


async def test_an_application_and_a_referral_are_one_asking_for_the_offer(world: World) -> None:
    """V4: a line is the offer under who runs it: how many of those who applied were granted cannot be subtracted."""
    await _asked_in(world, 2003, 5, offer=GROUP, to_department="svr")
    assert (await _told(world, 2003))[GROUP] == Line("socialpsykiatri", GROUP, 5, ("relationer",))


async def test_what_was_entered_in_error_does_not_count(world: World) -> None:
    """V4, R7: a referral that should never have been is nobody's."""
    ((citizen, id_), *_) = await _asked_in(world, 2004, 5)
    await world.report(says(of("socialpsykiatri"), citizen, correcting(id_)))
    assert (await _told(world, 2004))[TRAINING].at_least is None


async def test_a_year_is_told_once(world: World) -> None:
    """V4, over time: what is told stays, whoever comes or goes afterwards, so two readings cannot be subtracted."""
    (*_, (citizen, id_)) = await _asked_in(world, 2005, 5)
    first = await yearly_overview(2005, world.overviews)
    await world.report(says(of("socialpsykiatri"), citizen, correcting(id_)))
    assert await yearly_overview(2005, world.overviews) == first
    assert {line.offer: line.at_least for line in first.lines}[TRAINING] == 5


async def test_two_who_ask_at_once_are_told_the_same(world: World) -> None:
    """V4: the year is told once, also where two are the first."""
    one, other = await asyncio.gather(*(yearly_overview(2006, world.overviews) for _ in range(2)))
    assert one == other


async def test_a_year_begins_and_ends_in_denmark(world: World) -> None:
    """V4: a year is the Danish one; half past midnight there is still last year in UTC."""
    for citizen, id_ in await _asked_in(world, 2007, 5):
        await world.made_at(citizen, id_, datetime(2007, 12, 31, 23, 30, tzinfo=UTC))
    assert (await _told(world, 2007))[TRAINING].at_least is None
    assert (await _told(world, 2008))[TRAINING].at_least == 5


async def test_a_year_that_is_not_over_is_refused(world: World) -> None:
    """V4: told while it lasts, a year could be subtracted from itself; and no year is before there were referrals."""
    this_year = (await world.overviews.now()).year
    for year, status in ((this_year, 422), (this_year + 1, 422), (1999, 404), (-1, 404)):
        with pytest.raises(Refused) as refused:
            await yearly_overview(year, world.overviews)
        assert refused.value.status == status
        assert str(year) not in refused.value.detail
        assert await world.overviews.kept(year) is None
