"""Timers as part of a decision."""

from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from shared.contracts.event import Cause
from shared.identity import BY_SUBJECT, Held
from shared.postgres.effects import Effect, delete, upsert
from shared.timers.lengths import ClockLengths

SET = upsert(
    "timers",
    ("subject", "kind", "ref"),
    subject="uuid",
    kind="text",
    ref="uuid",
    due="timestamptz",
    correlationid="uuid",
    traceparent="text",
)
CLEARED = delete("timers", subject="uuid", kind="text", ref="uuid")


HELD = (Held("timers", BY_SUBJECT),)
"""What the clocks keep about citizens, and an erasure deletes (V3)."""


class _Writing(Protocol):
    subject: UUID
    cause: Cause

    @property
    def unit(self) -> Any: ...

    def put(self, effect: Effect, key: Any, row: tuple[Any, ...]) -> None: ...


class Timed:
    """Mixed into a service's `Work`: its clocks, at the lengths this municipality has given them."""

    clock_lengths: ClockLengths

    def set_timer(self: Any, kind: str, ref: UUID, due: datetime, correlationid: UUID | None = None) -> None:
        """One timer of this kind for `ref`; an earlier one is moved."""
        set_timer(self, kind, ref, due, correlationid)

    def clear_timer(self: Any, kind: str, ref: UUID) -> None:
        """Stops the timer; where there is none, nothing."""
        clear_timer(self, kind, ref)

    def due(
        self,
        clock: str,
        *,
        start: datetime,
        offer: str | None = None,
        priority: str | None = None,
        agreed: date | None = None,
    ) -> datetime:
        """When a clock that starts at `start` runs out; as `ClockLengths.due`."""
        return self.clock_lengths.due(clock, start, offer=offer, priority=priority, agreed=agreed)

    def runs_on(
        self: Any,
        clock: str,
        due: datetime,
        *,
        paused: datetime,
        offer: str | None = None,
        priority: str | None = None,
    ) -> datetime:
        """When a clock runs out that was to do so at `due`, and has stood still from `paused` until now."""
        return self.clock_lengths.runs_on(clock, due, paused, self.now, offer=offer, priority=priority)  # type: ignore[no-any-return]


def set_timer(work: _Writing, kind: str, ref: UUID, due: datetime, correlationid: UUID | None = None) -> None:
    """As `Timed.set_timer`, for the floors."""
    key = (work.subject, kind, ref)
    work.unit.drop(CLEARED, key)
    work.put(SET, key, (*key, due, correlationid, work.cause.traceparent))


def clear_timer(work: _Writing, kind: str, ref: UUID) -> None:
    """As `Timed.clear_timer`, for the floors."""
    key = (work.subject, kind, ref)
    work.unit.drop(SET, key)
    work.put(CLEARED, key, key)
