"""Moments and deadlines in words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.notifications.web.dates import deadline, moment

NOW = datetime(2026, 11, 23, 9, 32, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 23, 8, 5, tzinfo=UTC), "i dag kl. 9.05"),
        (datetime(2026, 11, 22, 22, 59, tzinfo=UTC), "i går kl. 23.59"),
        (datetime(2026, 11, 22, 23, 1, tzinfo=UTC), "i dag kl. 0.01"),
        (datetime(2026, 7, 1, 6, 0, tzinfo=UTC), "1. juli kl. 8.00"),
        (datetime(2025, 12, 31, 12, 0, tzinfo=UTC), "31. december 2025 kl. 13.00"),
    ],
)
def test_a_moment_is_in_danish_time_and_names_the_year_only_where_it_is_another(at: datetime, words: str) -> None:
    """People read Danish time, summer time included, whatever the server's zone."""
    assert moment(at, NOW) == words


@pytest.mark.parametrize(
    ("after", "left", "urgency"),
    [
        (timedelta(days=-9), "overskredet med 9 dage", "overdue"),
        (timedelta(days=-1), "overskredet med 1 dag", "overdue"),
        (timedelta(minutes=-1), "overskredet i dag", "overdue"),
        (timedelta(hours=3), "i dag", "today"),
        (timedelta(days=1), "i morgen", "soon"),
        (timedelta(days=2), "om 2 dage", "soon"),
        (timedelta(days=5), "om 5 dage", "later"),
    ],
)
def test_a_deadline_says_in_words_what_is_left_of_it(after: timedelta, left: str, urgency: str) -> None:
    """By when: never by colour alone."""
    shown = deadline(NOW + after, NOW)
    assert (shown.left, shown.urgency) == (left, urgency)


def test_a_deadline_names_its_weekday_and_clock() -> None:
    """Working days are what people plan by."""
    assert deadline(datetime(2026, 11, 27, 11, 0, tzinfo=UTC), NOW).day == "fredag 27. november kl. 12.00"
    assert deadline(datetime(2027, 1, 4, 11, 0, tzinfo=UTC), NOW).day == "mandag 4. januar 2027 kl. 12.00"


def test_a_plain_date_runs_out_with_its_day() -> None:
    """A date has no clock: it is not overdue before the day is over."""
    assert deadline(date(2026, 11, 23), NOW).left == "i dag"
    assert deadline(date(2026, 11, 22), NOW).left == "overskredet med 1 dag"
