"""CloudEvents on Kafka, held against the official SDK both ways."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka_event, to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given

from shared.contracts import Event, ReceiptRefused, ReferralAccepted, Refused
from shared.contracts.cloudevents import (
    UnknownType,
    Unreadable,
    attributes,
    from_kafka,
    read_kafka_report,
    receipt_to_kafka,
    to_kafka,
)
from tests.unit.contracts.builders import event, events
from tests.unit.contracts.test_cloudevents_http import envelope


@given(events())
def test_every_event_comes_back_as_it_was_written(written: Event[Any]) -> None:
    """What a service publishes is what the others read, whatever the type."""
    key, value, headers = to_kafka(written)
    assert key == str(written.subject).encode()
    assert from_kafka(headers, value) == written


@given(events())
def test_the_official_sdk_reads_what_we_write(written: Event[Any]) -> None:
    """CloudEvents 1.0 in binary mode: any client gets all attributes and the data."""
    key, value, headers = to_kafka(written)
    read = from_kafka_event(KafkaMessage(dict(headers), key, value))
    assert read.get_id() == str(written.id)
    assert read.get_source() == written.source
    assert read.get_type() == written.type
    assert read.get_subject() == str(written.subject)
    assert read.get_time() == written.time
    assert read.get_datacontenttype() == "application/json"
    extensions = {
        "registeredtime": written.registeredtime.isoformat(),
        "version": str(written.version),
        "causationid": str(written.causationid),
        "correlationid": str(written.correlationid),
        "department": written.department,
        "traceparent": written.traceparent,
    }
    assert {name: read.get_extension(name) for name in extensions} == extensions
    assert read.get_data() == json.loads(written.data.model_dump_json())


def _as_sdk_event(written: Event[Any]) -> CloudEvent:
    names = {name[3:]: text for name, text in attributes(written).items() if name.startswith("ce_")}
    named = {**names, "version": str(written.version), "datacontenttype": "application/json", "time": written.time}
    return CloudEvent(named, json.loads(written.data.model_dump_json()))


@given(events())
def test_we_read_what_the_official_sdk_writes(written: Event[Any]) -> None:
    """An event that a conforming client wrote is read as ours."""
    message = to_binary_event(_as_sdk_event(written))
    assert from_kafka(list(message.headers.items()), message.value) == written


@given(events())
def test_a_report_is_read_in_both_modes(written: Event[Any]) -> None:
    """An app may write binary or structured records with the official SDK; both give one report."""
    sdk = _as_sdk_event(written)
    binary, structured = (
        read_kafka_report(list(message.headers.items()), message.value)
        for message in (to_binary_event(sdk), to_structured_event(sdk))
    )
    assert binary == structured
    assert (binary.id, binary.subject, binary.time) == (written.id, written.subject, written.time)


def test_the_version_is_left_to_the_transaction() -> None:
    """The outbox numbers an event where it is written, so the stored headers have no version."""
    accepted = event(ReferralAccepted(referral_id=uuid4(), by_department="kraftcenter"))
    assert "ce_version" not in attributes(accepted)
    assert ("ce_version", str(accepted.version).encode()) in to_kafka(accepted)[2]


def _record(**changes: bytes | None) -> tuple[list[tuple[str, bytes]], bytes]:
    _, value, headers = to_kafka(event(ReferralAccepted(referral_id=uuid4(), by_department="kraftcenter")))
    changed = {**dict(headers), **changes}
    return [(name, text) for name, text in changed.items() if text is not None], value


def test_an_unknown_type_is_told_apart() -> None:
    """A newer service's type is read past and counted, not a fault."""
    headers, value = _record(ce_type=b"dk.samspil.noget.nyt.v1")
    with pytest.raises(UnknownType):
        from_kafka(headers, value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ce_id", b"x"),
        ("ce_id", None),
        ("ce_subject", b"0101901234"),
        ("ce_time", b"2026-11-22T10:00:00"),
        ("ce_registeredtime", b"\xff"),
        ("ce_version", b"en"),
        ("ce_type", None),
        ("ce_department", b"\xff"),
    ],
)
def test_a_fault_of_ours_is_unreadable_and_says_no_value(name: str, text: bytes | None) -> None:
    """What cannot be read on our own topics is a dead letter, and its reason holds nothing that was sent."""
    headers, value = _record(**{name: text})
    with pytest.raises(Unreadable) as caught:
        from_kafka(headers, value)
    assert "0101901234" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("value", [None, b"", b"{", b"{}", b'{"referral_id": "Jens"}'])
def test_data_that_do_not_fit_are_unreadable(value: bytes | None) -> None:
    """The same for the data, a missing value included."""
    headers, _ = _record()
    with pytest.raises(Unreadable, match="data does not fit"):
        from_kafka(headers, value)


@pytest.mark.parametrize("value", [None, b"", b"\xff", b"{"])
def test_an_unreadable_report_is_refused(value: bytes | None) -> None:
    """Kafka intake answers every record, so an unreadable one is refused like any other."""
    for headers in ([], [("content-type", b"application/cloudevents+json")], [("ce_id", b"\xff")]):
        with pytest.raises(Refused):
            read_kafka_report(headers, value)


def test_a_report_with_undecodable_headers_names_them() -> None:
    """A header that is no text is malformed, not missing."""
    report = envelope()
    headers = [(f"ce_{n}", v.encode()) for n, v in report.items() if isinstance(v, str)] + [("ce_source", b"\xff")]
    with pytest.raises(Refused) as caught:
        read_kafka_report(headers, json.dumps(report["data"]).encode())
    assert [(e.pointer, e.detail) for e in caught.value.errors] == [("/source", "Skal være en URN.")]


def test_a_receipt_is_a_cloudevent_without_a_version() -> None:
    """Answers carry no version; one to an unreadable record has no subject either, and so no key."""
    now = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
    refused = ReceiptRefused(topic="intake.kraftcenter-app", partition=1, offset=12)
    key, value, headers = receipt_to_kafka(refused, id_=uuid4(), source="urn:samspil:referral", time=now)
    assert key is None
    assert {"ce_version", "ce_subject"}.isdisjoint(dict(headers))
    read = from_kafka_event(KafkaMessage(dict(headers), key, value))
    assert read.get_type() == "dk.samspil.kvittering.afvist.v1"
    subject = uuid4()
    key, _, headers = receipt_to_kafka(
        refused, id_=uuid4(), source="urn:samspil:referral", time=now, subject=subject, causationid=uuid4()
    )
    assert key == str(subject).encode()
    assert "ce_causationid" in dict(headers)
