"""A delivery comes to an end that others hear of: given up (N4), or the last of a correction's (R7)."""

from typing import Any

from services.notifications.domain.correction import CORRECTIONS, taken_back
from services.notifications.domain.delivery import Delivery, Status
from services.notifications.domain.reach import reach_at_last
from services.notifications.handlers.telling import before, tell_event
from services.notifications.ports import Decisions, Work
from shared.contracts import Cause, CorrectionReached, Event

_DOING = {"delivered": "correction delivered", "stopped": "correction stopped", "given_up": "notice given up"}


async def end_delivery(delivery: Delivery, status: Status, decisions: Decisions) -> None:
    """Once, however many try; of a citizen who has been erased nobody is told any more (V3).

    `status` is not `queued`.
    """

    async def decide(work: Work) -> None:
        if not await work.deliveries.waits(delivery.id):
            return
        work.deliveries.end(delivery.id, status)
        if work.involvement.erased:
            return
        traceparent = work.cause.traceparent
        if status == "given_up":
            work.cause = Cause(delivery.id, work.now, None, delivery.correlationid, traceparent)
            await tell_event(work.publish(delivery.given_up(), correlationid=delivery.correlationid), work)
        if delivery.event_type in CORRECTIONS:
            work.cause = Cause(delivery.event_id, work.now, None, delivery.correlationid, traceparent)
            await _reached_at_last(delivery, work)

    cause = Cause(delivery.id, delivery.since, None, delivery.correlationid, delivery.traceparent)
    await decisions.on(delivery.subject, cause, decide, doing=_DOING[status])


async def _reached_at_last(delivery: Delivery, work: Work) -> None:
    """The decision whose delivery is the last one says so: each is decided on what all before it have left. One given
    up again, after it was tried again, says it no second time."""
    correction = await work.timeline.get(delivery.event_id)
    if correction is None:
        return
    earlier = await before(correction.event, work)
    said = [h.event.data for h in earlier if _is_its_reach(h.event, delivery)]
    if not said:
        return
    reach = reach_at_last(said[0], taken_back(correction.event, earlier), await work.notices.lines(delivery.event_id))
    if reach is not None and reach not in said[1:][-1:]:
        await tell_event(work.publish(reach, correlationid=delivery.correlationid), work)


def _is_its_reach(event: Event[Any], delivery: Delivery) -> bool:
    return type(event.data) is CorrectionReached and event.causationid == delivery.event_id
