"""A refusal over HTTP as a line of the page. Those over Kafka stand on the receipts topic, with their words."""

from deploy.embedded.sandbox.board import Board
from deploy.embedded.sandbox.lines import BAD, Line, Problem
from deploy.embedded.sandbox.refusals import Refusal
from shared.http.problem_types import PROBLEM_TYPES


def line_of(refusal: Refusal, board: Board) -> Line | None:
    """None where another source tells it better: a report that waited has a receipt, one on Kafka its answer."""
    if refusal.door != "http" or board.traced(refusal.app, refusal.trace_id, refusal.type):
        return None
    kind = PROBLEM_TYPES.get(refusal.problem)
    problems = [Problem(pointer, "") for pointer in refusal.pointers]
    if kind is not None:
        problems.append(Problem("", kind.explanation))
    return Line(
        key=f"refusal-{refusal.service}-{refusal.place}",
        app=refusal.app,
        at=refusal.at,
        kind="report",
        type=refusal.type,
        tone="bad",
        words=f"Afvist: {kind.title[0].lower()}{kind.title[1:]}" if kind is not None else BAD,
        door="http",
        problems=tuple(problems),
        details=(("problem", f"/problems/{refusal.problem}"),),
        trace_id=refusal.trace_id,
    )
