"""What an outage spares, by a clock of the test's own."""

from datetime import datetime, timedelta

import pytest

from shared.timers.lengths import ZONE, add_working_days
from shared.timers.listening import OUTAGE, Listened, Spared
from shared.timers.ticker import LISTENS_EVERY

MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_as_long_again() -> None:
    """R4: what ran out in an outage is no silence for as long again as that lasted; what runs out later is its own."""
    back = MONDAY + HOUR
    spared = Listened(MONDAY).heard(back, back).spared
    assert spared == Spared(back, back + HOUR)
    for due in (MONDAY - MINUTE, MONDAY + 10 * MINUTE, MONDAY + 59 * MINUTE, back):
        assert spared.covers(due, back + HOUR - MINUTE)
        assert not spared.covers(due, back + HOUR)
    assert not spared.covers(back + MINUTE, back + MINUTE)


def test_a_working_day_at_most() -> None:
    """R4: a week of outage is not a week more of silence."""
    back = MONDAY + timedelta(days=7)
    assert Listened(MONDAY).heard(back, back).spared == Spared(back, add_working_days(back, 1))


def test_a_busy_moment_is_no_outage() -> None:
    """R4: it listens every few seconds, and may miss twice before that counts."""
    assert timedelta(seconds=3 * LISTENS_EVERY) <= OUTAGE
    listened = Listened(MONDAY)
    for _ in range(100):
        listened = listened.heard(listened.until + OUTAGE, listened.until + OUTAGE)
    assert listened == Listened(MONDAY + 100 * OUTAGE)


def test_another_instance_is_further_on() -> None:
    """R4: while one of them hears, nobody is without a door; what another knew earlier takes nothing back."""
    known = Listened(MONDAY, Spared(MONDAY - HOUR, MONDAY + HOUR))
    assert known.heard(MONDAY - MINUTE, MONDAY) == known
    waited_for_it = MONDAY - timedelta(seconds=1)
    assert known.heard(waited_for_it, waited_for_it) == known


def test_a_short_outage_ends_no_longer_one() -> None:
    """R4: a restart while a night's outage is being made up for."""
    back = MONDAY + 10 * HOUR
    long = Listened(MONDAY).heard(back, back)
    again = long.heard(back + MINUTE, back + MINUTE)
    assert again.spared == Spared(back + MINUTE, back + 10 * HOUR)
    much_later = back + timedelta(days=3)
    assert again.heard(much_later, much_later).spared == Spared(much_later, add_working_days(much_later, 1))


@pytest.mark.parametrize("back", [MINUTE, timedelta(days=30)])
def test_a_clock_that_is_set_back(back: timedelta) -> None:
    """R4: a moment heard that has yet to come would hide every outage until then."""
    now = MONDAY - back
    listened = Listened(MONDAY, Spared(MONDAY, MONDAY + HOUR)).heard(now, now)
    assert listened == Listened(now)
    assert listened.heard(now + HOUR, now + HOUR).spared is not None
