"""The rows of `make bench` work, with sizes that say nothing of how fast anything is."""

import pytest

from benchmarks.place import Place
from benchmarks.registry import Bench, registered

ROWS = registered()
SEEN_ELSEWHERE = {
    "tracing-loop": "the burst of `loop-sustained`, its services started with the collector of `tracing-events`",
    "memory-idle": "the services of `memory-backlog`, with nothing to do",
}
"""Rows of which each part is run by another: to start all services for them once more takes a minute."""


def test_what_is_left_out_is_a_row() -> None:
    """Nothing is left out for a row that is gone."""
    assert SEEN_ELSEWHERE.keys() < ROWS.keys()


@pytest.mark.parametrize("name", [name for name in ROWS if name not in SEEN_ELSEWHERE])
async def test_a_row_is_measured(place: Place, name: str) -> None:
    """Speed: a row has a figure, or says why it has none (a peer that is only there with the extra `bench`)."""
    bench: Bench = ROWS[name]
    row = await bench(place)
    assert row.row == name
    if row.figure is None:
        assert row.met is None
        assert row.detail["why"]
    else:
        assert row.figure > 0
