"""Up to which moment everything that was said to a service has been heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from shared.postgres import Pool

_ACQUIRE_SECONDS = 10.0


class Listens(Protocol):
    """A `Subscription`."""

    async def ends(self) -> Any | None: ...

    async def has_heard(self, ends: Any) -> bool | None: ...


@dataclass(frozen=True, slots=True)
class _Asked:
    at: datetime
    ends: Sequence[Any]


class Hearing:
    """What was asked once is followed until it has been read: where records come faster than a reader ever catches up,
    the moment up to which all is heard moves on all the same."""

    def __init__(self, pool: Pool, subscriptions: Sequence[Listens]) -> None:
        self._pool = pool
        self._subscriptions = subscriptions
        self._until: datetime | None = None
        self._asked: _Asked | None = None

    async def until(self, moment: datetime | None = None) -> datetime | None:
        """The moment, by the database's clock, before which everything that arrived has been read, as far as can be
        told; None before anything is known.

        Kafka is asked only where `moment` is later than what is known, or None.
        """
        if moment is not None and self._covers(moment):
            return self._until
        followed = self._asked is not None
        if await self._follow() and followed and not (moment is not None and self._covers(moment)):
            # What was asked a while ago has been read by now; what came since may have been, too.
            await self._follow()
        return self._until

    def _covers(self, moment: datetime) -> bool:
        return self._until is not None and self._until >= moment

    async def _follow(self) -> bool:
        """Whether there is news."""
        asked = self._asked = self._asked or await self._ask()
        if asked is None:
            return False
        for subscription, ends in zip(self._subscriptions, asked.ends, strict=True):
            heard = await subscription.has_heard(ends)
            if heard is None:
                self._asked = None
            if not heard:
                return False
        self._until, self._asked = asked.at, None
        return True

    async def _ask(self) -> _Asked | None:
        async with self._pool.acquire(timeout=_ACQUIRE_SECONDS) as connection:
            at: datetime = await connection.fetchval("SELECT now()")
        ends = []
        for subscription in self._subscriptions:
            end = await subscription.ends()
            if end is None:
                return None
            ends.append(end)
        return _Asked(at, ends)
