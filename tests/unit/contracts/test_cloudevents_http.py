"""CloudEvents over HTTP, held against the official SDK."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from cloudevents.core.bindings.http import to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts import Refused
from shared.contracts.cloudevents import MAX_EVENT_BYTES, RawReport, read_http
from tests.unit.contracts.builders import MOMENTS, TRACEPARENTS

STRUCTURED = {"Content-Type": "application/cloudevents+json; charset=utf-8"}
BATCHED = {"content-type": "application/cloudevents-batch+json"}


def envelope(**changes: Any) -> dict[str, Any]:
    """A good report as a structured event; a change to None leaves the attribute out."""
    whole = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "urn:samspil:app:kraftcenter-app",
        "type": "dk.samspil.henvisning.accepteret.v1",
        "subject": str(uuid4()),
        "time": "2026-11-22T10:00:00+01:00",
        "datacontenttype": "application/json",
        "data": {"referral_id": str(uuid4()), "by_department": "kraftcenter"},
    }
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


def structured(event: dict[str, Any]) -> RawReport:
    read = read_http(STRUCTURED, json.dumps(event).encode())
    assert isinstance(read, RawReport)
    return read


def refusal(event: dict[str, Any]) -> list[str]:
    with pytest.raises(Refused) as caught:
        structured(event)
    assert caught.value.status == 422
    return [error.pointer for error in caught.value.errors]


SENT = st.fixed_dictionaries(
    {
        "id": st.uuids().map(str),
        "source": st.sampled_from(["urn:samspil:web", "urn:samspil:app:paaroerende-app"]),
        "type": st.just("dk.samspil.delmaal.naaet.v1"),
        "subject": st.uuids().map(str),
        "time": MOMENTS,
        "datacontenttype": st.just("application/json"),
    },
    optional={"traceparent": TRACEPARENTS, "comexample": st.text("abc æøå%\"'", min_size=1)},
)
DATA = st.dictionaries(st.text(max_size=8), st.text(max_size=20) | st.integers(-5, 5) | st.booleans() | st.none())


@given(SENT, DATA)
def test_what_the_official_sdk_writes_is_read(attributes: dict[str, Any], data: dict[str, Any]) -> None:
    """CloudEvents 1.0: both content modes, as any conforming app writes them, give the same report."""
    event = CloudEvent({**attributes, "specversion": "1.0"}, data)
    expected = RawReport(
        UUID(attributes["id"]),
        attributes["source"],
        attributes["type"],
        UUID(attributes["subject"]),
        attributes["time"],
        data,
        attributes.get("traceparent"),
    )
    for message in (to_structured_event(event), to_binary_event(event)):
        assert read_http(message.headers, message.body) == expected


def test_a_batch_is_read_in_its_order_each_on_its_own() -> None:
    """A bad event in a batch is refused alone; those around it are read."""
    good, bad, last = envelope(), envelope(id="nummer et"), envelope()
    read = read_http(BATCHED, json.dumps([good, bad, 7, last]).encode())
    assert isinstance(read, list)
    assert [type(one) for one in read] == [RawReport, Refused, Refused, RawReport]
    assert isinstance(read[0], RawReport)
    assert isinstance(read[3], RawReport)
    assert [str(read[0].id), str(read[3].id)] == [good["id"], last["id"]]


def test_an_event_too_large_is_refused_alone_in_a_batch() -> None:
    """413 over 64 KiB an event; its neighbours are not to blame."""
    large = envelope(data={"note": "x" * MAX_EVENT_BYTES})
    read = read_http(BATCHED, json.dumps([envelope(), large]).encode())
    assert isinstance(read, list)
    assert isinstance(read[0], RawReport)
    assert isinstance(read[1], Refused)
    assert read[1].status == 413


@pytest.mark.parametrize(
    ("headers", "size"),
    [(STRUCTURED, 64 * 1024 + 1), (BATCHED, 1024 * 1024 + 1), ({"ce-id": "x"}, 64 * 1024 + 1)],
    ids=["structured", "batched", "binary"],
)
def test_too_much_is_refused_before_it_is_parsed(headers: dict[str, str], size: int) -> None:
    """413 over 64 KiB an event or 1 MiB a batch."""
    with pytest.raises(Refused) as caught:
        read_http(headers, b"[" * size)
    assert (caught.value.problem, caught.value.status) == ("too-large", 413)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "application/json"},
        {"content-type": "text/plain", "ce-id": "1"},
        {"content-type": "application/cloudevents+xml"},
        {"content-type": "application/cloudevents+json; charset=latin-1"},
        {"content-type": "application/json; charset=utf-16", "ce-id": "1"},
    ],
    ids=str,
)
def test_anything_but_a_cloudevent_in_json_is_415(headers: dict[str, str]) -> None:
    """415: the three content modes in UTF-8 JSON are all that is taken in."""
    with pytest.raises(Refused) as caught:
        read_http(headers, b"{}")
    assert caught.value.status == 415


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"a": NaN}', b'{"a": "\\ud800"}', b"[" * 5000, b"7", b"[]"])
def test_unreadable_bodies_are_refused_not_crashed_on(body: bytes) -> None:
    """422, however broken or deep the body is."""
    with pytest.raises(Refused) as caught:
        read_http(STRUCTURED, body)
    assert (caught.value.problem, caught.value.status) == ("unreadable", 422)


@pytest.mark.parametrize("name", ["specversion", "id", "source", "type", "subject", "time", "data"])
def test_a_missing_attribute_is_named(name: str) -> None:
    """Each error points at its own attribute."""
    assert refusal(envelope(**{name: None})) == [f"/{name}"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("specversion", "0.3"),
        ("specversion", 1.0),
        ("id", "1"),
        ("id", "{7f0c0000-0000-4000-8000-000000000000}"),
        ("id", 7),
        ("source", ""),
        ("source", "urn:samspil: app"),
        ("source", "x" * 201),
        ("type", "dk.samspil henvisning"),
        ("subject", "0101901234"),
        ("time", "2026-11-22T10:00:00"),
        ("time", "2026-11-22 10:00:00+01:00"),
        ("time", "2026-11-22"),
        ("time", "2026-02-30T10:00:00Z"),
        ("time", "0001-01-01T00:00:00Z"),
        ("time", "9999-12-31T23:59:59Z"),
        ("time", "٢٠٢٦-11-22T10:00:00Z"),
        ("time", 1_700_000_000),
        ("datacontenttype", "text/plain"),
        ("data", []),
        ("data", "tekst"),
        ("data_base64", "e30="),
    ],
)
def test_a_malformed_attribute_is_named_and_not_repeated(name: str, value: Any) -> None:
    """422 with a pointer to the attribute; no error ever repeats a value that was sent."""
    with pytest.raises(Refused) as caught:
        structured(envelope(**{name: value}))
    (error,) = caught.value.errors
    assert error.pointer == f"/{name}"
    if isinstance(value, str) and value:
        assert value not in f"{caught.value.detail} {error.detail} {caught.value}"


def test_all_faults_are_told_at_once() -> None:
    """An app's author mends a report in one go."""
    assert refusal({"specversion": "1.0", "id": "x"}) == ["/id", "/source", "/type", "/subject", "/time", "/data"]


