"""Referral's work on one citizen, in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.referral.domain import Referral
from shared.contracts import Cause, Event, Fact
from shared.contracts.involvement import Involvement
from shared.timers import ClockLengths
from tests.fakes.publishing import event_of


@dataclass
class Kept:
    """What the service keeps of one citizen."""

    involvement: Involvement = field(default_factory=Involvement)
    version: int = 0
    name: str | None = None
    referrals: dict[UUID, Referral] = field(default_factory=dict)
    timers: dict[tuple[str, UUID], datetime] = field(default_factory=dict)
    words: list[tuple[UUID, UUID, bytes]] = field(default_factory=list)
    heard: set[UUID] = field(default_factory=set)

    def copy(self) -> "Kept":
        return replace(
            self,
            referrals=dict(self.referrals),
            timers=dict(self.timers),
            words=list(self.words),
            heard=set(self.heard),
        )


class _Referrals:
    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def get(self, id_: UUID) -> Referral | None:
        return self._kept.referrals.get(id_)

    def __iter__(self) -> Iterator[Referral]:
        return iter(list(self._kept.referrals.values()))

    def save(self, id_: UUID, thing: Referral) -> None:
        self._kept.referrals[id_] = thing


class _Words:
    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def keep(self, referral_id: UUID, event_id: UUID, words: bytes) -> None:
        self._kept.words.append((referral_id, event_id, words))


class FakeWork:
    """`Work` on a copy of what is kept; the world takes the copy over where the handler returned."""

    def __init__(self, now: datetime, lengths: ClockLengths, subject: UUID, cause: Cause, kept: Kept) -> None:
        self.now = now
        self.subject = subject
        self.cause = cause
        self.kept = kept
        self.published: list[Event[Any]] = []
        self.hints: list[str] = []
        self.referrals = _Referrals(kept)
        self.words = _Words(kept)
        self._lengths = lengths

    @property
    def involvement(self) -> Involvement:
        return self.kept.involvement

    @property
    def citizen_known(self) -> bool:
        return self.kept.name is not None

    def publish(self, fact: Fact, *, correlationid: UUID | None = None) -> Event[Any]:
        self.kept.version += 1
        event = event_of(self, "referral", self.kept.version, fact, correlationid)
        self.published.append(event)
        self.hear(event)
        return event

    def hint(self, sentence: str) -> None:
        self.hints.append(sentence)

    def hear(self, event: Event[Any]) -> None:
        self.kept.involvement = self.kept.involvement.apply(event)

    def set_timer(self, kind: str, ref: UUID, due: datetime, correlationid: UUID | None = None) -> None:
        self.kept.timers[kind, ref] = due

    def clear_timer(self, kind: str, ref: UUID) -> None:
        self.kept.timers.pop((kind, ref), None)

    def due(self, clock: str, *, start: datetime, offer: str | None = None, priority: str | None = None) -> datetime:
        return self._lengths.due(clock, start, offer=offer, priority=priority)

    def runs_on(
        self, clock: str, due: datetime, *, paused: datetime, offer: str | None = None, priority: str | None = None
    ) -> datetime:
        return self._lengths.runs_on(clock, due, paused, self.now, offer=offer, priority=priority)
