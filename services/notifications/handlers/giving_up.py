"""A delivery is given up: a state with a name, and managers who are told of it (N4)."""

from services.notifications.domain.delivery import Delivery
from services.notifications.handlers.telling import tell_event
from services.notifications.ports import Decisions, Work
from shared.contracts import Cause


async def give_up(delivery: Delivery, decisions: Decisions) -> None:
    """Once, however many try; of a citizen who has been erased nobody is told any more (V3)."""

    async def decide(work: Work) -> None:
        if not await work.deliveries.waits(delivery.id):
            return
        work.deliveries.give_up(delivery.id)
        if not work.involvement.erased:
            work.cause = Cause(delivery.id, work.now, None, delivery.correlationid, work.cause.traceparent)
            await tell_event(work.publish(delivery.given_up(), correlationid=delivery.correlationid), work)

    cause = Cause(delivery.id, delivery.since, None, delivery.correlationid, delivery.traceparent)
    await decisions.on(delivery.subject, cause, decide, doing="notice given up")
