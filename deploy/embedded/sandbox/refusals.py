"""Refused reports, from the line that a service leaves in its log: what was wrong and where, never what was sent."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shared.messaging.topics import SERVICES

SAID = "a report was refused"
BEGINNING = 2_000_000
"""Bytes of a log's end that are looked at the first time."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One line. `problem` is a slug of `shared.http.problem_types`; `pointers` are the fields that were wrong."""

    service: str
    app: str
    at: datetime
    type: str | None
    problem: str
    pointers: Sequence[str]
    door: str
    trace_id: str | None
    place: int


class Refusals:
    """Follows the services' logs in one folder."""

    def __init__(self, folder: Path, services: Sequence[str] = SERVICES) -> None:
        self._folder = folder
        self._read: dict[str, int | None] = dict.fromkeys(services)

    def news(self) -> list[Refusal]:
        """What was refused since the last call; at the first one what stands at the logs' end."""
        return [refusal for service in self._read for refusal in self._new_in(service)]

    def _new_in(self, service: str) -> list[Refusal]:
        path = self._folder / f"{service}.log"
        try:
            with path.open("rb") as log:
                size = log.seek(0, 2)
                before = self._read[service]
                start = max(0, size - BEGINNING) if before is None else before if before <= size else 0
                log.seek(start)
                text = log.read()
        except FileNotFoundError:
            return []
        whole = text.rfind(b"\n") + 1
        self._read[service] = start + whole
        found: list[Refusal] = []
        place = start
        for row in text[:whole].splitlines(keepends=True):
            if SAID.encode() in row and (refusal := _refusal(service, place, row)) is not None:
                found.append(refusal)
            place += len(row)
        return found


def _refusal(service: str, place: int, row: bytes) -> Refusal | None:
    try:
        told: dict[str, Any] = json.loads(row)
        if told["event"] != SAID or not told.get("app"):
            return None
        at = datetime.fromisoformat(told["time"]).astimezone(UTC)
        pointers = tuple(str(pointer) for pointer in told.get("pointers", ()))
        type_, problem, door = told.get("type"), str(told["problem"]), str(told["door"])
        return Refusal(service, told["app"], at, type_, problem, pointers, door, told.get("trace_id"), place)
    except (ValueError, KeyError, TypeError):
        return None
