"""Until when a notice can be put off: the moments people mean, in Danish time."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from services.notifications.web.dates import ZONE, clock, moment

_NEXT_WEEK = "Næste uge"
_MORNING, _AFTERNOON = time(8), time(13)


class Moment(NamedTuple):
    """`label` is what one says, `words` when that is, `iso` for the form."""

    label: str
    words: str
    iso: str

    @property
    def said(self) -> str:
        """Both, once each."""
        return f"{self.label}{' ' if self.words.startswith('kl.') else ', '}{self.words}"


def moments(now: datetime, due: datetime | None) -> list[Moment]:
    """Those that lie ahead and not after the deadline of what is asked, None where nothing is."""
    local = now.astimezone(ZONE)
    today = local.date()
    wanted = (
        ("I eftermiddag", datetime.combine(today, _AFTERNOON, ZONE)),
        ("I morgen", on_the_morning(today + timedelta(days=1))),
        (_NEXT_WEEK, on_the_morning(today + timedelta(days=7 - today.weekday()))),
    )
    return [
        Moment(label, moment(at, now) if label == _NEXT_WEEK else f"kl. {clock(at)}", at.isoformat())
        for label, at in wanted
        if at > now + timedelta(minutes=30) and (due is None or at <= due)
    ]


def on_the_morning(day: date) -> datetime:
    """When the day's work begins."""
    return datetime.combine(day, _MORNING, ZONE)


def read(til: str, dato: str) -> datetime | None:
    """What a form says: one of `moments`, or a date; None for what is neither."""
    try:
        if til:
            at = datetime.fromisoformat(til)
            return at if at.tzinfo is not None else None
        return on_the_morning(date.fromisoformat(dato))
    except ValueError:
        return None
