"""The benchmarks' table as people read it, and what the command ends with."""

import pytest

import benchmarks.__main__ as command
from benchmarks import table
from benchmarks.results import Floor, Row

FLOOR = Floor("Where it is shown", bound=2.5)
MET = Row("met", "met", "≥ 6", 7.0, True)
EXCUSED = Row("excused", "excused", "≥ 6", 3.0, False, floor=FLOOR)
WORSE = Row("worse", "worse", "≥ 6", 2.0, False, floor=FLOOR)
LARGE = Row("large", "large", "≤ 2", 2.2, False, floor=FLOOR)
MISSED = Row("missed", "missed", "≥ 6", 3.0, False)
ABSENT = Row("absent", "absent", "≥ 6", None, None, {"why": "it is not installed"})


@pytest.mark.parametrize(
    ("row", "word", "below"),
    [
        (MET, "yes", None),
        (EXCUSED, "no: floor", "Where it is shown in docs/performance.md; at least 2.5"),
        (WORSE, "NO", "Where it is shown in docs/performance.md; at least 2.5"),
        (LARGE, "no: floor", "Where it is shown in docs/performance.md; at most 2.5"),
        (MISSED, "NO", None),
        (ABSENT, "-", "it is not installed"),
    ],
    ids=lambda one: one.row if isinstance(one, Row) else "",
)
def test_a_line_says_what_became_of_the_goal(
    row: Row, word: str, below: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    """Table: a goal held by a floor is told apart from one missed, and its section stands below the line."""
    table.show(row)
    line, *more = capsys.readouterr().out.splitlines()
    assert line.endswith(f" {word}")
    assert (below in more[0]) if below else not more


def test_the_last_line_counts_the_floors_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """Table: a goal that a floor holds is not met, and is counted among what is judged."""
    table.summary([MET, EXCUSED, ABSENT])
    assert capsys.readouterr().out == "1 of 2 goals met, 1 held by a floor\n"


@pytest.mark.parametrize(
    ("rows", "code"), [([MET, EXCUSED, ABSENT], 0), ([MET, WORSE], 1), ([MISSED], 1)], ids=["fine", "worse", "missed"]
)
def test_the_command_ends_with_1_where_something_is_to_be_mended(
    rows: list[Row], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code: 0 with goals that a floor holds, 1 past a floor's bound or for a goal missed without one."""

    async def measured(*_: object, **__: object) -> list[Row]:
        return rows

    monkeypatch.setattr(command, "_measure", measured)
    monkeypatch.setattr(command, "write", lambda *_: None)
    assert command.main([]) == code
