"""Whose a record of an app is."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts import every_fact
from shared.intake.classifying import Classified, classify
from shared.messaging.record import Record

SUBJECT = UUID("0b6f6c1e-3f0a-4c52-9d0e-6a1d2f3b4c5d")
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
OTHER_TRACE = "00-5bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
STRUCTURED = ("content-type", b"application/cloudevents+json")


def an_event(**changes: Any) -> dict[str, Any]:
    event = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "urn:samspil:app:svr-app",
        "type": "dk.samspil.henvisning.oprettet.v1",
        "subject": str(SUBJECT),
        "time": "2026-11-22T10:00:00Z",
        "data": {},
        **changes,
    }
    return {name: value for name, value in event.items() if value is not None}


def classified(
    event: dict[str, Any], key: str | None = str(SUBJECT), *, headers: list[tuple[str, bytes]] | None = None
) -> Classified:
    value = json.dumps(event).encode()
    whole = [STRUCTURED, *(headers or [])]
    return classify(Record("intake.svr-app", 0, 0, None if key is None else key.encode(), whole, value))


def test_every_published_type_is_its_owners() -> None:
    """Services: the owner of the type answers; the answers themselves nobody may report, so referral says so."""
    for fact in every_fact():
        found = classified(an_event(type=fact.type))
        assert found.owner == ("referral" if fact.owner == "intake" else fact.owner)
        assert (found.fault is not None) == (fact.owner == "intake")


@pytest.mark.parametrize(
    ("event", "key", "pointer"),
    [
        (an_event(), None, "/subject"),
        (an_event(), "5d4c0f0c-2f5f-4a53-9c68-8f2f0c1f7d11", "/subject"),
        (an_event(), "", "/subject"),
        (an_event(type="dk.samspil.noget.nyt.v1"), str(SUBJECT), "/type"),
        (an_event(type=None), str(SUBJECT), "/type"),
        (an_event(subject=None), str(SUBJECT), "/subject"),
        (an_event(time="i dag"), str(SUBJECT), "/time"),
    ],
)
def test_what_nobody_can_decide_on_is_referrals(event: dict[str, Any], key: str | None, pointer: str) -> None:
    """Kafka intake: not a CloudEvent, another key than its subject, a type nobody owns."""
    found = classified(event, key)
    assert found.owner == "referral"
    assert found.fault is not None
    assert [error.pointer for error in found.fault.errors] == [pointer]


@pytest.mark.parametrize("value", [None, b"", b"\xff", b"{", b"[]", b"null", b'"' + b"x" * 70_000 + b'"'])
@pytest.mark.parametrize(
    "headers", [[], [STRUCTURED], [("ce_id", b"\xff")], [("ce_type", None), ("traceparent", None)]]
)
def test_no_record_raises(value: bytes | None, headers: Any) -> None:
    """Kafka intake: whatever stands there, there is an answer to it."""
    found = classify(Record("intake.svr-app", 0, 0, b"\xff", headers, value))
    assert (found.owner, found.raw, found.fault is not None) == ("referral", None, True)


def test_the_trace_it_came_in() -> None:
    """Tracing: the event's own `traceparent`, else Kafka's header; a broken one begins anew."""
    header = ("traceparent", OTHER_TRACE.encode())
    assert classified(an_event(traceparent=TRACE), headers=[header]).traceparent == TRACE
    assert classified(an_event(), headers=[header]).traceparent == OTHER_TRACE
    assert classified(an_event(), headers=[("traceparent", b"nonsense")]).traceparent is None
    assert classified(an_event(type="broken"), headers=[header]).traceparent == OTHER_TRACE
