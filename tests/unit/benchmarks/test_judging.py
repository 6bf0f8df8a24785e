"""What a row is judged by, and what may be missed."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.judging import all_at_most, at_least, at_most
from benchmarks.pairing import Pair
from benchmarks.registry import registered
from benchmarks.results import REPOSITORY, Floor, Row, write

FLOOR = Floor("Where it is shown", bound=2.5)


def _ratio(value: float) -> Pair:
    return Pair((value,), (1.0,))


@pytest.mark.parametrize(("figure", "most", "least"), [(1.4, True, False), (1.5, True, True), (1.6, False, True)])
def test_a_goal_is_the_least_or_the_most(figure: float, most: bool, least: bool) -> None:
    """Speed: a ratio that is the goal itself meets it on either side."""
    assert at_least("a row", "row", 1.5, _ratio(figure)).met is least
    assert at_most("a row", "row", 1.5, _ratio(figure)).met is most


def test_of_several_the_worst_is_judged() -> None:
    """Speed: one measure that grows is not hidden behind those that do not."""
    row = all_at_most("a row", "row", 1.2, {"small": _ratio(1.0), "large": _ratio(1.3)})
    assert (row.figure, row.met) == (1.3, False)


@pytest.mark.parametrize(
    ("judge", "goal", "figure", "met", "excused", "failed"),
    [
        (at_least, 6.0, 6.0, True, False, False),
        (at_least, 6.0, 2.5, False, True, False),
        (at_least, 6.0, 2.4, False, False, True),
        (at_most, 1.5, 1.5, True, False, False),
        (at_most, 1.5, 2.5, False, True, False),
        (at_most, 1.5, 2.6, False, False, True),
    ],
)
def test_a_floor_excuses_as_far_as_its_bound(
    judge: Callable[..., Row], goal: float, figure: float, met: bool, excused: bool, failed: bool
) -> None:
    """Speed: a goal out of reach is missed in the open, and what is reached all the same cannot get worse unseen."""
    row = judge("a row", "row", goal, _ratio(figure), floor=FLOOR)
    assert (row.met, row.excused, row.failed) == (met, excused, failed)


def test_nothing_else_excuses() -> None:
    """Speed: a goal missed without a floor, and a row that could not be measured, are to be mended."""
    assert at_least("a row", "row", 6.0, _ratio(5.9)).failed
    assert Row("a row", "row", "", None, False, floor=FLOOR).failed
    assert not Row("a row", "row", "≥ 6", None, None, floor=FLOOR).failed


def test_the_json_has_the_floor(tmp_path: Path) -> None:
    """Results: where and what the floor is stands in a row's detail, and nothing of it where there is none."""
    rows = [at_least("a row", "row", 6.0, _ratio(3.0), floor=FLOOR), at_least("a row", "row", 6.0, _ratio(7.0))]
    low, high = json.loads(write("bench", rows, tmp_path).read_text(encoding="utf-8"))["rows"]
    assert (low["met"], low["detail"]["floor"]) == (False, {"section": "Where it is shown", "bound": 2.5})
    assert set(low) == set(high) == {"name", "row", "goal", "figure", "met", "detail"}
    assert "floor" not in high["detail"]


def test_each_floor_is_shown_where_it_says() -> None:
    """Docs: what excuses a row is a section of docs/performance.md."""
    registered()
    modules = [module for name, module in sys.modules.items() if name.startswith("benchmarks.")]
    floors = [value for module in modules for value in vars(module).values() if isinstance(value, Floor)]
    assert floors
    text = (REPOSITORY / "docs" / "performance.md").read_text(encoding="utf-8")
    assert {floor.section for floor in floors} <= set(re.findall(r"^#+ (.+)$", text, re.MULTILINE))
