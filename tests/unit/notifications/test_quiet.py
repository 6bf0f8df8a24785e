"""Quiet hours (N3), as a pure function of the moment: through every night, weekend, holiday and change of the clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain import recipient as to
from services.notifications.domain.quiet import NEVER, SHIPPED_QUIET, ZONE, Hours, Quiet, digest_of
from shared.contracts import ReferralCreated, RelativeDesignated
from shared.timers.lengths import is_working_day
from tests.suites.notifications_story import webhook_delivery

STAFF, PEOPLE = SHIPPED_QUIET.of("department"), SHIPPED_QUIET.of("relative")
# Two years with both changes of the clock, a Christmas on weekdays and an Easter.
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda m: datetime(2025, 12, 1, tzinfo=UTC) + timedelta(minutes=m))
HOURS = st.builds(Hours, st.integers(0, 23), st.integers(0, 23), st.booleans(), st.just(False))
CLOCK_CHANGES = [datetime(2026, 3, 28, 20, 30, tzinfo=UTC), datetime(2026, 10, 24, 19, 30, tzinfo=UTC)]


def danish(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def first_calm(hours: Hours, at: datetime) -> datetime:
    """Minute by minute, as a person with a watch would."""
    while hours.quiet_at(at, is_working_day):
        at = at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return at


@given(HOURS, MOMENTS)
def test_what_is_held_goes_at_the_first_calm_minute(hours: Hours, at: datetime) -> None:
    """N3: never in quiet hours, and not a minute later than they last: a hold loses and doubles nothing."""
    until = hours.held_until(at, is_working_day)
    assert (until is None) == (not hours.quiet_at(at, is_working_day))
    if until is not None:
        assert at < until == first_calm(hours, at)


@given(st.integers(0, 23), st.integers(0, 23), st.sampled_from(CLOCK_CHANGES), st.integers(0, 24 * 60))
def test_when_the_clock_is_changed(begins: int, ends: int, night: datetime, minutes: int) -> None:
    """N3: on the two nights whose hours are missing or come twice, it is the Danish clock that counts."""
    hours, at = Hours(begins, ends), night + timedelta(minutes=minutes)
    until = hours.held_until(at, is_working_day)
    assert (until or at) == first_calm(hours, at)


def test_a_faulty_watch_is_seen() -> None:
    """The comparison bites: hours reckoned on UTC, an hour or two off, are not the first calm minute."""
    at = datetime(2026, 7, 1, 22, 0, tzinfo=UTC)
    wrong = at.replace(hour=8) + timedelta(days=1)
    assert PEOPLE.held_until(at, is_working_day) == first_calm(PEOPLE, at) != wrong


@given(MOMENTS)
def test_a_digest_waits_for_a_working_morning(at: datetime) -> None:
    """N3: always, at the hour quiet ends, on a day that is neither weekend nor holiday, and on the next such day."""
    hours = replace(PEOPLE, digest=True)
    until = hours.held_until(at, is_working_day)
    assert until is not None
    local = until.astimezone(ZONE)
    assert at < until
    assert (local.hour, local.minute, is_working_day(local.date())) == (8, 0, True)
    today = at.astimezone(ZONE).date()
    between = [today + timedelta(days=n) for n in range(1, (local.date() - today).days)]
    assert not any(is_working_day(day) for day in between)
    assert hours.held_until(until, is_working_day, waited=True) is None, "and goes then"


@pytest.mark.parametrize(
    ("hours", "at", "until"),
    [
        (STAFF, "2026-11-23T12:00", None),
        (STAFF, "2026-11-23T17:00", "2026-11-24T08:00"),
        (STAFF, "2026-11-27T16:59", None),
        (STAFF, "2026-11-27T17:00", "2026-11-30T08:00"),
        (STAFF, "2026-04-01T18:00", "2026-04-07T08:00"),
        (STAFF, "2026-12-23T10:00", None),
        (STAFF, "2026-12-24T10:00", "2026-12-28T08:00"),
        (STAFF, "2026-12-25T10:00", "2026-12-28T08:00"),
        (PEOPLE, "2026-12-25T10:00", None),
        (PEOPLE, "2026-12-25T21:00", "2026-12-26T08:00"),
        (PEOPLE, "2026-12-26T07:59", "2026-12-26T08:00"),
        (NEVER, "2026-12-26T03:00", None),
    ],
)
def test_the_shipped_hours(hours: Hours, at: str, until: str | None) -> None:
    """N3: staff from 17 to 8, on weekends and holidays (here Easter and Christmas); citizens and relatives 21 to 8."""
    assert hours.held_until(danish(at), is_working_day) == (None if until is None else danish(until))


def test_what_a_municipality_says_counts() -> None:
    """Configuration: given groups change, the others stay; what cannot be read is refused without being shown."""
    quiet = SHIPPED_QUIET.given("staff=16-7, people=none")
    assert (quiet.of("person"), quiet.of("citizen")) == (Hours(16, 7), NEVER)
    assert SHIPPED_QUIET.given("") == SHIPPED_QUIET
    assert SHIPPED_QUIET.given("staff=16-7+closed").of("app").closed_days
    for text in ("staff=25-7", "staff=1", "alle=none", "hemmeligt"):
        with pytest.raises(ValueError, match=r"hour") as refused:
            SHIPPED_QUIET.given(text)
        assert "hemmeligt" not in str(refused.value)


def test_urgent_is_data() -> None:
    """N3: an urgent referral is not held, and nothing else is urgent unless the list says so."""
    assert SHIPPED_QUIET.is_urgent(ReferralCreated.type, {"priority": "urgent"})
    assert not SHIPPED_QUIET.is_urgent(ReferralCreated.type, {"priority": "routine"})
    assert not SHIPPED_QUIET.is_urgent(ReferralCreated.type, {})
    assert not Quiet(SHIPPED_QUIET.groups).is_urgent(ReferralCreated.type, {"priority": "urgent"})


def test_a_kept_choice_reads_back() -> None:
    """A person's own hours are kept as they were chosen."""
    hours = Hours(22, 6, True, True)
    assert Hours.of(hours.kept()) == hours


def test_which_of_them_go_out_together() -> None:
    """N3: what waits for the same moment for the same person; never an invitation, never an app's event."""
    until = danish("2026-11-24T08:00")
    one = replace(webhook_delivery(), channel="mail", recipient=to.relative(uuid4(), uuid4()))
    assert digest_of(one, until) == digest_of(replace(one, id=uuid4()), until) is not None
    assert digest_of(one, until) == digest_of(one, until.astimezone(UTC)), "however the moment is written"
    others = [
        (replace(one, recipient=to.relative(uuid4(), uuid4())), until),
        (replace(one, channel="sms"), until),
        (one, until + timedelta(days=1)),
    ]
    assert digest_of(one, until) not in {digest_of(*other) for other in others}
    assert digest_of(replace(one, event_type=RelativeDesignated.type), until) is None
    assert digest_of(webhook_delivery(), until) is None
