"""Moments and deadlines as people in Denmark write them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Copenhagen")

_MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip
_WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when something is asked. `day` is the day in words, `left` what that means today, `iso` for machines."""

    day: str
    left: str
    urgency: Literal["overdue", "today", "soon", "later"]
    iso: str


def local_day(at: datetime) -> date:
    """The day on which it is in Denmark. `at` aware."""
    return at.astimezone(ZONE).date()


def day(on: date, today: date) -> str:
    """`i dag`, `i morgen`, `i går`, else `27. november`; with the year where it is another."""
    known = {0: "i dag", 1: "i morgen", -1: "i går"}.get((on - today).days)
    if known is not None:
        return known
    year = f" {on.year}" if on.year != today.year else ""
    return f"{on.day}. {_MONTHS[on.month - 1]}{year}"


def clock(at: datetime) -> str:
    """`9.05`, in Danish time."""
    local = at.astimezone(ZONE)
    return f"{local.hour}.{local.minute:02}"


def moment(at: datetime, now: datetime) -> str:
    """`i dag kl. 9.05`, `20. november kl. 14.10`. Both moments aware."""
    return f"{day(local_day(at), local_day(now))} kl. {clock(at)}"


def deadline(due: datetime | date, now: datetime) -> Deadline:
    """How a deadline stands now. A date runs out with its day, a moment when it is there; both in Danish time."""
    today = local_day(now)
    on = local_day(due) if isinstance(due, datetime) else due
    year = f" {on.year}" if on.year != today.year else ""
    words = f"{_WEEKDAYS[on.weekday()]} {on.day}. {_MONTHS[on.month - 1]}{year}"
    if isinstance(due, datetime):
        words += f" kl. {clock(due)}"
    days = (on - today).days
    if (due < now) if isinstance(due, datetime) else days < 0:
        return Deadline(words, _overdue(-days), "overdue", due.isoformat())
    if days == 0:
        return Deadline(words, "i dag", "today", due.isoformat())
    left = "i morgen" if days == 1 else f"om {days} dage"
    return Deadline(words, left, "soon" if days <= 2 else "later", due.isoformat())


def _overdue(days: int) -> str:
    if days == 0:
        return "overskredet i dag"
    return f"overskredet med {days} dag" if days == 1 else f"overskredet med {days} dage"
