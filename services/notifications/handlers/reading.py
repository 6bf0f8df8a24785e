"""People read: their inbox, a citizen's timeline and designations. A notice read is told of, once."""

from uuid import UUID

from services.notifications.domain.notice import Notice
from services.notifications.domain.rules import SHIPPED, Rules
from services.notifications.domain.tending import TEAMS
from services.notifications.domain.unread import SEE_TO_READ
from services.notifications.ports import Decisions, Reads, Work
from shared.contracts import Cause, Reporter


async def read_notice(
    reader: Reporter, name: str, notice_id: UUID, reads: Reads, decisions: Decisions, rules: Rules = SHIPPED
) -> None:
    """Marks a notice to oneself, or to one's team, as read; the first reader counts and is named to the team.

    `name` is what the team knows the reader by. Raises Refused (404) where there is no such notice to the reader.
    """
    mine = await reads.addressed(reader, notice_id)
    if mine.read_at is not None:
        return

    async def decide(work: Work) -> None:
        notice = await work.notices.get(notice_id)
        if notice is None:
            return
        mark_read(notice, reader, name, work, rules)

    cause = Cause(mine.id, mine.created_at, reader.department, mine.correlationid, mine.traceparent)
    await decisions.on(mine.subject, cause, decide)


def mark_read(notice: Notice, reader: Reporter, name: str, work: Work, rules: Rules = SHIPPED) -> Notice:
    """Says that it was read, if it was not before, and gives it as it then stands."""
    by = name if notice.recipient.kind in TEAMS else None
    read, fact = notice.read(by=by, at=work.now, settles=rules.settled_by_reading)
    if fact is not None:
        work.cause = Cause(notice.id, work.now, reader.department, notice.correlationid, work.cause.traceparent)
        work.notices.save(read)
        event = work.publish(fact, correlationid=notice.correlationid)
        if notice.recipient.kind == "department":
            # What its managers were asked to see to is done (N4).
            work.notices.settle_of((notice.event_id,), (SEE_TO_READ,), event.id)
    return read
