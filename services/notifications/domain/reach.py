"""How far a correction has come among those the original reached (R7).

Held against who was told of the original, not against what the correction's rule made of it: whoever a fault leaves out
is outstanding, and no report says otherwise.
"""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from services.notifications.domain.delivery import Status
from services.notifications.domain.recipient import Recipient
from services.notifications.domain.told import INBOX, Handled, Telling
from shared.contracts import CorrectionReached


class Line(NamedTuple):
    """One notice of the correction. What stands in an inbox is delivered."""

    recipient: Recipient
    status: Status


def reach_when_told(corrected: UUID, wrong: Iterable[Handled], telling: Telling) -> CorrectionReached:
    """Of recipients, each counted once, over however many channels.

    `told` is everyone that the `wrong` events reached but the `withheld`: revoked since, or not to be reached any more.
    `reached` are those of them to whom it has been delivered over each of their channels, `outstanding` the rest.
    """
    original = _told_of(wrong)
    withheld = original & {recipient for recipient, _ in telling.withheld}
    told = original - withheld
    reached = told & _reached(Line(line.recipient, _AT_ONCE.get(line.channel, "queued")) for line in telling.told)
    return CorrectionReached(
        event_id=corrected,
        told=len(told),
        reached=len(reached),
        outstanding=len(told) - len(reached),
        withheld=len(withheld),
    )


def reach_at_last(
    first: CorrectionReached, wrong: Iterable[Handled], lines: Iterable[Line]
) -> CorrectionReached | None:
    """The same when nothing of it is on its way any more; None while something is.

    Whoever is not to be reached any more, as all that was on its way to them was stopped (P2), counts as withheld; who
    was given up stays outstanding.
    """
    original = _told_of(wrong)
    of_them = [line for line in lines if line.recipient in original]
    if any(line.status == "queued" for line in of_them):
        return None
    stopped = {line.recipient for line in of_them} - {line.recipient for line in of_them if line.status != "stopped"}
    reached, told = len(_reached(of_them)), first.told - len(stopped)
    return CorrectionReached(
        event_id=first.event_id,
        told=told,
        reached=reached,
        outstanding=told - reached,
        withheld=first.withheld + len(stopped),
    )


_AT_ONCE: dict[str, Status] = {INBOX: "delivered"}


def _told_of(wrong: Iterable[Handled]) -> frozenset[Recipient]:
    return frozenset[Recipient]().union(*(handled.told for handled in wrong))


def _reached(lines: Iterable[Line]) -> frozenset[Recipient]:
    """Over each channel that was not closed to them meanwhile."""
    lines = tuple(lines)
    missing = {line.recipient for line in lines if line.status in ("queued", "given_up")}
    return frozenset(line.recipient for line in lines if line.status == "delivered") - missing
