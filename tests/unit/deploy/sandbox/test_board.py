"""What the page shows, whatever order the sources tell it in."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from deploy.embedded.sandbox.board import KEPT, Board
from deploy.embedded.sandbox.lines import TRIAL, Line, Problem
from services.notifications.channels.webhook import body

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TYPE = "dk.samspil.henvisning.oprettet.v1"
RECORD = Line("report-1", "x-app", AT, "report", TYPE, "open", "Afventer svar", "kafka", details=(("offset", "7"),))
ANSWER = replace(RECORD, type=None, tone="good", words="Godtaget", trace_id="t")
RECEIPT = replace(RECORD, at=AT + timedelta(seconds=1), tone="good", words="Godtaget", door="http", details=())


@pytest.mark.parametrize("told", list(itertools.permutations((RECORD, ANSWER, RECEIPT))))
def test_a_report_is_one_line_whoever_tells_of_it_first(told: tuple[Line, ...]) -> None:
    """Vendors: record, answer and receipt of one report make one line: its door, its place and what was decided."""
    board = Board()
    for line in told:
        board.put(line)
    (shown,) = board.lines("x-app")
    assert (shown.door, shown.tone, shown.words, shown.title) == ("kafka", "good", "Godtaget", "Henvisning oprettet")
    assert (shown.at, shown.details, shown.trace_id) == (AT, (("offset", "7"),), "t")


def test_what_is_decided_stays_decided() -> None:
    """Vendors: the answer `waiting`, read again after the final one, changes nothing; a mended report does."""
    board = Board()
    refused = replace(ANSWER, tone="bad", words="Afvist", problems=(Problem("/data/x", "Feltet mangler."),))
    for line in (RECORD, refused, replace(ANSWER, tone="waiting", words="Venter")):
        board.put(line)
    assert [line.words for line in board.lines("x-app")] == ["Afvist"]
    board.put(ANSWER)
    assert [(line.words, line.problems) for line in board.lines("x-app")] == [("Godtaget", ())]


def test_only_what_changed_is_told_again() -> None:
    """Vendors: a page that is open hears of a line once, and of nothing while nothing happens."""
    board = Board()
    board.put(RECORD)
    seen = board.revision
    board.put(RECORD)
    assert board.lines("x-app", after=seen) == []
    board.put(ANSWER)
    assert len(board.lines("x-app", after=seen)) == 1
    assert board.lines("y-app") == []


def test_the_oldest_lines_are_forgotten() -> None:
    """Vendors: an app that reports all day does not fill the machine."""
    board = Board()
    for number in range(KEPT + 5):
        board.put(replace(RECORD, key=f"report-{number}", at=AT + timedelta(seconds=number)))
    shown = board.lines("x-app")
    assert len(shown) == KEPT
    assert shown[-1].key == "report-5"


def test_a_type_nobody_registered_is_not_repeated() -> None:
    """V1: it could be anything, a name, too."""
    assert replace(RECORD, type="jens.hansen").title == "Ukendt type"
    assert replace(RECORD, type=TRIAL).title == "Prøve"
    assert body.TRIAL == TRIAL


def test_the_hour_is_denmarks_wherever_the_machine_is() -> None:
    """Vendors: what the sandbox and the inbox say of one moment is the same, in winter and in summer."""
    assert RECORD.when == "kl. 13.00.00"
    assert replace(RECORD, at=datetime(2026, 7, 1, 12, 0, 5, tzinfo=UTC)).when == "kl. 14.00.05"
