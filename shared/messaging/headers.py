"""An event's headers for the outbox: as text for whoever reads the table, and as they stand in a record.

Nearly all of either is alike on every event of a type and department. It is learnt from the first one, with gaps where
an event's own values go.
"""

import re
from typing import Any

from pydantic_core import to_json

from shared.contracts.cloudevents import attributes, valid_traceparent
from shared.contracts.event import Event
from shared.messaging.tracing import TRACEPARENT
from shared.messaging.wire import encode_headers

_OWN = frozenset(
    {
        "ce_id", "ce_subject", "ce_time", "ce_registeredtime", "ce_causationid", "ce_correlationid", "ce_traceparent",
        "ce_version",
    }
)  # fmt: skip
# Of one byte, quoted nowhere, and no length on the wire: those are even.
_GAP = "\x7f"
_GAPS = re.compile(f"{_GAP}+")
_MOST = 4_000
_Key = tuple[str, str, str | None, int, int, int, bool]
_known: dict[_Key, tuple[str, str] | None] = {}


def headers_of(event: Event[Any]) -> tuple[str, bytes]:
    """The event's attributes and its version: what `as_text` and `as_wire` make of them, byte for byte."""
    traceparent = event.traceparent
    if traceparent is not None and valid_traceparent(traceparent) is None:
        # Of any length, and it may need quoting.
        return _in_full(event)
    time, registered, version = event.time.isoformat(), event.registeredtime.isoformat(), str(event.version)
    key = (
        event.source, event.data.type, event.department, len(time), len(registered), len(version), traceparent is None,
    )  # fmt: skip
    try:
        learnt = _known[key]
    except KeyError:
        learnt = _learn(key, event)
    if learnt is None:
        return _in_full(event)
    text, wire = learnt
    own = str(event.id), str(event.subject), time, registered, str(event.causationid), str(event.correlationid)
    if traceparent is None:
        return text % (*own, version), (wire % (*own, version)).encode("latin-1")
    return (
        text % (*own, traceparent, version),
        (wire % (*own, traceparent, version, traceparent)).encode("latin-1"),
    )


def as_text(headers: dict[str, str]) -> str:
    """JSON."""
    return to_json(headers).decode()


def as_wire(headers: dict[str, str]) -> bytes:
    """With the trace context at the end, where the relay puts its own span's in its place if it is kept."""
    traceparent = headers.get("ce_traceparent")
    return encode_headers(headers if traceparent is None else {**headers, TRACEPARENT: traceparent})


def _in_full(event: Event[Any]) -> tuple[str, bytes]:
    headers = _headers(event)
    return as_text(headers), as_wire(headers)


def _headers(event: Event[Any]) -> dict[str, str]:
    return {**attributes(event), "ce_version": str(event.version)}


def _learn(key: _Key, event: Event[Any]) -> tuple[str, str] | None:
    """The text and the wire (a byte a character) of events like this one; None where what is alike has such a gap."""
    headers = {name: _GAP * len(text) if name in _OWN else text for name, text in _headers(event).items()}
    alike = "".join(text for name, text in headers.items() if name not in _OWN)
    learnt = None
    if _GAP not in alike:
        learnt = _with_gaps(as_text(headers)), _with_gaps(as_wire(headers).decode("latin-1"))
    if len(_known) < _MOST:
        _known[key] = learnt
    return learnt


def _with_gaps(text: str) -> str:
    return _GAPS.sub("%s", text.replace("%", "%%"))
