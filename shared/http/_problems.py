"""One shape for every error (RFC 9457)."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from shared.contracts.answer import FieldError, Refused
from shared.http.problem_types import PROBLEM_TYPES, ProblemType
from shared.telemetry import current_trace_id

MEDIA_TYPE = "application/problem+json"
_RETRY_SECONDS = {429: 60, 503: 2}
_UNREGISTERED = ProblemType(422, "Afvist", "Forespørgslen blev afvist.")


class Problem(HTTPException):
    """An answer that says no. `slug` is one of `PROBLEM_TYPES`; `detail` is Danish and never repeats a value sent.

    Left out, `status` and `detail` are the type's own. `retry_after` (seconds) becomes the header, which a 429 or 503
    always has.
    """

    def __init__(
        self,
        slug: str,
        detail: str | None = None,
        *,
        status: int | None = None,
        errors: Sequence[FieldError] = (),
        legal_moves: Sequence[str] | None = None,
        retry_after: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        kind = PROBLEM_TYPES.get(slug, _UNREGISTERED)
        status = status or kind.status
        if retry_after is None:
            retry_after = _RETRY_SECONDS.get(status)
        headers = {**(headers or {}), **({"Retry-After": str(retry_after)} if retry_after is not None else {})}
        super().__init__(status, detail or kind.explanation, headers)
        self.slug = slug
        self.errors = tuple(errors)
        self.legal_moves = legal_moves

    @classmethod
    def of(cls, refused: Refused) -> "Problem":
        """What a handler refused, as HTTP says it."""
        return cls(
            refused.problem,
            refused.detail,
            status=refused.status,
            errors=refused.errors,
            legal_moves=refused.legal_moves,
        )


def problem_body(problem: Problem, trace_id: str | None = None) -> dict[str, Any]:
    """The JSON of a problem; for one of many in a batched answer, or for a page. `trace_id` defaults to the current."""
    body: dict[str, Any] = {
        "type": f"/problems/{problem.slug}",
        "title": PROBLEM_TYPES.get(problem.slug, _UNREGISTERED).title,
        "status": problem.status_code,
        "detail": problem.detail,
        "trace_id": trace_id or current_trace_id(),
    }
    if problem.errors:
        body["errors"] = [{"pointer": error.pointer, "detail": error.detail} for error in problem.errors]
    if problem.legal_moves is not None:
        body["legal_moves"] = list(problem.legal_moves)
    return body


def problem_response(problem: Problem) -> JSONResponse:
    """The whole answer, headers included."""
    return JSONResponse(problem_body(problem), problem.status_code, problem.headers, MEDIA_TYPE)
