"""Who knows what, in memory."""

from uuid import UUID

from services.notifications.domain import wording
from services.notifications.domain.delivery import Status
from services.notifications.domain.known import QUIET_ABOUT, KnownEvent, KnownPage, MayKnow, knower, may_know
from services.notifications.domain.recipient import designation_of
from shared.contracts import Refused, Reporter
from tests.fakes.notifications_inboxes import FakeInboxes
from tests.fakes.notifications_kept import Kept
from tests.fakes.notifications_remembered import beside_of, names_of


class FakeKnown(FakeInboxes):
    """See `ports.Known`."""

    async def known(
        self, reader: Reporter, citizen_id: UUID, *, cursor: str | None = None, limit: int = 50
    ) -> KnownPage:
        if reader.role != "citizen" or reader.citizen_id != citizen_id:
            raise Refused("not-found", "Borgeren findes ikke, eller du har ikke adgang.", status=404)
        kept = self.of(citizen_id)
        self.looks.append(citizen_id)
        events = [event for event in kept.events.values() if event.type not in QUIET_ABOUT][::-1]
        start = int(cursor or 0)
        page = events[start : start + limit]
        return KnownPage(
            tuple(
                KnownEvent(
                    event.id,
                    event.type,
                    wording.text(event.data, "citizen", self.course(event), beside_of(event, kept)),
                    event.time,
                    event.department,
                    event.data.model_dump(mode="json"),
                    tuple(
                        knower(
                            notice.recipient.key,
                            channel,
                            _delivery(kept, notice.id),
                            bool(notice.read_at),
                            names_of(kept),
                        )
                        for (event_id, _, channel), notice in kept.notices.items()
                        if event_id == event.id
                    ),
                )
                for event in page
            ),
            str(start + limit) if len(events) > start + limit else None,
        )

    async def may_know(self, reader: Reporter) -> tuple[MayKnow, ...]:
        if reader.role != "relative":
            raise Refused("forbidden", "Siden er for pårørende.", status=403)
        found = []
        for who in sorted(self.stands_for(reader)):
            citizen_id, id_ = UUID(who.name.partition("/")[0]), designation_of(who)
            kept = self.of(citizen_id)
            designation = kept.involvement.designation(id_)
            if designation is not None:
                found.append(may_know(citizen_id, kept.designations[id_].relation, designation))
        self.looks += sorted({each.citizen_id for each in found})
        return tuple(found)


def _delivery(kept: Kept, notice_id: UUID) -> Status | None:
    return next((each.status for each in kept.deliveries.values() if each.notice.id == notice_id), None)
