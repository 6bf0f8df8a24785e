"""Records as Kafka gives them, and events as a column keeps them."""

from uuid import UUID, uuid4

import pytest

from shared.contracts.cloudevents import Unreadable
from shared.messaging.dead_letters import reason_of, row_of
from shared.messaging.kept import dump_event, load_event, record_of
from shared.messaging.reader import read_event
from shared.messaging.record import Record
from tests.suites.floor_words import created, event, read, record


def test_an_event_survives_its_column() -> None:
    """What waits is later handled as it was heard."""
    heard = event(uuid4(), created(uuid4()), 7)
    assert load_event(dump_event(heard)) == heard
    assert record_of(dump_event(heard), heard.subject).topic == "referral.events"


def test_a_records_mark() -> None:
    """The inbox remembers the event's id, or the place of a record whose id cannot be read."""
    heard = event(uuid4(), read())
    assert record(heard).mark == heard.id
    strange = [Record("t", 0, n, None, [("ce_id", b"\xff")], None).mark for n in (1, 1, 2)]
    assert strange[0] == strange[1] != strange[2]


@pytest.mark.parametrize("key", [None, b"", b"\xff", b"no uuid"])
def test_a_key_that_is_no_subject(key: bytes | None) -> None:
    """It names nobody; nothing falls over it."""
    assert Record("t", 0, 0, key, [], None).subject is None


def test_the_key_is_the_subject() -> None:
    """By its key a record is ordered and parked, by its subject decided: where they differ it is no event of ours."""
    heard = event(uuid4(), read())
    good = record(heard)
    assert read_event(good) == heard
    with pytest.raises(Unreadable):
        read_event(Record(good.topic, 0, 0, str(uuid4()).encode(), good.headers, good.value))


def test_a_reason_names_place_and_type_alone() -> None:
    """V1: a fault's message may carry what was read; its reason never does."""
    try:
        raise ValueError("Jens Hansen")
    except ValueError as fault:
        reason = reason_of(fault)
    assert reason.startswith("ValueError")
    assert "test_records.py:" in reason
    assert "Jens" not in reason


def test_a_dead_letter_keeps_what_was_unreadable() -> None:
    """Headers and value are kept as bytes, so that a mended service can read them."""
    strange = Record("t", 2, 5, b"\xff", [("ce_id", b"\xff"), ("traceparent", b"00-" + b"a" * 32 + b"-b-01")], None)
    row = row_of(strange, "why", False)
    assert row[:6] == ("t", 2, 5, None, None, None) or row[4] == strange.mark
    assert row[-1] == "a" * 32
    assert isinstance(strange.mark, UUID)
