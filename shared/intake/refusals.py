"""One line in the log for each refused report: what was wrong and where, and nothing of what was sent."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import cache

from pydantic import BaseModel

from shared.contracts.answer import FieldError, Refused
from shared.contracts.cloudevents import RawReport
from shared.contracts.fact import Part, every_fact, fact_of
from shared.contracts.report import Contact, Private, Reporter
from shared.telemetry import Metrics, logger, trace_id_of

_log = logger(__name__)
_UNKNOWN = "unknown"


def count_refused(
    metrics: Metrics, door: str, reporter: Reporter, raw: RawReport | None, refused: Refused, trace_id: str | None
) -> None:
    """Counts the refusal and leaves the line. `raw` as far as the report could be read."""
    metrics.reports.labels(door, "refused").inc()
    metrics.reports_refused.labels(refused.problem).inc()
    _line(
        door, reporter.name, reporter.role, None if raw is None else raw.type, refused.problem, refused.errors, trace_id
    )


def late_refusal(body: str, problem: str, errors: Sequence[FieldError]) -> None:
    """The same for a report that waited; `body` is what is kept of it. It was counted when it began to wait."""
    kept = json.loads(body)
    who, door = kept["reporter"], "kafka" if kept.get("places") else "http"
    _line(door, who["name"], who["role"], kept["type"], problem, errors, trace_id_of(kept["traceparent"]))


def _line(
    door: str,
    name: str,
    role: str,
    type_: str | None,
    problem: str,
    errors: Sequence[FieldError],
    trace_id: str | None,
) -> None:
    _log.info(
        "a report was refused",
        app=name if role == "app" else None,
        role=role,
        # What nobody registered can be anything, a name too.
        type=type_ if type_ is not None and fact_of(type_) is not None else _UNKNOWN,
        problem=problem,
        pointers=list(dict.fromkeys(map(_known_part, (error.pointer for error in errors)))),
        door=door,
        trace_id=trace_id,
    )


def _known_part(pointer: str) -> str:
    """The pointer up to the first name that the catalogue does not have."""
    kept = []
    for name in pointer.split("/")[1:]:
        if name not in _names() and not name.isdecimal():
            break
        kept.append(f"/{name}")
    return "".join(kept)


@cache
def _names() -> frozenset[str]:
    attributes = {"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data", "data_base64"}
    own = {field.name for kind in (Private, Contact) for field in fields(kind)}
    models: Iterator[type[BaseModel]] = (model for model in (*every_fact(), *Part.__subclasses__()))
    return frozenset(attributes | own | {"private"} | {name for model in models for name in model.model_fields})
