"""A digest through one morning, by the dispatcher and its real hours (N3), in memory and on the real database alike."""

import asyncio
from typing import Any, cast
from uuid import UUID, uuid4

from services.notifications.channels.dispatcher import Dispatcher
from services.notifications.domain import recipient as to
from services.notifications.domain.delivery import Delivery, Outcome, Status
from services.notifications.domain.quiet import Hours
from shared.messaging.wake import Wake
from shared.telemetry import Metrics
from shared.timers.lengths import is_working_day
from tests.suites.notifications_queue import DELIVERED, QueueWorld

# By the clock of whoever runs it no hour is quiet, so that the digest alone is what holds.
EACH_MORNING = Hours(digest=True)


class Mailbox:
    """The ids of the messages that were sent."""

    def __init__(self) -> None:
        self.got: list[UUID] = []

    async def send(self, delivery: Delivery) -> Outcome:
        self.got.append(delivery.message_id)
        return DELIVERED


async def test_a_digest_is_sent_once_when_its_morning_comes(queues: QueueWorld) -> None:
    """N3: what waits for the morning goes in the morning, as one message, and is not held for the next one."""
    box = Mailbox()
    made = await queues.put_mail(to.relative(uuid4(), uuid4()), 3)

    async def end(_: Delivery, status: Status) -> None:
        raise AssertionError(status)

    wake = Wake(cast("Any", None))
    dispatcher = Dispatcher(queues.queue, {"mail": box}, end, wake, Metrics(), queues.holding(EACH_MORNING))
    task = asyncio.create_task(dispatcher.run())
    try:
        async with asyncio.timeout(20):
            while await queues.queue.queued():  # noqa: ASYNC110 (a queue rings no bell when it holds)
                await asyncio.sleep(0.01)
            assert box.got == []
            now = await queues.moment()
            morning = EACH_MORNING.held_until(now, is_working_day)
            assert morning is not None
            await queues.pass_time(morning - now)
            while {await queues.status(id_) for id_ in made} != {"delivered"}:  # noqa: ASYNC110 (as above)
                await asyncio.sleep(0.01)
    finally:
        task.cancel()
        await asyncio.wait([task])
    assert len(box.got) == 1
