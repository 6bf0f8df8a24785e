"""The year's overview: told once, and the same ever after."""

from services.referral.domain.yearly import lines_of, year_told
from services.referral.ports import Overview, Overviews


async def yearly_overview(year: int, overviews: Overviews) -> Overview:
    """The overview as it was first told, now where it never was. Raises `Refused` (422, 404) as `year_told`.

    It names nobody and is the same for all, so who took it is not kept.
    """
    start, end = year_told(year, await overviews.now())
    return await overviews.kept(year) or await overviews.keep(year, lines_of(await overviews.asked(start, end)))
