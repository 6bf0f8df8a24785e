"""Lines: ids, numbers and codes, whoever writes them."""

import json
import logging
from typing import Any
from uuid import UUID

import pytest
import structlog

from shared.telemetry import logger, span_from

pytestmark = pytest.mark.usefixtures("spans")
CPR = "0101701234"
EVENT = UUID("7d5f9f0e-6a2c-4f5b-9b0e-1a2b3c4d5e6f")


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_says_when_who_what_and_in_which_trace(capsys: pytest.CaptureFixture[str]) -> None:
    """Telemetry: one JSON object a line, with the trace around it."""
    with span_from("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "x"):
        logger("shared.x").warning("read again", event_id=EVENT, attempt=3, topic="referral.events")
    (line,) = _lines(capsys)
    assert line.pop("time").endswith("+00:00")
    assert len(line.pop("span_id")) == 16
    assert line == {
        "level": "warning",
        "event": "read again",
        "service": "referral",
        "instance": "one",
        "logger": "shared.x",
        "event_id": str(EVENT),
        "attempt": 3,
        "topic": "referral.events",
        "trace_id": "0af7651916cd43dd8448eb211c80319c",
    }


def test_what_is_not_listed_is_dropped_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """V1: no pseudonym, name, words or number of a citizen in any log, also where a caller forgot."""
    logger("shared.x").info(
        f"citizen {CPR} and {EVENT}",
        citizen_id=EVENT,
        subject=str(EVENT),
        name="Hansen",
        reason="kan ikke klare mere",
        state=CPR,
        problem={"a": CPR},
        body=CPR,
        count=2,
    )
    text = capsys.readouterr().out
    line = json.loads(text)
    assert line["event"] == "citizen # and #"
    assert (line["count"], line["dropped"]) == (2, 7)
    assert not any(word in text for word in (CPR, str(EVENT), "Hansen", "klare"))


def test_an_exception_is_its_type_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    """V1: messages and stacks may repeat what was sent."""
    try:
        try:
            int(f"x{CPR}")
        except ValueError as exc:
            raise KeyError(CPR) from exc
    except KeyError:
        logger("shared.x").exception("could not decide")
    text = capsys.readouterr().out
    line = json.loads(text)
    assert (line["error_type"], line["error_cause"]) == ("KeyError", "ValueError")
    assert line["error_at"].startswith("tests.unit.telemetry.test_logs:")
    assert line["level"] == "error"
    assert CPR not in text


def test_libraries_lose_their_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    """V1: a library's record comes in the same shape, before its arguments are filled in."""
    logging.getLogger("aiokafka.consumer").error("record %r failed", CPR)
    logging.getLogger("somebody").error(f"record {CPR} Hansen failed")
    logging.getLogger("asyncio").error(f"Exception in callback <function f at 1>('{CPR}')\nHansen")
    logging.getLogger("uvicorn.access").error('%s - "GET %s"', "1.2.3.4", f"/citizens/{CPR}")
    text = capsys.readouterr().out
    events = [json.loads(line)["event"] for line in text.splitlines()]
    assert events[0] == "record %r failed"
    assert events[1].startswith("somebody test_logs:")
    assert events[2:] == ["Exception in callback"]
    assert CPR not in text
    assert "Hansen" not in text


def test_a_module_s_logger_may_be_made_before_anything_is_configured(capsys: pytest.CaptureFixture[str]) -> None:
    """Loggers are made at import; configuring later must still put the gate in front of them."""
    early = logger("shared.early")
    assert structlog.is_configured()
    early.info("hello", citizen_id=CPR)
    (line,) = _lines(capsys)
    assert "citizen_id" not in line
