"""Putting it on an application: every way an answer can go wrong ends as a problem."""

import re
from collections.abc import Sequence
from typing import Any

import asyncpg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from shared.contracts.answer import FieldError, Refused
from shared.http._body_limit import BodyLimit
from shared.http._described import describe_problems
from shared.http._headers import SECURITY_HEADERS, SecurityHeaders
from shared.http._pages import router as problem_pages
from shared.http._problems import Problem, problem_response
from shared.identity import BadPurpose, Forbidden, IssuerUnavailable, Unauthenticated
from shared.postgres import is_infrastructure
from shared.telemetry import logger

_SLUGS = {
    400: "bad-request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    408: "too-slow",
    409: "conflict",
    413: "too-large",
    415: "unsupported-media-type",
    422: "invalid",
    429: "too-many-requests",
    503: "unavailable",
}
_DETAILS = {
    "missing": "Mangler.",
    "uuid_parsing": "Skal være en UUID.",
    "uuid_type": "Skal være en UUID.",
    "int_parsing": "Skal være et helt tal.",
    "int_type": "Skal være et helt tal.",
    "bool_parsing": "Skal være true eller false.",
    "bool_type": "Skal være true eller false.",
    "string_type": "Skal være tekst.",
    "string_too_long": "Er for lang.",
    "string_too_short": "Er for kort.",
    "string_pattern_mismatch": "Har ikke den rette form.",
    "date_parsing": "Skal være en dato (ÅÅÅÅ-MM-DD).",
    "date_from_datetime_parsing": "Skal være en dato (ÅÅÅÅ-MM-DD).",
    "datetime_parsing": "Skal være et tidspunkt med tidszone.",
    "timezone_aware": "Skal være et tidspunkt med tidszone.",
    "literal_error": "Er ikke en af de tilladte værdier.",
    "enum": "Er ikke en af de tilladte værdier.",
    "json_invalid": "Er ikke gyldig JSON.",
    "extra_forbidden": "Har et felt, der ikke kendes.",
    "model_attributes_type": "Skal være et JSON-objekt.",
    "list_type": "Skal være en liste.",
}
# A name out of our own models; a dictionary's key or an unknown field's name is the sender's and is not repeated.
_NAME = re.compile(r"[A-Za-z][A-Za-z_-]{0,60}")
_JSON = re.compile(r"\s*application/([a-z0-9.-]+\+)?json\s*(;|$)", re.IGNORECASE)
_log = logger(__name__)


def prepare(app: FastAPI, *, body_limit: int = 1024 * 1024) -> None:
    """Problems, their pages at `/problems/…`, security headers, and 413 over `body_limit` bytes. Once per app."""
    app.include_router(problem_pages)
    describe_problems(app)
    app.add_middleware(BodyLimit, limit=body_limit)
    app.add_middleware(SecurityHeaders)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Unauthenticated, _unauthenticated)
    app.add_exception_handler(Forbidden, _forbidden)
    app.add_exception_handler(IssuerUnavailable, _unavailable)
    app.add_exception_handler(BadPurpose, _bad_purpose)
    for fault in (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
        app.add_exception_handler(fault, _fault)
    app.add_exception_handler(Exception, _unexpected)


async def _refused(_request: Request, exc: Exception) -> Response:
    assert isinstance(exc, Refused)  # noqa: S101 (registered for it)
    return problem_response(Problem.of(exc))


async def _http(_request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)  # noqa: S101 (registered for it)
    if isinstance(exc, Problem):
        return problem_response(exc)
    # The framework's own detail may hold what was sent: the status alone is taken over.
    slug = _SLUGS.get(exc.status_code, "bad-request" if exc.status_code < 500 else "internal")
    return problem_response(Problem(slug, status=exc.status_code, headers=exc.headers))


async def _invalid(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, RequestValidationError)  # noqa: S101 (registered for it)
    unread = any(error["loc"] == ("body",) and error["type"] != "missing" for error in exc.errors())
    if unread and not _JSON.match(request.headers.get("content-type", "")):
        # A body that is not called JSON is not read as JSON, and would be refused field by field as if it were empty.
        return problem_response(Problem("unsupported-media-type"))
    return problem_response(Problem("invalid", errors=[_field_error(error) for error in exc.errors()]))


async def _unauthenticated(_request: Request, exc: Exception) -> Response:
    assert isinstance(exc, Unauthenticated)  # noqa: S101 (registered for it)
    challenge = "Bearer" if exc.reason == "no_token" else 'Bearer error="invalid_token"'
    return problem_response(Problem("unauthenticated", headers={"WWW-Authenticate": challenge}))


async def _forbidden(_request: Request, _exc: Exception) -> Response:
    return problem_response(Problem("forbidden"))


async def _unavailable(_request: Request, _exc: Exception) -> Response:
    return problem_response(Problem("unavailable"))


async def _bad_purpose(_request: Request, exc: Exception) -> Response:
    assert isinstance(exc, BadPurpose)  # noqa: S101 (registered for it)
    error = FieldError(f"/header/{exc.header}", exc.detail)
    return problem_response(Problem("purpose-missing", exc.detail, errors=[error]))


async def _fault(request: Request, exc: Exception) -> Response:
    """The database or the network is away: to be tried again, which a 500 would not say."""
    if not is_infrastructure(exc):
        raise exc
    _log.warning("a request met an infrastructure failure", exc_info=exc)
    return await _unavailable(request, exc)


async def _unexpected(_request: Request, _exc: Exception) -> Response:
    # The server closes the connection after this: said beforehand, no next request is sent to meet the closing.
    response = problem_response(Problem("internal", headers={"Connection": "close"}))
    # This answer is made outside all middleware, so the headers are not added on its way.
    response.raw_headers.extend(SECURITY_HEADERS)
    return response


def _field_error(error: Any) -> FieldError:
    kind = error["type"]
    location: Sequence[str | int] = error["loc"]
    where, *path = location or ("body",)
    if kind == "extra_forbidden":
        path = path[:-1]
    if kind == "json_invalid":
        path = []
    names = [
        str(part) if isinstance(part, int) else part for part in path if isinstance(part, int) or _NAME.fullmatch(part)
    ]
    pointer = "".join(f"/{name}" for name in ([] if where == "body" else [str(where)]) + names)
    return FieldError(pointer, _DETAILS.get(kind, "Er ikke gyldig."))
