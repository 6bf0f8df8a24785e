"""Every row of `make bench` works, with sizes that say nothing of how fast anything is."""

import pytest

from benchmarks.place import Place
from benchmarks.registry import Bench, registered

ROWS = registered()


@pytest.mark.parametrize("name", ROWS)
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
