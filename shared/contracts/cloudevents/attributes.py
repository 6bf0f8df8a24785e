"""The attributes of a report, checked one by one, whatever transport and content mode brought them."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import from_json

from shared.contracts.answer import FieldError, Refused
from shared.contracts.immutable import immutable

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SOURCE = re.compile(r"[!-~]{1,200}")
_TYPE = re.compile(r"[a-z0-9_.-]{1,200}")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


@immutable(frozen=True, slots=True)
class RawReport:
    """A well-formed CloudEvent whose type and data nobody has looked at yet. `time` is aware, `data` JSON as parsed."""

    id: UUID
    source: str
    type: str
    subject: UUID
    time: datetime
    data: dict[str, Any]
    traceparent: str | None = None


def valid_traceparent(value: object) -> str | None:
    """W3C's `traceparent` as sent, or None: a broken one starts a new trace and never costs a report its life."""
    return value if isinstance(value, str) and _TRACEPARENT.fullmatch(value) else None


def is_json(media_type: str) -> bool:
    """Whether this is `application/json` in UTF-8, which is all that data comes in."""
    name, *parameters = (part.strip().lower() for part in media_type.split(";"))
    charsets = [p.partition("=")[2].strip('"') for p in parameters if p.startswith("charset=")]
    return name == "application/json" and all(charset == "utf-8" for charset in charsets)


def parse(body: bytes) -> Any:
    """JSON of any shape. Raises Refused without a pointer where it is none; depth and infinities are bounded."""
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError:
        raise Refused("unreadable", "Indholdet er ikke gyldig JSON i UTF-8.") from None


def read_attributes(values: Mapping[str, Any], data: Any) -> RawReport:
    """A report from its context attributes and parsed data; extension attributes nobody knows are passed over.

    Raises Refused with one error for each attribute that is missing or malformed.
    """
    errors: list[FieldError] = []

    def take(name: str, check: Callable[[str], Any], detail: str) -> Any:
        value = values.get(name)
        if value is None:
            errors.append(FieldError(f"/{name}", "Attributten mangler."))
            return None
        checked = check(value) if isinstance(value, str) else None
        if checked is None:
            errors.append(FieldError(f"/{name}", detail))
        return checked

    take("specversion", lambda v: v if v == "1.0" else None, "Kun CloudEvents 1.0 modtages.")
    id_ = take("id", _uuid, "Skal være en UUID.")
    source = take("source", lambda v: v if _SOURCE.fullmatch(v) else None, "Skal være en URN.")
    type_ = take("type", lambda v: v if _TYPE.fullmatch(v) else None, "Skal være en type fra kataloget.")
    subject = take("subject", _uuid, "Skal være borgerens (eller forløbets) UUID.")
    time = take("time", _moment, "Skal være et tidspunkt med tidszone (RFC 3339).")
    content_type = values.get("datacontenttype")
    if content_type is not None and not (isinstance(content_type, str) and is_json(content_type)):
        errors.append(FieldError("/datacontenttype", "Skal være application/json."))
    if not isinstance(data, dict):
        errors.append(FieldError("/data", "Skal være et JSON-objekt."))
    if errors:
        raise Refused("invalid-event", "Indberetningen er ikke en gyldig CloudEvent.", errors=tuple(errors))
    return RawReport(id_, source, type_, subject, time, data, valid_traceparent(values.get("traceparent")))


def _uuid(value: str) -> UUID | None:
    return UUID(value) if _UUID.fullmatch(value) else None


def _moment(value: str) -> datetime | None:
    if not _TIME.fullmatch(value):
        return None
    try:
        moment = datetime.fromisoformat(value.upper())
    except ValueError:
        return None
    # Outside these years reckoning with time zones and working days overflows.
    return moment if 1900 <= moment.year < 2200 else None
