"""What the HTTP door takes and answers, as the OpenAPI document says it; deciding goes by the contracts themselves."""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel


class PublishedOut(BaseModel):
    id: UUID
    type: str


class ToldOut(BaseModel):
    recipient_kind: str
    department: str | None
    channel: str
    read: bool


class FieldErrorOut(BaseModel):
    """`pointer` is empty where no field is at fault."""

    pointer: str
    detail: str


class ReceiptOut(BaseModel):
    """What became of a report. Without `receipt_id` where it is one of a batch and was refused: nothing is kept."""

    receipt_id: UUID | None
    event_source: str | None
    event_id: UUID | None
    status: Literal["waiting", "accepted", "published", "refused"]
    published: list[PublishedOut]
    told: list[ToldOut]
    hints: list[str]
    errors: list[FieldErrorOut]
    trace_id: str | None
    legal_moves: list[str] | None = None


class ReachOut(BaseModel):
    """Counts of recipients."""

    event_id: UUID
    told: int
    reached: int
    outstanding: int
    withheld: int


_EVENT: dict[str, Any] = {
    "type": "object",
    "description": "CloudEvents 1.0, structured; `data` as the type's schema in /asyncapi, with `private` beside it.",
    "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
    "properties": {
        "specversion": {"type": "string", "const": "1.0"},
        "id": {"type": "string", "format": "uuid"},
        "source": {"type": "string"},
        "type": {"type": "string"},
        "subject": {"type": "string", "format": "uuid"},
        "time": {"type": "string", "format": "date-time"},
        "datacontenttype": {"type": "string", "const": "application/json"},
        "data": {"type": "object"},
    },
}
_DATA: dict[str, Any] = {"type": "object", "description": "The data alone; the attributes are headers `ce-…`."}


def report_body(*, batch: bool) -> dict[str, Any]:
    """What a route that reads CloudEvents by itself says of its body."""
    content = {
        "application/cloudevents+json": {"schema": _EVENT},
        "application/json": {"schema": _DATA},
        **({"application/cloudevents-batch+json": {"schema": {"type": "array", "items": _EVENT}}} if batch else {}),
    }
    return {"requestBody": {"required": True, "content": content}}
