"""History stays readable: what stood on the topics and in the rows of an earlier version (see `recorded/README.md`)."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import Event, every_fact
from shared.contracts.cloudevents import Unreadable, from_kafka, receipt_to_kafka, to_kafka
from shared.contracts.fact import fact_of
from shared.contracts.involvement import Involvement

_FOLDER = Path(__file__).parent / "recorded"


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines()]


RECORDS = _lines("events.jsonl")
RECEIPT = {fact.type for fact in every_fact() if fact.owner == "intake"}
LATER = _lines("types.jsonl")
STORED: dict[str, dict[str, Any]] = json.loads((_FOLDER / "involvement.json").read_text(encoding="utf-8"))


def _event(record: dict[str, Any]) -> Event[Any]:
    headers = [(name, text.encode()) for name, text in record["headers"].items()]
    return from_kafka(headers, json.dumps(record["value"]).encode())


def _again(record: dict[str, Any]) -> tuple[bytes | None, bytes, list[tuple[str, bytes]]]:
    """The record, read and written as this version does."""
    given = record["headers"]
    if given["ce_type"] not in RECEIPT:
        return to_kafka(_event(record))
    fact = fact_of(given["ce_type"])
    assert fact is not None
    subject, cause = given.get("ce_subject"), given.get("ce_causationid")
    return receipt_to_kafka(
        fact.model_validate_json(json.dumps(record["value"])),
        id_=UUID(given["ce_id"]),
        source=given["ce_source"],
        time=datetime.fromisoformat(given["ce_time"]),
        subject=None if subject is None else UUID(subject),
        causationid=None if cause is None else UUID(cause),
        traceparent=given.get("ce_traceparent"),
    )


def test_every_type_has_been_recorded() -> None:
    """A type that no running service has been heard to publish cannot be held against what it published.

    If this fails: tests/unit/contracts/recorded/README.md.
    """
    assert {record["headers"]["ce_type"] for record in RECORDS + LATER} == {fact.type for fact in every_fact()}


@pytest.mark.parametrize("record", RECORDS + LATER, ids=lambda record: record["headers"]["ce_type"])
def test_a_recorded_event_is_read_whole(record: dict[str, Any]) -> None:
    """An optional field may have come since; what stood there is there still, under the same names."""
    _, value, headers = _again(record)
    now = json.loads(value)
    assert {name: now.get(name) for name in record["value"]} == record["value"]
    again = {name: text.decode() for name, text in headers}
    # The trace header beside the event's own is each sender's.
    assert {n: t for n, t in record["headers"].items() if n != "traceparent"}.items() <= again.items()


@pytest.mark.parametrize("citizen", STORED)
def test_recorded_history_leads_where_it_led(citizen: str) -> None:
    """I1: who has to do with a citizen, folded from the record, is what was stored then; and that row is read still."""
    folded = Involvement()
    for record in RECORDS:
        event = _event(record)
        if event.subject == UUID(citizen):
            folded = folded.apply(event)
    assert folded == Involvement.load(json.dumps(STORED[citizen]))


def test_a_record_that_lost_a_field_is_not_read() -> None:
    """The check above can fail: a required field that was not there would be found out."""
    record = json.loads(json.dumps(RECORDS[0]))
    del record["value"]["referral_id"]
    with pytest.raises(Unreadable):
        _event(record)
