"""The line a refused report leaves in the log."""

import json
from typing import Any
from uuid import uuid4

import pytest

from shared.contracts import FieldError, Refused, Reporter
from shared.contracts.cloudevents import RawReport
from shared.intake.content import body_of
from shared.intake.places import Place
from shared.intake.refusals import count_refused, late_refusal
from shared.telemetry import Metrics, configure_logs
from tests.suites.floor_words import NOON, goal, report

APP = Reporter("svr-app", "app", "svr")
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture(autouse=True)
def _logged() -> None:
    configure_logs("referral", "test")


def line(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    (text,) = capsys.readouterr().out.splitlines()
    said = json.loads(text)
    assert (said["event"], "dropped" in said) == ("a report was refused", False)
    return {name: said.get(name) for name in ("app", "role", "type", "problem", "pointers", "door", "trace_id")}


def test_what_was_wrong_and_where(capsys: pytest.CaptureFixture[str]) -> None:
    """Operations and vendors read it: app, type, problem, pointers, door and trace, and no value."""
    raw = RawReport(uuid4(), "urn:x", "dk.samspil.henvisning.oprettet.v1", uuid4(), NOON, {"offer": "Jens Hansen"})
    errors = (
        FieldError("/data/offer", "Nej."),
        FieldError("/data/themes/3", "Nej."),
        FieldError("/data/offer", "Nej."),
    )
    metrics = Metrics()
    count_refused(metrics, "kafka", APP, raw, Refused("invalid-data", "Nej.", errors=errors), "ab" * 16)
    assert line(capsys) == {
        "app": "svr-app",
        "role": "app",
        "type": raw.type,
        "problem": "invalid-data",
        "pointers": ["/data/offer", "/data/themes/3"],
        "door": "kafka",
        "trace_id": "ab" * 16,
    }
    counted = metrics.render().decode()
    assert 'samspil_reports_total{door="kafka",outcome="refused"} 1.0' in counted
    assert 'samspil_reports_refused_total{problem="invalid-data"} 1.0' in counted


def test_names_the_sender_made_up_stay_out(capsys: pytest.CaptureFixture[str]) -> None:
    """V1: a type nobody registered and a field nobody knows can be anybody's name."""
    raw = RawReport(uuid4(), "urn:x", "jens.hansen", uuid4(), NOON, {})
    errors = (FieldError("/data/jens_hansen", "Nej."), FieldError("/data/private/note", "Nej."))
    count_refused(Metrics(), "http", APP, raw, Refused("invalid-data", "Nej.", errors=errors), None)
    said = line(capsys)
    assert (said["type"], said["pointers"]) == ("unknown", ["/data", "/data/private/note"])


def test_a_persons_report_names_no_person(capsys: pytest.CaptureFixture[str]) -> None:
    """V1: an app is named, a person by role alone; what could not be read has no type."""
    person = Reporter("mette", "coordinator", "svr")
    count_refused(Metrics(), "http", person, None, Refused("unreadable", "Nej."), None)
    said = line(capsys)
    assert (said["app"], said["role"], said["type"], said["pointers"]) == (None, "coordinator", "unknown", [])


@pytest.mark.parametrize("door", ["http", "kafka"])
def test_a_refusal_after_waiting(door: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A report that waited leaves its line when it is refused, in its own trace."""
    one = report(uuid4(), goal())
    places = [Place("intake.kraftcenter-app", 0, 1, uuid4())] if door == "kafka" else []
    body = body_of(one, places).replace('"traceparent":null', f'"traceparent":"{TRACE}"')
    late_refusal(body, "unknown-reference", (FieldError("", "Nej."),))
    said = line(capsys)
    assert (said["app"], said["type"], said["door"]) == ("kraftcenter-app", one.type, door)
    assert said["trace_id"] == TRACE.split("-")[1]
