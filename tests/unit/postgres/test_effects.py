"""What is sent of the rows of a statement."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.postgres.effects import Writes, insert

_ROWS = st.lists(st.tuples(st.integers(0, 2), st.none() | st.integers(0, 1)), min_size=1, max_size=6)
_PAIR = insert("pairs", one="int", other="int")


@given(_ROWS)
def test_a_column_that_is_alike_is_sent_once(rows: list[tuple[int, int | None]]) -> None:
    """The first column is sent whole, as it tells how many rows there are, and every other one unless it is alike."""
    writes = Writes()
    for key, row in enumerate(rows):
        writes.put(_PAIR, key, row)
    statement = writes.statement()
    assert statement is not None
    whole, other = statement[1]
    assert whole == tuple(row[0] for row in rows)
    assert _each(other, len(rows)) == tuple(row[1] for row in rows)
    if len({row[1] for row in rows}) == 1:
        assert other is None or len(other) == 1


def _each(sent: Any, rows: int) -> tuple[Any, ...]:
    """As the statement reads it."""
    if sent is None:
        return (None,) * rows
    return sent * rows if len(sent) == 1 else tuple(sent)
