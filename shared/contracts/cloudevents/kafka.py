"""CloudEvents on Kafka: our own events in binary mode, both ways, and reports from apps in either mode."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from shared.contracts.answer import Refused
from shared.contracts.cloudevents.attributes import RawReport, parse, read_attributes
from shared.contracts.cloudevents.http import MAX_EVENT_BYTES, STRUCTURED, read_structured
from shared.contracts.event import Event
from shared.contracts.fact import Fact, fact_of
from shared.contracts.limits import read_uuid

Headers = list[tuple[str, bytes]]


class Unreadable(ValueError):
    """A record on one of our own topics that is no event of ours; the text names the attribute, never a value."""


class UnknownType(LookupError):
    """A type this version knows nothing of: to be read past and counted."""


def attributes(event: Event[Any]) -> dict[str, str]:
    """Every header but `ce_version`, which is given in the transaction that writes the event."""
    headers = {
        "ce_specversion": "1.0",
        "ce_id": str(event.id),
        "ce_source": event.source,
        "ce_type": event.data.type,
        "ce_subject": str(event.subject),
        "ce_time": event.time.isoformat(),
        "ce_registeredtime": event.registeredtime.isoformat(),
        "ce_causationid": str(event.causationid),
        "ce_correlationid": str(event.correlationid),
        "content-type": "application/json",
    }
    if event.department is not None:
        headers["ce_department"] = event.department
    if event.traceparent is not None:
        headers["ce_traceparent"] = event.traceparent
    return headers


def to_kafka(event: Event[Any]) -> tuple[bytes, bytes, Headers]:
    """Key (the subject), value (the data as JSON) and headers."""
    headers = [(name, value.encode()) for name, value in attributes(event).items()]
    headers.append(("ce_version", str(event.version).encode()))
    return str(event.subject).encode(), event.data.to_wire(), headers


def from_kafka(
    headers: Mapping[str, bytes] | Iterable[tuple[str, bytes]],
    value: bytes | None,
    read_id: Callable[[str], UUID] = read_uuid,
) -> Event[Any]:
    """An event of ours from a record. Raises UnknownType or Unreadable; unknown headers and fields are passed over.

    `read_id` reads the envelope's ids, for who has a faster way; it raises ValueError for what is none.
    """
    given = headers if isinstance(headers, dict) else dict(headers)
    try:
        type_ = given["ce_type"].decode()
        fact = fact_of(type_)
        if fact is None:
            raise UnknownType("type")
        department, traceparent = given.get("ce_department"), given.get("ce_traceparent")
        return Event(
            id=read_id(given["ce_id"].decode()),
            source=given["ce_source"].decode(),
            subject=read_id(given["ce_subject"].decode()),
            time=_moment(given["ce_time"]),
            registeredtime=_moment(given["ce_registeredtime"]),
            version=int(given["ce_version"]),
            causationid=read_id(given["ce_causationid"].decode()),
            correlationid=read_id(given["ce_correlationid"].decode()),
            department=None if department is None else department.decode(),
            traceparent=None if traceparent is None else traceparent.decode(),
            data=fact.model_validate_json(value or b""),
        )
    except KeyError as missing:
        raise Unreadable(f"{missing.args[0]} is missing") from None
    except ValidationError:
        raise Unreadable("data does not fit its type") from None
    except ValueError:
        raise Unreadable("an attribute is malformed") from None


def read_kafka_report(headers: Iterable[tuple[str, bytes]], value: bytes | None) -> RawReport:
    """A report from an app's own topic, binary or structured. Raises Refused as over HTTP."""
    given = {name.lower(): _text(content) for name, content in headers}
    body = value or b""
    if (given.get("content-type") or "").split(";")[0].strip().lower() == STRUCTURED:
        return read_structured(body)
    if len(body) > MAX_EVENT_BYTES:
        raise Refused("too-large", f"Indholdet fylder mere end {MAX_EVENT_BYTES // 1024} KiB.", status=413)
    values: dict[str, Any] = {name[3:]: text for name, text in given.items() if name.startswith("ce_")}
    values["datacontenttype"] = given.get("content-type")
    return read_attributes(values, parse(body))


def receipt_to_kafka(
    receipt: Fact,
    *,
    id_: UUID,
    source: str,
    time: datetime,
    subject: UUID | None = None,
    causationid: UUID | None = None,
    traceparent: str | None = None,
) -> tuple[bytes | None, bytes, Headers]:
    """An answer to an app: key, value, headers. `subject` and `causationid` (the report's id) where readable."""
    named: dict[str, str | None] = {
        "ce_specversion": "1.0",
        "ce_id": str(id_),
        "ce_source": source,
        "ce_type": receipt.type,
        "ce_subject": None if subject is None else str(subject),
        "ce_time": time.isoformat(),
        "ce_causationid": None if causationid is None else str(causationid),
        "ce_traceparent": traceparent,
        "content-type": "application/json",
    }
    headers = [(name, text.encode()) for name, text in named.items() if text is not None]
    return None if subject is None else str(subject).encode(), receipt.model_dump_json().encode(), headers


def _moment(text: bytes) -> datetime:
    moment = datetime.fromisoformat(text.decode())
    if moment.tzinfo is None:
        raise ValueError("no offset")
    return moment


def _text(content: bytes | None) -> str | None:
    try:
        return None if content is None else content.decode()
    except UnicodeDecodeError:
        # Not None, so that it is told as malformed and not as missing.
        return ""
