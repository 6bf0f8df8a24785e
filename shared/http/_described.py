"""The problems in the OpenAPI document: what any operation may answer instead of what was asked for."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI

from shared.http._problems import MEDIA_TYPE
from shared.http.problem_types import PROBLEM_TYPES

_REFERENCE = "#/components/schemas/Problem"
_FIELD_ERROR = {
    "type": "object",
    "required": ["pointer", "detail"],
    "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
}
_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. Each `type` is explained at its own address; no value that was sent is repeated.",
    "required": ["type", "title", "status", "detail", "trace_id"],
    "properties": {
        "type": {"type": "string", "enum": [f"/problems/{slug}" for slug in PROBLEM_TYPES]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "trace_id": {"type": ["string", "null"]},
        "errors": {"type": "array", "items": _FIELD_ERROR},
        "legal_moves": {"type": "array", "items": {"type": "string"}},
    },
    "additionalProperties": False,
}
_OF_ANY = (400, 413, 422, 429, 500, 503)
_OF_WHO_ASKS = (401, 403, 404, 409)
_OF_A_BODY = (408, 415)
_FRAMEWORKS = ("HTTPValidationError", "ValidationError")


def describe_problems(app: FastAPI) -> None:
    """`app.openapi()` tells of the problems in place of the framework's own errors, which are never answered."""
    bare = app.openapi

    def openapi() -> dict[str, Any]:
        return bare() if app.openapi_schema is not None else _with_problems(bare())

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's own way to change the document


def _with_problems(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _FRAMEWORKS:
        schemas.pop(name, None)
    schemas["Problem"] = _PROBLEM
    for operations in document["paths"].values():
        for operation in operations.values():
            for status in _statuses(operation):
                operation["responses"][str(status)] = {
                    "description": "Problem",
                    "content": {MEDIA_TYPE: {"schema": {"$ref": _REFERENCE}}},
                }
    return document


def _statuses(operation: Mapping[str, Any]) -> tuple[int, ...]:
    return (
        *_OF_ANY,
        *(_OF_WHO_ASKS if "security" in operation else ()),
        *(_OF_A_BODY if "requestBody" in operation else ()),
    )
