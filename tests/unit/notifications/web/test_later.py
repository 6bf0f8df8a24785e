"""Until when a notice can be put off."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notifications.web.later import moments, read

MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def test_the_moments_people_mean_lie_ahead_in_danish_time() -> None:
    """Half past nine on a Monday in Denmark: this afternoon, tomorrow morning, next Monday."""
    found = [(each.label, each.iso) for each in moments(MONDAY, None)]
    assert found == [
        ("I eftermiddag", "2026-11-23T13:00:00+01:00"),
        ("I morgen", "2026-11-24T08:00:00+01:00"),
        ("Næste uge", "2026-11-30T08:00:00+01:00"),
    ]
    assert [each.label for each in moments(MONDAY + timedelta(hours=4), None)] == ["I morgen", "Næste uge"]


def test_none_lies_after_the_deadline() -> None:
    """What is asked is put off to its deadline at most: what would be refused is not offered."""
    assert [each.label for each in moments(MONDAY, MONDAY + timedelta(days=1))] == ["I eftermiddag", "I morgen"]


@pytest.mark.parametrize(("til", "dato"), [("", ""), ("snart", ""), ("2026-11-23T13:00:00", ""), ("", "32.13.")])
def test_what_is_no_moment_is_none(til: str, dato: str) -> None:
    """A form that is not ours says nothing that could be taken for a time of somewhere else."""
    assert read(til, dato) is None
