"""Clocks that stand still for a time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.timers import ClockLengths
from shared.timers.lengths import ZONE, add_working_days, add_working_time, working_time

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("due", "paused", "resumed", "expected"),
    [
        (at(11, 25), at(11, 23), at(11, 30), at(12, 2)),
        (at(11, 25), at(11, 20), at(12, 4), at(12, 9)),  # over two weekends
        (at(11, 25), at(11, 21), at(11, 30), at(12, 2, 20)),  # paused on a Saturday, whose hours are none
        (at(12, 23), at(12, 21), at(12, 22), at(12, 28)),  # over Christmas, which begins on the 24th
        (at(3, 30), at(3, 27), at(3, 30), at(3, 31)),  # into summer time
        (at(11, 20), at(11, 23), at(11, 30), at(11, 20)),
    ],
)
def test_what_was_left_is_left(due: datetime, paused: datetime, resumed: datetime, expected: datetime) -> None:
    """R1, I4: as much working time after the pause as before it; what had run out stays where it was."""
    assert ClockLengths().runs_on("start", due, paused, resumed) == expected


def test_a_duration_runs_through_nights_and_holidays() -> None:
    """I4: a clock whose length is a duration has its rest in hours."""
    lengths = ClockLengths.parse("start=PT30H")
    assert lengths.runs_on("start", at(11, 21), at(11, 20), at(11, 28)) == at(11, 29)


@given(MOMENTS, MOMENTS, st.integers(1, 20))
def test_a_clock_that_stood_still_for_no_time_is_as_it_was(start: datetime, later: datetime, days: int) -> None:
    """R1: pausing and going on at once changes nothing, and no pause lengthens or shortens what is left."""
    due = add_working_days(start, days)
    left = working_time(start, due)
    assert working_time(later, add_working_time(later, left)) == left
    assert left <= timedelta(days=days)
    assert working_time(start, ClockLengths().runs_on("start", due, start, start)) == left
