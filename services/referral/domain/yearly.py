"""The year's overview for the council (V4): what was asked for, told so that nobody can be made out of the figures.

A line is an offer, under the department that runs it, and a citizen counts once in it, whether an application or a
referral asked for the offer, and whatever became of it. Who signed up for a course, or began on an intervention,
without a referral is on no line. What is told of a line:

- its citizens, rounded down to the nearest `STEP`: "at least 10" is 10, 11, 12, 13 or 14. Fewer than `STEP` are not
  told, and neither is whether there was anybody. Rounding to the nearest would leave three counts behind a 5.
- the themes that at least `STEP` of them had, without a number.

No total is told, of lines, departments or years, and no count that is part of another: one referral is in one line and
one year, and a referral need not have a theme. So lines and years say nothing about each other: whichever of its five
counts each line has, there are citizens who would have been told of just so. Therefore no sum or difference of lines,
weighted in whole numbers, is known more closely than five counts. The year is told once and kept, so that it cannot be
asked before and after somebody came.

What remains: who knows all citizens of a line but one, and that they are just one short of a step, learns about that
one, as from every figure that is true. To others a figure is the same with and without any one citizen, another being
there instead.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.contracts import Refused
from shared.contracts.codes import DEPARTMENTS, OFFERS, THEMES, ReferralState

STEP = 5
FIRST_YEAR = 2000
"""Before any referral there can be: without an end, each number in the address would be a year to keep."""

_ZONE = ZoneInfo("Europe/Copenhagen")


class Asked(NamedTuple):
    """One referral of the year."""

    citizen_id: UUID
    offer: str
    themes: tuple[str, ...]
    state: ReferralState


@dataclass(frozen=True, slots=True)
class Line:
    """`at_least` is a multiple of `STEP`, None below it; `themes` are those that at least `STEP` citizens had."""

    department: str
    offer: str
    at_least: int | None
    themes: tuple[str, ...]


def year_told(year: int, now: datetime) -> tuple[datetime, datetime]:
    """From when until (not including) when a referral of the year was made, in Danish time.

    Raises `Refused` for a year that is not over, and (404) for one of which there can be nothing.
    """
    if year < FIRST_YEAR:
        raise Refused("not-found", "Der er ingen oversigt for det år.", status=404)
    if year >= now.astimezone(_ZONE).year:
        detail = "Året er ikke slut. Oversigten kan hentes, når året er gået."
        raise Refused("invalid", detail, pointer="/path/year")
    return datetime(year, 1, 1, tzinfo=_ZONE), datetime(year + 1, 1, 1, tzinfo=_ZONE)


def lines_of(asked: Iterable[Asked]) -> tuple[Line, ...]:
    """One for each offer on the list, in the order of departments and offers; what was entered in error is left out."""
    citizens: dict[str, set[UUID]] = {}
    with_theme: dict[tuple[str, str], set[UUID]] = {}
    for each in asked:
        if each.state == "entered-in-error":
            continue
        citizens.setdefault(each.offer, set()).add(each.citizen_id)
        for theme in each.themes:
            with_theme.setdefault((each.offer, theme), set()).add(each.citizen_id)
    return tuple(
        Line(
            department=department,
            offer=offer.code,
            at_least=_told(len(citizens.get(offer.code, ()))),
            themes=tuple(theme for theme in THEMES if len(with_theme.get((offer.code, theme), ())) >= STEP),
        )
        for department in DEPARTMENTS
        for offer in OFFERS.values()
        if offer.run_by == department
    )


def _told(count: int) -> int | None:
    return count // STEP * STEP or None
