"""Refusals out of a service's log, as it grows."""

import json
from pathlib import Path

from deploy.embedded.sandbox.board import Board
from deploy.embedded.sandbox.lines import Line
from deploy.embedded.sandbox.refusals import SAID, Refusals
from deploy.embedded.sandbox.told import line_of


def _row(**fields: object) -> str:
    told = {
        "event": SAID,
        "app": "x-app",
        "type": "dk.samspil.henvisning.oprettet.v1",
        "problem": "invalid-data",
        "pointers": ["/data/priority"],
        "door": "http",
        "trace_id": "a" * 32,
        "time": "2026-11-22T08:38:50.910+00:00",
    }
    return json.dumps({**told, **fields}) + "\n"


def test_each_refusal_is_read_once_as_the_log_grows(tmp_path: Path) -> None:
    """Vendors: half a line waits for its end, other lines are passed over, a log begun anew is read from its start."""
    log = tmp_path / "referral.log"
    refusals = Refusals(tmp_path, ["referral", "kraftcenter"])
    assert refusals.news() == []
    log.write_text("Traceback …\n" + _row() + json.dumps({"event": "something else"}) + "\n" + _row()[:40])
    (first,) = refusals.news()
    assert (first.app, first.problem, tuple(first.pointers), first.service) == (
        "x-app",
        "invalid-data",
        ("/data/priority",),
        "referral",
    )
    with log.open("a") as more:
        more.write(_row()[40:])
    assert len(refusals.news()) == 1
    assert refusals.news() == []
    log.write_text(_row(app="y-app"))
    assert [refusal.app for refusal in refusals.news()] == ["y-app"]


def test_what_is_no_refusal_of_an_apps_is_passed_over(tmp_path: Path) -> None:
    """Vendors: a person's refusal, a broken line and a line that only quotes the words."""
    (tmp_path / "referral.log").write_text(
        _row(app=None) + '{"event": "a report was refused"\n' + json.dumps({"event": f"{SAID}, it says"}) + "\n"
    )
    assert Refusals(tmp_path, ["referral"]).news() == []


def test_a_refusal_over_http_becomes_a_line_and_others_are_told_better_elsewhere(tmp_path: Path) -> None:
    """Vendors: on Kafka the answer has the words; a report that waited has its receipt."""
    (tmp_path / "referral.log").write_text(_row() + _row(door="kafka", problem="unreadable"))
    over_http, over_kafka = Refusals(tmp_path, ["referral"]).news()
    board = Board()
    line = line_of(over_http, board)
    assert line is not None
    assert (line.words, line.tone) == ("Afvist: data følger ikke kataloget", "bad")
    assert [problem.pointer for problem in line.problems] == ["/data/priority", ""]
    assert line_of(over_kafka, board) is None
    board.put(Line("report-1", "x-app", line.at, "report", line.type, "waiting", "Venter", "http", trace_id="a" * 32))
    assert line_of(over_http, board) is None
