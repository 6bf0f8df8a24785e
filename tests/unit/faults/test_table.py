"""What a row comes to in the table: met, not met, or bitten; and how the slowest are compared."""

from typing import Any, cast

from tests.faults import timing
from tests.faults.report import HEAD, Result
from tests.faults.rows import RowSpec
from tests.faults.trial import Trial


async def _act(trial: Trial) -> None:
    """Is not called here."""


ROW = RowSpec("7", "something", "one broker", _act)
BITES = RowSpec("A", "something on purpose", "one broker", _act, "doubled")


def _trial() -> Trial:
    nothing = cast("Any", None)
    trial = Trial(nothing, nothing, nothing, quick=True, seed="1")
    trial.verdict.accepted = 1
    return trial


def test_a_row_is_met_where_nothing_was_found() -> None:
    """One fault, one false claim or a row that broke off is enough, each with its sentence below the line."""
    assert Result(ROW, _trial(), 1.0).met
    faulty, claimed = _trial(), _trial()
    faulty.verdict.missing("a thing is lost")
    claimed.expect(True, "what holds")
    claimed.expect(False, "what does not hold")
    for result, sentence in (
        (Result(ROW, faulty, 1.0), "a thing is lost"),
        (Result(ROW, claimed, 1.0), "what does not hold"),
        (Result(ROW, _trial(), 1.0, "TimeoutError: it took long"), "the row broke off: TimeoutError: it took long"),
    ):
        assert not result.met
        assert result.complaints == [sentence]
        assert result.row().met is False
        first, second = result.lines()
        assert first.endswith("NO")
        assert second.strip() == sentence


def test_a_row_in_which_nothing_was_accepted_is_not_met() -> None:
    """Where there was no load, no fault was survived."""
    trial = _trial()
    trial.verdict.accepted = 0
    assert Result(ROW, trial, 1.0).complaints == ["nothing was accepted, so nothing was shown"]


def test_a_row_that_bites_is_met_where_the_oracle_found_that_kind() -> None:
    """The expectation turned round: found nothing, or something of another kind, it is not met."""
    silent, other, right = _trial(), _trial(), _trial()
    other.verdict.missing("a thing is lost")
    right.verdict.surplus("a thing is there twice")
    assert [Result(BITES, trial, 1.0).met for trial in (silent, other, right)] == [False, False, True]
    assert Result(BITES, right, 1.0).lines()[0].endswith("bites")
    assert not Result(BITES, right, 1.0, "TimeoutError: broke").met


def test_a_row_in_the_json_has_the_promised_detail() -> None:
    """The interface's "Results": what a fault row's detail has."""
    trial = _trial()
    trial.recovered_s = 1.5
    trial.note(more=3)
    detail = Result(ROW, trial, 2.0).row().detail
    assert {"accepted", "delivered", "lost", "doubled", "reordered", "recovered_s"} <= detail.keys()
    assert (detail["recovered_s"], detail["more"]) == (1.5, 3)


def test_the_head_stands_over_the_columns() -> None:
    """The table is read by people."""
    line = Result(ROW, _trial(), 1.0).lines()[0]
    assert line.index("yes") == HEAD.index("met")


def test_the_slowest_hundredth() -> None:
    """Of a hundred the ninety-ninth; of few the slowest; of none nothing."""
    assert timing.p99([float(n) for n in range(1, 101)]) == 99.0
    assert timing.p99([3.0, 1.0, 2.0]) == 3.0
    assert timing.p99([]) == 0.0


def test_slowed_is_more_than_twice_and_more_than_the_slack() -> None:
    """Below the slack nothing is said of noise; above it, twice is the bound."""
    assert not timing.slowed(0.01, 0.2, slack=0.25)
    assert timing.slowed(0.01, 0.3, slack=0.25)
    assert not timing.slowed(1.0, 1.9, slack=0.25)
    assert timing.slowed(1.0, 2.1, slack=0.25)
