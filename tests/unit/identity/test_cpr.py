"""The CPR number's form and index."""

from datetime import date

import pytest

from shared.identity import birth_date_of, cpr_index, normal_cpr

KEY = b"k" * 32


@pytest.mark.parametrize(
    ("cpr", "born"),
    [
        ("0101700000", date(1970, 1, 1)),
        ("010170-3999", date(1970, 1, 1)),
        ("0101364000", date(2036, 1, 1)),
        ("0101374000", date(1937, 1, 1)),
        ("0101575000", date(2057, 1, 1)),
        ("0101588000", date(1858, 1, 1)),
        ("0101369000", date(2036, 1, 1)),
        ("0101379000", date(1937, 1, 1)),
        ("2902004000", date(2000, 2, 29)),
        (" 311299 1111 ", date(1999, 12, 31)),
    ],
)
def test_a_number_s_seventh_digit_tells_the_century(cpr: str, born: date) -> None:
    """CPR: the date of birth is in the number; modulus 11 is not asked of it, as numbers since 2007 lack it."""
    assert birth_date_of(normal_cpr(cpr)) == born


@pytest.mark.parametrize(
    "text",
    [
        "",
        "010170123",
        "01017012345",
        "3202701234",
        "0113701234",
        "2902010000",
        "2902000000",
        "010170_1234",
        "٠١٠١٧٠١٢٣٤",
    ],
)
def test_what_is_no_number_is_refused_without_being_repeated(text: str) -> None:
    """V1: no CPR number in an error's text."""
    with pytest.raises(ValueError, match="not a CPR number") as refused:
        normal_cpr(text)
    assert str(refused.value) == "not a CPR number"
    assert refused.value.__cause__ is None


def test_the_same_citizen_has_the_same_index_and_no_way_back() -> None:
    """Interface: the same CPR always gives the same id; it is stored only as a keyed hash."""
    assert cpr_index(KEY, "010170-1234") == cpr_index(KEY, "0101701234")
    assert cpr_index(KEY, "0101701234") != cpr_index(b"l" * 32, "0101701234")
    assert cpr_index(KEY, "0101701234") != cpr_index(KEY, "0101701235")
    with pytest.raises(ValueError, match="32 bytes"):
        cpr_index(b"short", "0101701234")
