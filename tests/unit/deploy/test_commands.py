"""The command line itself: what it offers, what it refuses, and how it says so."""

import re

import pytest
import typer
from typer.testing import CliRunner

from deploy.cli import clocks
from deploy.cli.commands import app, explain
from deploy.cli.events import line
from deploy.cli.place import rows
from deploy.embedded.layout import REPOSITORY
from deploy.embedded.part import CannotStart

PROMISED = (
    "up",
    "down",
    "status",
    "demo",
    "serve",
    "topics",
    "migrate",
    "events",
    "dead-letters",
    "doctor",
    "apps",
    "keys",
    "sessions",
)


def _names() -> set[str]:
    commands = {
        str(command.name or command.callback.__name__) for command in app.registered_commands if command.callback
    }
    return commands | {str(group.name) for group in app.registered_groups}


def test_every_promised_command_is_there() -> None:
    """The interface's list of commands, whole."""
    assert set(PROMISED) == _names()


def test_clocks_are_read_as_durations() -> None:
    """The interface's clocks, each an ISO 8601 duration, narrowed to an offer where told so."""
    given = ["answer=PT2S", "answer.peer-gruppe=P1DT2H", "level2=P2W"]
    assert clocks.read(given) == {"answer": "PT2S", "answer.peer-gruppe": "P1DT2H", "level2": "P2W"}


@pytest.mark.parametrize("wrong", ["answer=2s", "answer=P", "answer=PT", "answer", "lunch=PT1H"])
def test_a_wrong_clock_is_refused(wrong: str) -> None:
    """A typing error does not start a stack whose clocks never run."""
    with pytest.raises(typer.BadParameter):
        clocks.read([wrong])


def test_a_fault_of_ours_is_one_line_too() -> None:
    """Also the unforeseen is a line, that says how to see the rest and repeats no value."""
    words = explain(KeyError("a secret"))
    assert "KeyError" in words
    assert "secret" not in words
    assert explain(CannotStart("nu sker der noget")) == "nu sker der noget"


def test_help_is_danish() -> None:
    """What operations read is in their language."""
    assert "Starter det hele" in CliRunner().invoke(app, ["--help"]).output


def test_a_table_is_aligned() -> None:
    """Columns begin under their heads."""
    assert rows(("A", "B"), [("kafka", "1")]) == "A      B\nkafka  1\n"


def test_an_event_is_one_line() -> None:
    """`events tail` shows time, service, type, version, subject and data, and no header beside."""
    headers = [
        ("ce_type", b"dk.samspil.henvisning.oprettet.v1"),
        ("ce_source", b"urn:samspil:referral"),
        ("ce_version", b"3"),
        ("ce_time", b"2026-11-22T10:00:00+01:00"),
    ]
    shown = line(headers, b"c1", b'{"offer": "peer-gruppe"}')
    assert re.match(r"\d\d\.\d\d\. \d\d:\d\d:\d\d  referral  henvisning.oprettet.v1  3  c1  ", shown)
    assert shown.endswith('{"offer": "peer-gruppe"}')
    assert line([], None, b"\xff").endswith("(ulæselig)")


def test_continuous_integration_runs_what_a_developer_runs() -> None:
    """One way to test."""
    assert "make test" in (REPOSITORY / ".ci" / "run").read_text()
