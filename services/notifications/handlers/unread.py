"""N4: what stays unread past its deadline goes to a stand-in, then to the managers, each once.

The clocks that lead here fire when everything earlier has been read, and where the service was away they are set anew,
once, so that an outage is nobody's silence; each decision is guarded by the subject's revision, so that two instances
never both make it.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.notifications.domain.notice import Notice
from services.notifications.domain.unread import still_waits, to_managers, was_away
from services.notifications.handlers.telling import deliver
from services.notifications.ports import Work


async def left_unread(notice_id: UUID, work: Work, ran_out: datetime | None = None) -> None:
    """Its deadline has come: the stand-in is asked, and where there is none, the managers are told.

    `ran_out` is when its clock did; None for one that was set anew after an outage.
    """
    notice = await _waiting(notice_id, work)
    if notice is None:
        return
    if ran_out is not None and was_away(ran_out, work.now):
        work.unread.spare(notice, "unread")
        return
    stand_in = await work.unread.stand_in(notice.recipient.name)
    if stand_in is None:
        await _tell_managers(notice, work)
    else:
        work.unread.ask(notice, stand_in)


async def left_by_stand_in(notice_id: UUID, work: Work, ran_out: datetime | None = None) -> None:
    """The stand-in has had their time, too. `ran_out` as above."""
    notice = await _waiting(notice_id, work)
    if notice is None:
        return
    if ran_out is not None and was_away(ran_out, work.now):
        work.unread.spare(notice, "stand_in")
    else:
        await _tell_managers(notice, work)


async def _waiting(notice_id: UUID, work: Work) -> Notice | None:
    """None for what was read or settled meanwhile, and for what was about somebody erased since (V3)."""
    if work.involvement.erased:
        return None
    notice = await work.notices.get(notice_id)
    return notice if notice is not None and still_waits(notice) else None


async def _tell_managers(notice: Notice, work: Work) -> None:
    about = await work.timeline.get(notice.event_id)
    if about is None:
        return
    event, cause = about.event, work.cause
    work.cause = replace(cause, id=event.id, department=None, correlationid=event.correlationid)
    work.unread.told(notice)
    deliver(event, (to_managers(notice),), work)
    work.cause = cause
