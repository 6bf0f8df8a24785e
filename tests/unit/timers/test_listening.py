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
    (spared,) = Listened(MONDAY).heard(back, back).spared
    assert spared == Spared(back, back + HOUR)
    for due in (MONDAY - MINUTE, MONDAY + 10 * MINUTE, MONDAY + 59 * MINUTE, back):
        assert spared.covers(due, back + HOUR - MINUTE)
        assert not spared.covers(due, back + HOUR)
    assert not spared.covers(back + MINUTE, back + MINUTE)


def test_a_working_day_at_most() -> None:
    """R4: a week of outage is not a week more of silence."""
    back = MONDAY + timedelta(days=7)
    assert Listened(MONDAY).heard(back, back).spared == (Spared(back, add_working_days(back, 1)),)


def test_a_busy_moment_is_no_outage() -> None:
    """R4: it listens every few seconds, and may miss twice before that counts."""
    assert timedelta(seconds=3 * LISTENS_EVERY) <= OUTAGE
    listened = Listened(MONDAY)
    for _ in range(100):
        listened = listened.heard(listened.until + OUTAGE, listened.until + OUTAGE)
    assert listened == Listened(MONDAY + 100 * OUTAGE)


def test_another_instance_is_further_on() -> None:
    """R4: while one of them hears, nobody is without a door; what another knew earlier takes nothing back."""
    known = Listened(MONDAY, (Spared(MONDAY - HOUR, MONDAY + HOUR),))
    assert known.heard(MONDAY - MINUTE, MONDAY) == known
    waited_for_it = MONDAY - timedelta(seconds=1)
    assert known.heard(waited_for_it, waited_for_it) == known


@pytest.mark.parametrize(
    ("since", "back", "until"),
    [
        ("2026-11-20 08:00", "2026-11-20 16:00", "2026-11-23 16:00"),
        ("2026-11-20 08:00", "2026-11-21 10:00", "2026-11-23 16:00"),
        ("2026-11-25 10:00", "2026-11-25 14:00", "2026-11-26 10:00"),
        ("2026-11-25 15:50", "2026-11-25 16:10", "2026-11-26 08:10"),
        ("2026-11-25 10:00", "2026-11-25 10:20", "2026-11-25 10:40"),
        ("2026-11-25 20:00", "2026-11-26 06:00", "2026-11-26 16:00"),
        ("2026-11-28 10:00", "2026-11-28 14:00", "2026-11-28 18:00"),
    ],
    ids=["friday", "into saturday", "past closing", "over closing", "in the day", "at night", "on a saturday"],
)
def test_office_hours_are_given_back_in_office_hours(since: str, back: str, until: str) -> None:
    """R4, R9: who lost Friday is not told of as silent on Friday night; who lost no hour of work gets no such hour."""
    lost_from, at, given = (datetime.fromisoformat(each).replace(tzinfo=ZONE) for each in (since, back, until))
    assert Listened(lost_from).heard(at, at).spared == (Spared(at, given),)


def test_each_outage_spares_for_its_own_time() -> None:
    """R4: a restart while a long outage is made up for neither ends what that spares nor makes its own time longer."""
    back, restarted = MONDAY + 10 * HOUR, MONDAY + 11 * HOUR
    night = Listened(MONDAY).heard(back, back)
    listened = Listened(restarted - MINUTE, night.spared).heard(restarted, restarted)
    restart = Spared(restarted, restarted + MINUTE)
    assert listened.spared == (*night.spared, restart)
    assert any(each.covers(back, restarted + MINUTE) for each in listened.spared)
    ran_out_in_the_restart = restarted - timedelta(seconds=20)
    assert not any(each.covers(ran_out_in_the_restart, restarted + MINUTE) for each in listened.spared)


def test_what_is_over_is_forgotten() -> None:
    """R4: neither an outage that has been made up for is kept, nor one for which a later one spares all and longer."""
    back = MONDAY + HOUR
    listened = Listened(MONDAY, (Spared(MONDAY, back), Spared(MONDAY, back + MINUTE))).heard(back, back)
    assert listened.spared == (Spared(back, back + HOUR),)
    much_later = back + timedelta(seconds=1)
    assert listened.heard(much_later, back + HOUR).spared == ()


@pytest.mark.parametrize("ran_out", [False, True])
def test_before_anything_was_kept(ran_out: bool) -> None:
    """R4: a service that is started with clocks long run out was away, nobody knows since when."""
    spared = (Spared(MONDAY, add_working_days(MONDAY, 1)),) if ran_out else ()
    assert Listened.first(MONDAY, ran_out=ran_out) == Listened(MONDAY, spared)


@pytest.mark.parametrize("back", [MINUTE, timedelta(days=30)])
def test_a_clock_that_is_set_back(back: timedelta) -> None:
    """R4: a moment heard that has yet to come would hide every outage until then."""
    now = MONDAY - back
    listened = Listened(MONDAY, (Spared(MONDAY, MONDAY + HOUR),)).heard(now, now)
    assert listened == Listened(now)
    assert listened.heard(now + HOUR, now + HOUR).spared != ()
