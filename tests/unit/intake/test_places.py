"""Answers over Kafka, as they stand in the outbox."""

import json
from datetime import UTC, datetime
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest

from shared.contracts import FieldError, Refused
from shared.contracts.reading import read_report_data
from shared.intake.places import Answer, Place, answer_at, has_final_answer, place_from
from shared.intake.receipts import Status
from shared.messaging.outbox import OUTBOX
from shared.messaging.unit import Unit

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
PLACE = Place("intake.svr-app", 2, 17, UUID(int=7), TRACE)


def answered(answer: Answer, place: Place = PLACE) -> tuple[Unit, dict[str, Any]]:
    unit = Unit()
    answer_at(unit, "referral", place, answer, NOW)
    row = unit.row(OUTBOX, place.answer_id(answer.status))
    assert row is not None
    return unit, dict(zip((name for name, _ in OUTBOX.columns), row, strict=True))


def test_an_answer_goes_to_the_app_that_wrote_the_record() -> None:
    """Interface: on its receipts topic, by the citizen's key, naming the record, in the record's trace."""
    receipt, event, subject = uuid4(), uuid4(), uuid4()
    answer = Answer("accepted", receipt, subject, "urn:samspil:app:svr-app", event)
    unit, row = answered(answer)
    assert (row["topic"], row["aggregateid"]) == ("intake.svr-app.receipts", subject)
    assert json.loads(row["payload"]) == {
        "receipt_id": str(receipt),
        "event_source": "urn:samspil:app:svr-app",
        "event_id": str(event),
        "errors": [],
        "topic": "intake.svr-app",
        "partition": 2,
        "offset": 17,
    }
    headers = json.loads(row["headers"])
    assert headers["ce_type"] == "dk.samspil.kvittering.accepteret.v1"
    assert (headers["ce_source"], headers["ce_traceparent"]) == ("urn:samspil:referral", TRACE)
    assert headers["ce_causationid"] == str(event)
    assert unit.channels == {"outbox"}


def test_an_unreadable_record_is_named_by_its_place_alone() -> None:
    """Interface: topic, partition and offset; no subject, so no key."""
    _, row = answered(Answer("refused", errors=(FieldError("", "Kan ikke læses."),)))
    said = json.loads(row["payload"])
    assert row["aggregateid"] is None
    assert (said["receipt_id"], said["event_source"], said["event_id"]) == (None, None, None)
    assert said["errors"] == [{"pointer": "", "detail": "Kan ikke læses."}]


@pytest.mark.parametrize("source", ["urn:samspil:app:andre-app", "urn:samspil:web", "0101901234"])
def test_what_an_app_calls_itself_in_anothers_name_is_not_repeated(source: str) -> None:
    """Privacy: an answer repeats the app's own source and no other value."""
    _, row = answered(Answer("refused", source=source))
    assert json.loads(row["payload"])["event_source"] is None


def test_an_answer_made_twice_is_the_same_answer() -> None:
    """No second answer: its id follows from the record and from whether it is the final one."""
    again = Place("intake.svr-app", 2, 17, UUID(int=7))
    ids = {status: (PLACE.answer_id(status), again.answer_id(status)) for status in get_args(Status)}
    assert all(one == other for one, other in ids.values())
    assert ids["accepted"] == ids["refused"] != ids["waiting"]
    unit, _ = answered(Answer("waiting"))
    assert not has_final_answer(unit, PLACE)
    answer_at(unit, "referral", PLACE, Answer("refused"), NOW)
    assert has_final_answer(unit, PLACE)


def test_a_place_is_kept_with_what_waits() -> None:
    """Waiting: the final answer finds its way after a restart too."""
    for place in (PLACE, Place("intake.svr-app", 0, 0, uuid4())):
        assert place_from(json.loads(json.dumps(place.kept()))) == place


def test_an_answer_stays_small_however_much_is_wrong() -> None:
    """Kafka intake: the answer to the largest report there may be fits into a record many times over."""
    strangers = {f"a{n}": 1 for n in range(7_000)}
    with pytest.raises(Refused) as refused:
        read_report_data("dk.samspil.henvisning.oprettet.v1", strangers)
    _, row = answered(Answer("refused", errors=refused.value.errors))
    assert len(row["payload"]) < 40_000


def test_long_errors_fit_the_contract() -> None:
    """A pointer or text that is too long is cut and costs no answer."""
    _, row = answered(Answer("refused", errors=[FieldError("/data/" + "x" * 300, "y" * 2_000)]))
    (error,) = json.loads(row["payload"])["errors"]
    assert (len(error["pointer"]), len(error["detail"])) == (200, 1_000)
