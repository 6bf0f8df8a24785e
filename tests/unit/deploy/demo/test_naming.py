"""Ids by name, and numbers that are nobody's."""

from datetime import date

import pytest

from deploy.demo.doors import an_invented_cpr
from deploy.demo.naming import Naming
from deploy.demo.story import Address, Day, EventOf, Id
from shared.identity import birth_date_of, normal_cpr

TODAY = date(2026, 11, 23)


def _naming() -> Naming:
    return Naming(TODAY, {"borgeren": "c"}, {"søsteren": "soesteren.t@example.invalid"})


def test_a_name_stands_for_the_same_id_throughout() -> None:
    """Demo: what one step names, the next can name again; the cast's ids are given."""
    naming = _naming()
    first = naming.filled({"a": Id("målet"), "b": [Id("målet"), Id("delmålet")], "c": Id("borgeren")})
    assert first["a"] == first["b"][0] != first["b"][1]
    assert first["c"] == "c"
    assert naming.path("/courses/{målet}/signup") == f"/courses/{first['a']}/signup"


def test_days_addresses_and_events_are_filled_in() -> None:
    """Demo: dates count from today, and an event is the latest of its type."""
    naming = _naming()
    naming.happened("delmaal.naaet", "e1")
    naming.happened("delmaal.naaet", "e2")
    said = naming.filled({"on": Day(2), "e": EventOf("delmaal.naaet"), "to": Address("søsteren"), "n": 1})
    assert said == {"on": "2026-11-25", "e": "e2", "to": "soesteren.t@example.invalid", "n": 1}
    assert naming.path("/events/{event:delmaal.naaet}/reach") == "/events/e2/reach"
    with pytest.raises(KeyError):
        naming.filled(EventOf("delmaal.tabt"))


def test_an_invented_number_is_taken_by_the_index_and_is_nobody_s() -> None:
    """V1: born before the numbers that need not keep modulus 11, and not keeping it; another one each time."""
    numbers = {an_invented_cpr() for _ in range(200)}
    assert len(numbers) > 190
    for number in numbers:
        assert normal_cpr(number) == number
        assert date(1930, 1, 1) <= birth_date_of(number) < date(1965, 1, 1)
        assert sum(int(d) * w for d, w in zip(number, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True)) % 11
