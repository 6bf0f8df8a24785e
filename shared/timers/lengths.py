"""How long each clock runs: working days after Danish holidays, or an ISO 8601 duration (I4)."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from shared.contracts.codes import read_list

ZONE = ZoneInfo("Europe/Copenhagen")
_WORKING_DAYS = re.compile(r"(\d{1,3})D?")
_DURATION = TypeAdapter(timedelta)

_MONTHS = re.compile(r"P(\d{1,2})M")
_CLOSED: frozenset[str] = frozenset(read_list("closed_days")["beside_holidays"]["days"])


@dataclass(frozen=True, slots=True)
class Months:
    """Months of the calendar: to the same day of a later one, or its last where it is shorter."""

    number: int

    def after(self, start: datetime) -> datetime:
        """The same Danish clock time, that many months on."""
        local = start.astimezone(ZONE)
        year, month = divmod(local.year * 12 + local.month - 1 + self.number, 12)
        day = min(local.day, monthrange(year, month + 1)[1])
        return local.replace(year=year, month=month + 1, day=day).astimezone(start.tzinfo)


Length = int | timedelta | Months
"""A number of working days, a duration that runs through nights and holidays, or months of the calendar."""

CLOCKS = frozenset(
    {"answer", "start", "follow_up", "level2", "level3", "waiting", "companionship", "unread", "stand_in"}
)
"""Every clock there is; not all of them run yet."""

# I4, R9, C6 and N4; `level2` and `level3` count from the one before (R4), `stand_in` from when that one was asked.
DEFAULTS: Mapping[str, Length] = MappingProxyType(
    {
        "answer": 5,
        "answer.urgent": 1,
        "start": 10,
        "level2": 2,
        "level3": 5,
        "waiting": timedelta(minutes=10),
        "companionship": Months(6),
        "unread": 1,
        "stand_in": 1,
    }
)


@dataclass(frozen=True, slots=True)
class ClockLengths:
    """The municipality's lengths over the shipped ones.

    A name is a clock (`answer`), or a clock with what it depends on (`answer.urgent`, `answer.peer-gruppe`,
    `answer.peer-gruppe.urgent`); the most particular one given counts.
    """

    own: Mapping[str, Length] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> "ClockLengths":
        """From `answer=PT2S,start=10D`. Raises ValueError with one line that names the clock and not the value."""
        own: dict[str, Length] = {}
        for part in filter(None, (p.strip() for p in text.split(","))):
            name, _, length = part.partition("=")
            if name.split(".")[0] not in CLOCKS:
                raise ValueError("a clock is named that there is not")
            own[name] = _length(name, length)
        return cls(own)

    def due(
        self,
        clock: str,
        start: datetime,
        *,
        offer: str | None = None,
        priority: str | None = None,
        agreed: date | None = None,
    ) -> datetime:
        """When the clock runs out that starts at `start` (aware). A working day ends at the hour it began.

        Some clocks have no length of their own but a day that was agreed: without a length they run out when that day
        ends in Denmark. Raises KeyError where there is neither.
        """
        length = self._of(clock, offer, priority)
        if length is None:
            if agreed is None:
                raise KeyError(clock)
            return end_of(agreed)
        if isinstance(length, Months):
            return length.after(start)
        return start + length if isinstance(length, timedelta) else add_working_days(start, length)

    def runs_on(
        self,
        clock: str,
        due: datetime,
        paused: datetime,
        at: datetime,
        *,
        offer: str | None = None,
        priority: str | None = None,
    ) -> datetime:
        """When the clock runs out that stood still from `paused` and goes on at `at`: what was left of it is left.

        One that ran out before it was paused stays where it was.
        """
        if due <= paused:
            return due
        if isinstance(self._of(clock, offer, priority), int):
            return add_working_time(at, working_time(paused, due))
        return at + (due - paused)

    def _of(self, clock: str, offer: str | None, priority: str | None) -> Length | None:
        names = [f"{clock}.{offer}.{priority}", f"{clock}.{offer}", f"{clock}.{priority}", clock]
        # A length given for the bare clock is meant for every priority: it must not lose to a shipped particular one.
        for lengths in (self.own, DEFAULTS):
            for name in names:
                if name in lengths:
                    return lengths[name]
        return None


def end_of(day: date) -> datetime:
    """The last second of the day in Denmark."""
    return datetime.combine(day, time(23, 59, 59), ZONE)


def add_working_days(start: datetime, days: int) -> datetime:
    """The same Danish clock time, that many working days on; a weekend or holiday is not counted."""
    local = start.astimezone(ZONE)
    day = local.date()
    while days > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            days -= 1
    return local.replace(year=day.year, month=day.month, day=day.day).astimezone(start.tzinfo)


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when of each working day, counted from its midnight."""

    opens: timedelta
    closes: timedelta


ROUND_THE_CLOCK = Hours(timedelta(), timedelta(hours=24))


def working_time(start: datetime, end: datetime, hours: Hours = ROUND_THE_CLOCK) -> timedelta:
    """How much of the time between the two lies in these hours of working days, summer time or not."""
    at, last, total = _on_the_wall(start), _on_the_wall(end), timedelta()
    day = _midnight_of(at)
    while day < last:
        if is_working_day(day.date()):
            total += max(timedelta(), min(last, day + hours.closes) - max(at, day + hours.opens))
        day += timedelta(days=1)
    return total


def add_working_time(start: datetime, time: timedelta, hours: Hours = ROUND_THE_CLOCK) -> datetime:
    """When so much time in these hours of working days has gone by since `start`."""
    at = _on_the_wall(start)
    day = _midnight_of(at)
    while True:
        begins, ends = max(at, day + hours.opens), day + hours.closes
        if is_working_day(day.date()) and begins <= ends:
            if time <= ends - begins:
                return (begins + time).replace(tzinfo=ZONE).astimezone(start.tzinfo)
            time -= ends - begins
        day += timedelta(days=1)


def _on_the_wall(at: datetime) -> datetime:
    return at.astimezone(ZONE).replace(tzinfo=None)


def _midnight_of(at: datetime) -> datetime:
    return datetime.combine(at.date(), datetime.min.time())


def is_working_day(day: date) -> bool:
    """Monday to Friday, but for Danish public holidays and the other days on which municipal offices are closed."""
    return day.weekday() < 5 and f"{day:%m-%d}" not in _CLOSED and day not in _holidays(day.year)


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    # Its calendars are a tenth of a service's start, and most services count no working days.
    from holidays.countries.denmark import Denmark

    return frozenset(Denmark(years=year))  # type: ignore[no-untyped-call]  # the library ships no annotations


def _length(name: str, text: str) -> Length:
    if match := _WORKING_DAYS.fullmatch(text):
        if int(match[1]) > 0:
            return int(match[1])
        raise ValueError(f"the length of the clock {name} is not above zero")
    if (match := _MONTHS.fullmatch(text)) and int(match[1]) > 0:
        # Read as a duration, a month would be thirty days.
        return Months(int(match[1]))
    try:
        length = _DURATION.validate_python(text)
    except ValidationError:
        raise ValueError(f"the length of the clock {name} is neither working days nor an ISO 8601 duration") from None
    if length <= timedelta():
        raise ValueError(f"the length of the clock {name} is not above zero")
    return length
