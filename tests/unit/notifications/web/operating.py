"""What operations are told, in memory: a calm service, to be disturbed by a test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

CALM: Mapping[str, Any] = {
    "service": "notifications",
    "outbox": 0,
    "outbox_age": 0.0,
    "waiting": 0,
    "waiting_age": 0.0,
    "dead_letters": 0,
    "parked": 0,
    "late": 0,
    "late_by": 0.0,
    "topics": [{"name": "referral.events", "lag": 3, "read": 1204.0, "sent": None}],
}
BEGAN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def a_letter(number: int = 7, **changed: Any) -> dict[str, Any]:
    return {
        "number": number,
        "topic": "referral.events",
        "type": "dk.samspil.henvisning.accepteret.v1",
        "reason": "ValueError@telling.py:88",
        "held": 3,
        "since": BEGAN,
        "trace_id": TRACE,
        **changed,
    }


def a_receiver(lane: str = "app:kraftcenter-app", **changed: Any) -> dict[str, Any]:
    return {
        "lane": lane,
        "circuit": "closed",
        "open_until": None,
        "failures": 0,
        "queued": 0,
        "oldest": 0.0,
        "given_up": 0,
        "disabled_at": None,
        **changed,
    }


def a_step(type_: str, after: float, service: str = "referral", told: float | None = None) -> dict[str, Any]:
    registered = BEGAN + timedelta(seconds=after)
    return {
        "event_id": UUID(int=round(after * 1000)),
        "event_type": f"dk.samspil.{type_}.v1",
        "service": service,
        "time": registered,
        "registered": registered,
        "told": None if told is None else registered + timedelta(seconds=told),
        "trace_id": TRACE,
    }


@dataclass
class MemoryOperations:
    """See `web.parts.Operations`. Running again handles all but what `broken` names."""

    seen: dict[str, Any] = field(default_factory=lambda: dict(CALM))
    held: list[dict[str, Any]] = field(default_factory=list)
    lanes: list[dict[str, Any]] = field(default_factory=list)
    loops: dict[UUID, list[dict[str, Any]]] = field(default_factory=dict)
    broken: set[int] = field(default_factory=set)

    async def flow(self) -> Mapping[str, Any]:
        return {**self.seen, "dead_letters": sum(letter["held"] for letter in self.held)}

    async def letters(self) -> Sequence[Mapping[str, Any]]:
        return list(self.held)

    async def replay(self, number: int | None) -> Mapping[str, Any]:
        tried = [letter for letter in self.held if number in (None, letter["number"])]
        done = [letter for letter in tried if letter["number"] not in self.broken]
        self.held = [letter for letter in self.held if letter not in done]
        return {"handled": sum(letter["held"] for letter in done), "stopped": len(tried) - len(done)}

    async def receivers(self) -> Sequence[Mapping[str, Any]]:
        return list(self.lanes)

    async def loop(self, id_: UUID) -> Sequence[Mapping[str, Any]]:
        return self.loops.get(id_, [])