@pytest.mark.parametrize("traceparent", ["", "00-xyz", "00-" + "0" * 32 + "-" + "1" * 16 + "-01", 7])
def test_a_broken_traceparent_costs_nothing(traceparent: Any) -> None:
    """A report whose trace cannot be continued starts a new one."""
    assert structured(envelope(traceparent=traceparent)).traceparent is None


def test_extensions_nobody_knows_are_passed_over() -> None:
    """CloudEvents 1.0: unknown extension attributes are allowed."""
    assert structured(envelope(dataschema="urn:x", comexample="1", number=3)).source


def test_the_time_keeps_its_moment() -> None:
    """An offset is part of the time, Z and lower case included."""
    assert structured(envelope(time="2026-11-22t09:00:00.123456789z")).time == datetime(
        2026, 11, 22, 9, 0, 0, 123456, tzinfo=UTC
    )


@given(st.binary(max_size=200))
def test_no_bytes_whatever_do_more_than_refuse(body: bytes) -> None:
    """Whatever is sent, the answer is a report or a refusal."""
    for headers in (STRUCTURED, BATCHED, {"ce-id": body.decode("latin-1"), "content-type": "application/json"}):
        assert _status(headers, body) in (202, 413, 415, 422)


def _status(headers: dict[str, str], body: bytes) -> int:
    try:
        read_http(headers, body)
    except Refused as refused:
        return refused.status
    return 202
