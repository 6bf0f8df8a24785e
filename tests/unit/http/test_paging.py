"""Pages and their cursors."""

from contextlib import suppress
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.http import Problem, cursor_of, page_of, position_of

ODD = ["", "x", "AAAA", "bnVsbA", "WyJhIl0", "W10", "ø", "WzFd", cursor_of("a", "b"), cursor_of(str(2**70)), "=" * 5]


def test_a_position_survives_the_journey() -> None:
    """Interface: `next` given back as `cursor` goes on where the page ended."""
    position = (datetime(2026, 11, 22, 10, 0, 0, 123456, UTC), uuid4(), 7, "æ")
    cursor = cursor_of(*position)
    assert cursor.isascii()
    assert position_of(cursor, datetime, type(position[1]), int, str) == position
    assert position_of(None, int) is None


@pytest.mark.parametrize("cursor", ODD)
def test_a_cursor_that_is_not_ours_names_the_field(cursor: str) -> None:
    """Interface: 422, pointing at `cursor` and not repeating it."""
    with pytest.raises(Problem) as refused:
        position_of(cursor, int)
    assert refused.value.status_code == 422
    assert [error.pointer for error in refused.value.errors] == ["/query/cursor"]


@given(st.text(max_size=60))
def test_no_cursor_is_a_fault_of_ours(cursor: str) -> None:
    """Whatever stands in the address, it is read or refused; nothing else is raised."""
    with suppress(Problem):
        position_of(cursor, datetime, int)


def test_the_last_page_has_no_next() -> None:
    """Interface: `next` is null at the end, also where the end falls on a page's edge."""
    assert page_of([1, 2], 2, lambda row: (row,)) == ([1, 2], None)
    rows, following = page_of([1, 2, 3], 2, lambda row: (row,))
    assert rows == [1, 2]
    assert position_of(following, int) == (2,)
