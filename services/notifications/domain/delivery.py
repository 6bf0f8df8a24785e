"""A delivery: a notice on its way out of the house, tried until it has arrived or is given up.

Pure: time and luck (a number from 0 up to 1, which spreads what failed together) are arguments.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID

from services.notifications.domain.correction import CORRECTIONS
from services.notifications.domain.recipient import Recipient, app_of
from shared.contracts import NoticeGivenUp
from shared.contracts.codes import Channel

Status = Literal["queued", "delivered", "given_up", "stopped"]

PATIENCE = timedelta(hours=24)
"""How long a delivery is tried, from its first attempt."""

_FIRST = timedelta(seconds=5)
_LONGEST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt's view of it.

    `id` is the notice's own and never changes. `digest` is what it goes out in with others that waited, None where it
    goes alone. `attempts` counts this one. `since` is when its day of trying began. `traceparent` is where the
    delivery hangs in the trace; `because` the code of the reason the recipient is told.
    """

    id: UUID
    channel: Channel
    recipient: Recipient
    event_id: UUID
    event_type: str
    subject: UUID
    correlationid: UUID
    because: str
    traceparent: str | None
    attempts: int
    since: datetime
    digest: UUID | None = None

    @property
    def message_id(self) -> UUID:
        """What the receiver knows a repeat by (webhook-id, Message-ID): the same at every attempt and for all of a
        digest."""
        return self.digest or self.id

    @property
    def lane(self) -> str:
        return lane_of(self.channel, self.recipient)

    def end_is_told(self, status: Status) -> bool:
        """Whether others hear of its coming to this: managers that it was given up (N4), who corrected how far the
        correction has come (R7). Then it is marked in the moment that tells."""
        if self.recipient.kind == "person":
            # Beside a notice that stands in an inbox all the same.
            return False
        return status == "given_up" or (status != "queued" and self.event_type in CORRECTIONS)

    def given_up(self) -> NoticeGivenUp:
        """What there is to tell when nobody could be reached."""
        return NoticeGivenUp(
            event_id=self.event_id,
            notice_id=self.id,
            recipient_kind=self.recipient.kind,
            department=self.recipient.department,
            channel=self.channel,
            attempts=self.attempts,
        )


class Outcome(NamedTuple):
    """What an attempt came to.

    `code` is a short word of ours, never a remote text; `status` the number the other side answered with. Neither
    delivered nor to be tried again is given up at once, unless `stop`: then the receiver wants or may have no more, and
    nobody is told of it. `after` is the least time the receiver asks for before the next try. `lane` is False where the
    fault is this recipient's alone and says nothing of others on the same lane.
    """

    code: str
    delivered: bool = False
    retry: bool = False
    status: int | None = None
    stop: bool = False
    after: timedelta | None = None
    lane: bool = True


class Step(NamedTuple):
    """`next_at` where it stays queued."""

    status: Status
    next_at: datetime | None = None


def step(delivery: Delivery, outcome: Outcome, *, now: datetime, luck: float) -> Step:
    """Where an attempt's outcome leaves the delivery. The last try falls on the end of its day."""
    if outcome.delivered:
        return Step("delivered")
    if outcome.stop:
        return Step("stopped")
    end = delivery.since + PATIENCE
    if not outcome.retry or now >= end:
        return Step("given_up")
    pause = max(backoff(delivery.attempts, luck), outcome.after or timedelta())
    return Step("queued", min(now + pause, end))


def backoff(attempts: int, luck: float) -> timedelta:
    """How long to wait after so many failed attempts: doubling from 5 seconds up to an hour, between half and whole."""
    # The exponent is bounded: 2 ** 1000 seconds is no timedelta.
    doublings: int = min(attempts - 1, 20)
    return min(_FIRST * (1 << doublings), _LONGEST) * (0.5 + luck / 2)


def lane_of(channel: str, recipient: Recipient) -> str:
    """Whose slowness a delivery meets: each app's own, and for mail the mail server's."""
    return f"app:{app_of(recipient)}" if recipient.kind == "app" else channel
