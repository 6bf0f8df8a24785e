"""History stays readable: what stood on the topics and in the rows of an earlier version (see `recorded/README.md`)."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import Event
from shared.contracts.cloudevents import Unreadable, from_kafka, to_kafka
from shared.contracts.involvement import Involvement

_FOLDER = Path(__file__).parent / "recorded"
RECORDS = [json.loads(line) for line in (_FOLDER / "events.jsonl").read_text(encoding="utf-8").splitlines()]
STORED: dict[str, dict[str, Any]] = json.loads((_FOLDER / "involvement.json").read_text(encoding="utf-8"))


def _event(record: dict[str, Any]) -> Event[Any]:
    headers = [(name, text.encode()) for name, text in record["headers"].items()]
    return from_kafka(headers, json.dumps(record["value"]).encode())


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["headers"]["ce_type"])
def test_a_recorded_event_is_read_whole(record: dict[str, Any]) -> None:
    """An optional field may have come since; what stood there is there still, under the same names."""
    _, value, headers = to_kafka(_event(record))
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
