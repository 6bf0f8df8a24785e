"""Where a stream goes on."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.notifications.storage.position import Position, parse

_number = some.integers(min_value=0, max_value=2**63 - 1)
_snapshot = some.builds(
    lambda low, high, between: f"{low}:{high}:{','.join(map(str, between))}",
    _number,
    _number,
    some.lists(_number, max_size=20),
)


@given(some.builds(Position, _snapshot) | some.builds(Position, _snapshot, _snapshot, some.integers(0, 10**17)))
def test_a_position_travels_as_text(position: Position) -> None:
    """What is sent as an event's id comes back as `Last-Event-ID` and means the same; it fits one header line."""
    assert parse(str(position)) == position
    assert str(position).isascii()
    assert "\n" not in str(position)


@pytest.mark.parametrize(
    "text", ["", "7", "1:2", "1:2:3;", "1:2:_1:2:", "a:b:c", "1:2:_1:2:_x", "1:2:\n", "1" * 30 + ":2:"]
)
def test_what_is_none_is_told(text: str) -> None:
    """A made-up position is not passed on to the database."""
    assert parse(text) is None
