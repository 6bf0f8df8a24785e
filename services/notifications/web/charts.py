"""Bar charts of a year's figures: those of the table beside them, drawn on the server, without a script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.notifications.web.overviews import Offer

_ROW: Final = 56
_BAR: Final = 18


@dataclass(frozen=True, slots=True)
class Bar:
    """`length` is in per cent of the widest bar of the year, so that departments can be compared; 0 for what is not
    told. `words` is the figure."""

    name: str
    words: str
    length: float
    label_y: int
    bar_y: int


@dataclass(frozen=True, slots=True)
class Chart:
    """`said` is what a reader without eyes on it hears. `height` is in pixels; the width is the page's."""

    bars: tuple[Bar, ...]
    height: int
    bar: int
    said: str


def charts(departments: Mapping[str, Sequence[Offer]]) -> dict[str, Chart]:
    """By department; where nothing is told of a department it has no chart."""
    most = max((offer.at_least or 0 for offers in departments.values() for offer in offers), default=0)
    return {name: _chart(offers, most) for name, offers in departments.items() if any(each.at_least for each in offers)}


def words(at_least: int | None) -> str:
    return "under 5" if at_least is None else f"mindst {at_least}"


def _chart(offers: Sequence[Offer], most: int) -> Chart:
    bars = tuple(
        Bar(
            offer.name,
            words(offer.at_least),
            round(100 * (offer.at_least or 0) / most, 1),
            number * _ROW + 20,
            number * _ROW + 28,
        )
        for number, offer in enumerate(offers)
    )
    said = "; ".join(f"{bar.name}: {bar.words}" for bar in bars)
    return Chart(bars, len(bars) * _ROW, _BAR, f"{said}.")
