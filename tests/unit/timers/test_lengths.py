"""How long each clock runs."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.timers import ClockLengths
from shared.timers.lengths import ZONE, add_working_days, is_working_day


def at(year: int, month: int, day: int, hour: int = 10) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (at(2026, 11, 23), 1, at(2026, 11, 24)),
        (at(2026, 11, 27), 1, at(2026, 11, 30)),
        (at(2026, 11, 28), 1, at(2026, 11, 30)),
        (at(2026, 4, 1), 1, at(2026, 4, 7)),  # Maundy Thursday to Easter Monday
        (at(2026, 12, 23), 2, at(2026, 12, 29)),  # neither 24 December nor Christmas
        (at(2026, 12, 30), 1, at(2027, 1, 4)),  # neither 31 December nor New Year's Day
        (at(2026, 6, 4), 1, at(2026, 6, 8)),  # over Grundlovsdag, a Friday
        (at(2026, 10, 23), 5, at(2026, 10, 30)),
    ],
)
def test_working_days(start: datetime, days: int, end: datetime) -> None:
    """R4: weekends, Danish holidays and other days the offices are closed do not count; a day ends at the hour it
    began, summer time or not."""
    assert add_working_days(start, days) == end


def test_a_day_is_a_danish_one() -> None:
    """Shortly before midnight UTC it is already the next day in Denmark."""
    friday_night = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
    assert add_working_days(friday_night, 1) == datetime(2026, 11, 29, 23, 30, tzinfo=UTC)
    assert not is_working_day(date(2026, 12, 25))


@pytest.mark.parametrize("year", range(2026, 2037))
def test_municipal_offices_are_closed_on_days_that_are_no_holidays(year: int) -> None:
    """R4, I4: Grundlovsdag, 24 and 31 December are no working days in any year; 1 May is one."""
    assert not any(is_working_day(date(year, *day)) for day in ((6, 5), (12, 24), (12, 31)))
    labour_day = date(year, 5, 1)
    assert is_working_day(labour_day) == (labour_day.weekday() < 5)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("", 1),
        ("answer=3", 3),
        ("answer=3,answer.urgent=2", 2),
        ("answer.peer-gruppe=4,answer.urgent=2", 4),
        ("answer.peer-gruppe=4,answer.peer-gruppe.urgent=6D", 6),
    ],
)
def test_the_most_particular_length_counts(own: str, expected: int) -> None:
    """I4: per offer and priority, the municipality's over the shipped ones."""
    start = at(2026, 11, 23)
    due = ClockLengths.parse(own).due("answer", start, offer="peer-gruppe", priority="urgent")
    assert due == add_working_days(start, expected)


def test_a_duration_runs_through_the_night() -> None:
    """An ISO 8601 duration counts every hour."""
    start = at(2026, 11, 27, 23)
    assert ClockLengths.parse("answer=PT2S").due("answer", start) == start + timedelta(seconds=2)
    assert ClockLengths().due("waiting", start) == start + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("", at(2026, 8, 31), at(2027, 2, 28)),
        ("", at(2026, 12, 20), at(2027, 6, 20)),
        ("companionship=P1M", at(2027, 12, 31), at(2028, 1, 31)),
        ("companionship=P30D", at(2026, 12, 20), at(2027, 1, 19)),
    ],
)
def test_months_are_the_calendars(text: str, start: datetime, end: datetime) -> None:
    """C6: half a year is to the same day and hour, or the last day of a shorter month, summer time or not."""
    assert ClockLengths.parse(text).due("companionship", start) == end


@pytest.mark.parametrize(
    "text", ["answer=P0M", "answer=soon", "answer=PT0S", "answer=-PT1H", "answer=0", "answer=", "answr=1"]
)
def test_what_is_no_length(text: str) -> None:
    """One line names the clock, never the value; a clock that there is not is no silent nothing."""
    with pytest.raises(ValueError, match="clock") as wrong:
        ClockLengths.parse(text)
    assert text.partition("=")[2] not in str(wrong.value) or text in {"answer=", "answer=0", "answr=1"}


def test_a_clock_nobody_gave_a_length() -> None:
    """It is a fault of ours, not a clock that never runs."""
    with pytest.raises(KeyError):
        ClockLengths().due("follow_up", at(2026, 11, 23))


def test_an_agreed_day_counts_where_no_length_is_given() -> None:
    """I4: follow-up on the date agreed, to the end of the Danish day, or a duration; nothing else has such a day."""
    now, day = at(2026, 11, 23), date(2027, 7, 1)
    assert ClockLengths().due("follow_up", now, agreed=day) == datetime(2027, 7, 1, 21, 59, 59, tzinfo=UTC)
    assert ClockLengths.parse("follow_up=PT2S").due("follow_up", now, agreed=day) == now + timedelta(seconds=2)
    assert ClockLengths().due("start", now, agreed=day) == add_working_days(now, 10)
    with pytest.raises(KeyError):
        ClockLengths().due("follow_up", now)
