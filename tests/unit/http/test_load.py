"""How much lies with each department."""

from datetime import UTC, datetime

from shared.contracts.codes import DEPARTMENTS
from shared.http import FEWEST, shown_to


def test_small_numbers_are_ones_own_alone() -> None:
    """I1: another department's one referral more could be somebody one knows of; every department stands there, so
    that one left out tells nothing either."""
    load = {"svr": {"open": FEWEST - 1}, "kraftcenter": {"open": FEWEST}}
    shown = {each.department: each.counts["open"] for each in shown_to("svr", load, ("open",))}
    assert set(shown) == set(DEPARTMENTS)
    assert (shown["svr"], shown["kraftcenter"], shown["sel82"]) == (4, 5, None)
    assert {each.department: each.counts for each in shown_to("sel82", load, ("open",))}["svr"] == {"open": None}


def test_when_the_next_is_owed_is_ones_own_alone() -> None:
    """I1: the nearest of a department's deadlines is one citizen's, however many it has."""
    due = datetime(2026, 12, 1, tzinfo=UTC)
    shown = {each.department: each.next_due for each in shown_to("svr", {"kraftcenter": {"open": 9}}, ("open",), due)}
    assert {code for code, at in shown.items() if at is not None} == {"svr"}
    assert shown["svr"] == due
