"""A report in the forms that are kept: what it is compared by, and what waits with it."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import from_json, to_json

from shared.contracts.fact import fact_of
from shared.contracts.report import Contact, Private, Report, Reporter
from shared.intake.places import Place, place_from

_NOTHING = Private()
_NO_WORDS = asdict(_NOTHING)
# Made once: json.dumps would make it anew for every report.
_write = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def canonical(report: Report[Any]) -> bytes:
    """Type, subject, time and data in one fixed form: equal for a repeat, whatever the order of its fields."""
    content = {
        "type": report.type,
        "subject": str(report.subject),
        "time": report.time.timestamp(),
        "data": report.data.model_dump(mode="json", exclude_none=True),
        "private": _NO_WORDS if report.private == _NOTHING else asdict(report.private),
    }
    return _write(content).encode()


def body_of(report: Report[Any], places: Sequence[Place] = ()) -> str:
    """Everything but the words, for the column `body` of what waits; `places` are where it is to be answered."""
    reporter = {**asdict(report.reporter), "designations": sorted(map(str, report.reporter.designations))}
    return to_json(
        {
            "id": report.id,
            "source": report.source,
            "subject": report.subject,
            "time": report.time,
            "type": report.type,
            "reporter": reporter,
            "data": report.data.model_dump(mode="json"),
            "traceparent": report.traceparent,
            "places": [place.kept() for place in places],
        }
    ).decode()


def places_in(body: str) -> list[Place]:
    """Every record of the report that was answered with `waiting`, and is to be answered once more."""
    return [place_from(kept) for kept in json.loads(body).get("places", ())]


def with_place(body: str, place: Place) -> str:
    """The body with one more place to answer."""
    kept = json.loads(body)
    return json.dumps({**kept, "places": [*kept.get("places", ()), place.kept()]})


def words_of(report: Report[Any]) -> bytes | None:
    """The private part, to be sealed; None where there is none."""
    return None if report.private == Private() else to_json(asdict(report.private))


def bound_to(receipt_id: UUID) -> bytes:
    """What the words of a report that waits are sealed to."""
    return b"waiting.private\x00" + receipt_id.bytes


def report_from(body: str, words: bytes | None) -> Report[Any]:
    """The inverse of `body_of` and `words_of`."""
    kept = json.loads(body)
    fact = fact_of(kept["type"])
    if fact is None:
        raise LookupError("a type that was accepted is known no more")
    who = kept["reporter"]
    reporter = Reporter(
        who["name"],
        who["role"],
        who["department"],
        None if who["citizen_id"] is None else UUID(who["citizen_id"]),
        frozenset(map(UUID, who["designations"])),
    )
    private = Private()
    if words is not None:
        given = from_json(words)
        contact = given["contact"]
        private = Private(given["note"], given["citizen_words"], None if contact is None else Contact(**contact))
    data = fact.model_validate_json(json.dumps(kept["data"]))
    moment = datetime.fromisoformat(kept["time"])
    return Report(
        UUID(kept["id"]), kept["source"], UUID(kept["subject"]), moment, reporter, data, private, kept["traceparent"]
    )
