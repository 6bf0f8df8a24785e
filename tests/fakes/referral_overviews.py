"""The referral service's yearly overviews in memory."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.referral.domain import Referral
from services.referral.domain.yearly import Asked, Line
from services.referral.ports import Overview


class _Kept(Protocol):
    referrals: dict[UUID, Referral]


class FakeOverviews:
    """`kept` is what is kept of each citizen."""

    def __init__(self, now: Callable[[], datetime], kept: Mapping[UUID, _Kept]) -> None:
        self._now = now
        self._kept = kept
        self._told: dict[int, Overview] = {}

    def tell(self, overview: Overview) -> None:
        """As if it had been told so."""
        self._told[overview.year] = overview

    async def now(self) -> datetime:
        return self._now()

    async def kept(self, year: int) -> Overview | None:
        return self._told.get(year)

    async def keep(self, year: int, lines: Sequence[Line]) -> Overview:
        return self._told.setdefault(year, Overview(year, self._now(), tuple(lines)))

    async def asked(self, start: datetime, end: datetime) -> Sequence[Asked]:
        return [
            Asked(citizen_id, r.offer, r.themes, r.state)
            for citizen_id, kept in self._kept.items()
            for r in kept.referrals.values()
            if start <= r.created_at < end
        ]
