"""Reports over HTTP: CloudEvents structured, binary and batched."""

from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import unquote

from pydantic_core import to_json

from shared.contracts.answer import FieldError, Refused
from shared.contracts.cloudevents.attributes import RawReport, is_json, parse, read_attributes

MAX_EVENT_BYTES = 64 * 1024
MAX_BATCH_BYTES = 1024 * 1024

STRUCTURED = "application/cloudevents+json"
BATCHED = "application/cloudevents-batch+json"


def content_mode(headers: Mapping[str, str]) -> Literal["structured", "binary", "batched"]:
    """How the body is to be read. Raises Refused (415) for anything but the three. Header names in any case."""
    lowered = {name.lower(): value for name, value in headers.items()}
    content_type = lowered.get("content-type", "")
    name, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charset = next((p.partition("=")[2].strip('"') for p in parameters if p.startswith("charset=")), "utf-8")
    if charset == "utf-8":
        if name == STRUCTURED:
            return "structured"
        if name == BATCHED:
            return "batched"
        # Without a content type the data are JSON, as for an event without `datacontenttype`.
        if (not content_type or is_json(content_type)) and any(header.startswith("ce-") for header in lowered):
            return "binary"
    raise Refused("unsupported-media-type", "Send en CloudEvent i JSON: struktureret, binær eller i bundt.", status=415)


def read_http(headers: Mapping[str, str], body: bytes) -> RawReport | list[RawReport | Refused]:
    """One report, or for a batch a list in the order sent, each read or refused on its own.

    Raises Refused for the whole: 415 (not a CloudEvent in JSON), 413 (too large), 422 (malformed).
    """
    mode = content_mode(headers)
    if mode == "batched":
        return list(read_batched(body))
    return read_structured(body) if mode == "structured" else read_binary(headers, body)


def read_structured(body: bytes) -> RawReport:
    """The event is one JSON object, attributes and data together."""
    _bounded(len(body), MAX_EVENT_BYTES)
    return _from_object(parse(body))


def read_binary(headers: Mapping[str, str], body: bytes) -> RawReport:
    """Attributes are `ce-` headers (percent-encoded where not ASCII), the body is the data."""
    _bounded(len(body), MAX_EVENT_BYTES)
    values: dict[str, Any] = {}
    for name, value in headers.items():
        lowered = name.lower()
        if lowered.startswith("ce-") and lowered != "ce-datacontenttype":
            values[lowered[3:]] = _decoded(value)
        elif lowered == "content-type":
            values["datacontenttype"] = value
    return read_attributes(values, parse(body))


def read_batched(body: bytes) -> list[RawReport | Refused]:
    """The body is a JSON array of structured events. Raises Refused where it is not; its elements fail alone."""
    _bounded(len(body), MAX_BATCH_BYTES)
    batch = parse(body)
    if not isinstance(batch, list):
        raise Refused("unreadable", "Et bundt skal være en JSON-liste af CloudEvents.")
    return [_element(element, len(body)) for element in batch]


def _element(element: Any, batch_bytes: int) -> RawReport | Refused:
    try:
        if batch_bytes > MAX_EVENT_BYTES:
            _bounded(len(to_json(element)), MAX_EVENT_BYTES)
        return _from_object(element)
    except Refused as refused:
        return refused


def _from_object(event: Any) -> RawReport:
    if not isinstance(event, dict):
        raise Refused("unreadable", "En CloudEvent skal være et JSON-objekt.")
    if "data_base64" in event:
        error = FieldError("/data_base64", "Data skal være JSON i feltet data.")
        raise Refused("invalid-event", "Indberetningen er ikke en gyldig CloudEvent.", errors=(error,))
    return read_attributes(event, event.get("data"))


def _bounded(size: int, limit: int) -> None:
    if size > limit:
        raise Refused("too-large", f"Indholdet fylder mere end {limit // 1024} KiB.", status=413)


def _decoded(value: str) -> str | None:
    try:
        return unquote(value, errors="strict")
    except UnicodeDecodeError:
        return ""
