"""How a handler says no, or not yet."""

from dataclasses import dataclass

MOST_ERRORS = 100
"""More are left out: a report can be wrong in thousands of places, and no answer over Kafka would hold them."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field. `pointer` is RFC 6901 into the CloudEvent; `detail` Danish, never the value."""

    pointer: str
    detail: str


class Refused(Exception):
    """The report breaks a rule. Nothing of it is stored, and the same id may be used again for a mended one.

    `problem` is the slug of the problem's type (`illegal-move`, `not-involved`, …), `status` the HTTP status that
    goes with it, `legal_moves` the event types that would have been accepted now (for an illegal move).
    """

    def __init__(
        self,
        problem: str,
        detail: str,
        *,
        pointer: str | None = None,
        errors: tuple[FieldError, ...] = (),
        legal_moves: tuple[str, ...] | None = None,
        status: int = 422,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.detail = detail
        self.errors = (errors or ((FieldError(pointer, detail),) if pointer is not None else ()))[:MOST_ERRORS]
        self.legal_moves = legal_moves
        self.status = status


class Waits(Exception):
    """Something another service owns has not been heard of yet; to be decided again when more of the subject is."""
