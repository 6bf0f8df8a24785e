"""How often those may send something who need not say who they are."""

import pytest
from starlette.requests import Request

from services.notifications.api.strangers import StrangersLimit
from shared.http import Problem


def _from(address: str) -> Request:
    return Request({"type": "http", "client": (address, 0)})


def _let_in(limit: StrangersLimit, *addresses: str) -> int:
    """How many were let in before one was refused."""
    for count, address in enumerate(addresses):
        try:
            limit.take(_from(address))
        except Problem:
            return count
    return len(addresses)


@pytest.mark.parametrize(
    "addresses",
    [["192.0.2.1"] * 20, [f"2001:db8::{n:x}" for n in range(20)], ["::ffff:192.0.2.1", "192.0.2.1"] * 10, ["?"] * 20],
    ids=["one", "one network", "one in both forms", "none that can be read"],
)
def test_one_holder_gets_ten_and_then_waits(addresses: list[str]) -> None:
    """P4: whoever sits behind an address, in whatever form it comes, cannot fill the box."""
    assert _let_in(StrangersLimit(), *addresses) == 10


def test_all_together_get_only_so_much() -> None:
    """P4: many addresses cannot fill the box either; one that is refused takes nothing from the others."""
    limit = StrangersLimit()
    assert _let_in(limit, *["192.0.2.1"] * 50) == 10
    assert _let_in(limit, *(f"198.51.100.{n}" for n in range(200))) == 110
