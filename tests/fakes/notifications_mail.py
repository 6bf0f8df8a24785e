"""Letters and invitations in memory."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.letter import INVITING, Letter, still_wanted
from services.notifications.domain.recipient import designation_of
from tests.fakes.notifications_kept import Kept


class Remembering(Protocol):
    now: datetime
    kept: dict[UUID, Kept]

    def of(self, subject: UUID) -> Kept: ...


class FakeMail:
    """Both `Letters` and `Acceptance`. A token is the invitation's id, written out to the length of a real one."""

    def __init__(self, world: Remembering) -> None:
        self._world = world

    def out(self, subject: UUID) -> list[Delivery]:
        return [
            Delivery(
                id=queued.notice.id,
                channel=queued.notice.channel,  # type: ignore[arg-type]  # one that a telling named
                recipient=queued.notice.recipient,
                event_id=queued.notice.event_id,
                event_type=queued.event_type,
                subject=subject,
                correlationid=queued.notice.correlationid,
                traceparent=queued.notice.traceparent,
                because=queued.notice.because,
                attempts=1,
                since=self._world.now,
            )
            for queued in self._world.of(subject).deliveries.values()
            if queued.status == "queued"
        ]

    async def of(self, delivery: Delivery) -> Letter | None:
        kept, id_ = self._world.of(delivery.subject), designation_of(delivery.recipient)
        if not still_wanted(kept.involvement.designation(id_), delivery.channel, delivery.event_type):
            return None
        designation = kept.designations[id_]
        to = designation.email
        if delivery.event_type not in INVITING:
            return Letter(to, phone=designation.contact.phone if designation.contact else None)
        invitation = kept.invitations.get(id_)
        if invitation is None or invitation.id != delivery.id or invitation.expires_at <= self._world.now:
            return None
        return Letter(to, _token(delivery.id))

    async def holds(self, token: str) -> bool:
        return token in self._open()

    async def accept(self, token: str, sub: str) -> bool:
        place = self._open().get(token)
        if place is None:
            return False
        subject, id_ = place
        kept = self._world.of(subject).copy()
        del kept.invitations[id_]
        others = frozenset(binding for binding in kept.bindings if binding[1] != id_)
        self._world.kept[subject] = replace(kept, bindings=others | {(sub, id_)})
        return True

    def _open(self) -> Mapping[str, tuple[UUID, UUID]]:
        return {
            _token(invitation.id): (subject, id_)
            for subject, kept in self._world.kept.items()
            for id_, invitation in kept.invitations.items()
            if invitation.expires_at > self._world.now
        }


def _token(id_: UUID) -> str:
    return id_.hex.ljust(43, "_")
