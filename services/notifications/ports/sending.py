"""What leaves the house: the queue's other end, and each channel's way out."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol
from uuid import UUID

from services.notifications.domain.delivery import Delivery, Outcome, Status
from services.notifications.domain.letter import Letter


class Sender(Protocol):
    """One channel's way out."""

    async def send(self, delivery: Delivery) -> Outcome:
        """Tries once. What it raises is taken for a fault of ours and tried again.

        May be called off (cancelled) when it takes too long, and called again for a delivery that has arrived: the
        receiver tells by the delivery's id.
        """
        ...


class Letters(Protocol):
    """What mails need."""

    async def of(self, delivery: Delivery) -> Letter | None:
        """What it is about and where it goes, by what stands at this moment; None where it may not be sent any more."""
        ...


class Claim(NamedTuple):
    """A delivery that is one sender's to try until the lease runs out.

    `beside` are those that waited with it and go out in the same message: each has an end of its own.
    """

    delivery: Delivery
    lease: UUID
    beside: tuple[Delivery, ...] = ()


class Holding(Protocol):
    """Quiet hours (N3)."""

    async def until(self, delivery: Delivery) -> datetime | None:
        """Until when it is not to be tried, by what holds at this moment; None where it may go."""
        ...


class Queue(Protocol):
    """The other end of `Deliveries`. Every moment is the database's own, so that instances agree."""

    async def claim(self, *, room: int, per_lane: int, flying: Mapping[str, int], lease: timedelta) -> Sequence[Claim]:
        """Up to `room` deliveries that are due, no lane getting more than `per_lane` with those `flying` already.

        Of a lane whose circuit is open none, half open one. Nobody else gets them before the lease has run out,
        however the claimer ends. What is held for a digest comes with all of it that is queued still, as one claim.
        """
        ...

    async def hold(self, claim: Claim, until: datetime) -> None:
        """Gives it back untried, all of it: no attempt is counted, and its day of trying stands still (N3)."""
        ...

    async def record(self, claim: Claim, outcome: Outcome, *, ms: int, luck: float) -> Status:
        """Notes the attempt, and where it leaves the delivery and its lane.

        A delivery whose end is told of (`Delivery.end_is_told`) is left as it is, under its lease: it ends in the
        moment that tells (`Deliveries.end`). Nothing is said of one whose lease has gone to somebody else.
        """
        ...

    async def queued(self) -> Mapping[str, tuple[int, float]]:
        """By channel: how many wait to be tried, and for how many seconds the oldest has. What is held does not wait
        yet: a quiet weekend is nothing to be called out for."""
        ...
