"""The loop that has deliveries sent: bounded, patient with everybody, and stopped without haste."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast
from uuid import UUID

import pytest

from services.notifications.channels.dispatcher import AT_ONCE, PER_LANE, Dispatcher
from services.notifications.domain.delivery import PATIENCE, Delivery, Outcome, Status
from services.notifications.domain.recipient import app_of
from shared.messaging.wake import Wake
from shared.telemetry import Metrics
from tests.fakes.notifications_queue import FakeQueue
from tests.suites.notifications_queue import DELIVERED, FAILED

Answer = Callable[[Delivery], Awaitable[Outcome]]


class Sender:
    """Answers as it is told, app by app, and notes what it was given and how much at a time."""

    def __init__(self, **answers: Answer) -> None:
        self.answers = answers
        self.sent: list[UUID] = []
        self.flying: dict[str, int] = {}
        self.most: dict[str, int] = {}
        self.most_at_once = 0
        self.let_go = asyncio.Event()

    async def hangs(self, _: Delivery) -> Outcome:
        """Until it is let go."""
        await self.let_go.wait()
        return DELIVERED

    async def send(self, delivery: Delivery) -> Outcome:
        app = app_of(delivery.recipient)
        self.flying[app] = self.flying.get(app, 0) + 1
        self.most[app] = max(self.most.get(app, 0), self.flying[app])
        self.most_at_once = max(self.most_at_once, sum(self.flying.values()))
        try:
            outcome = await self.answers[app](delivery) if app in self.answers else DELIVERED
            self.sent.append(delivery.id)
            return outcome
        finally:
            self.flying[app] -= 1


@asynccontextmanager
async def running(queue: FakeQueue, sender: Sender, given_up: list[UUID] | None = None) -> AsyncIterator[Metrics]:
    async def end(delivery: Delivery, status: Status) -> None:
        queue.rows[delivery.id].status = status
        if given_up is not None and status == "given_up":
            given_up.append(delivery.id)

    metrics, wake = Metrics(), Wake(cast("Any", None))
    dispatcher = Dispatcher(queue, {"webhook": sender}, end, wake, metrics)
    task = asyncio.create_task(dispatcher.run())
    try:
        yield metrics
    finally:
        sender.let_go.set()
        task.cancel()
        await asyncio.wait([task])


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 (the fakes ring no bell)
            await asyncio.sleep(0.005)


async def test_everything_due_is_sent_and_noted() -> None:
    """However much it is, each is sent once and ends delivered; what came of it is counted."""
    queue, sender = FakeQueue(), Sender()
    made = await queue.put("a", 30) + await queue.put("b", 30)
    async with running(queue, sender) as metrics:
        await until(lambda: all(row.status == "delivered" for row in queue.rows.values()))
        rendered = metrics.render().decode()
    assert sorted(sender.sent) == sorted(made)
    assert 'samspil_deliveries_total{channel="webhook",outcome="delivered"} 60.0' in rendered


async def test_a_receiver_that_hangs_holds_back_nobody_else() -> None:
    """Bounded for each: with a hundred waiting for one that never answers, another's are all sent."""
    queue, sender = FakeQueue(), Sender()
    sender.answers["dead"] = sender.hangs
    await queue.put("dead", 100)
    others = await queue.put("quick", 20)
    async with running(queue, sender):
        await until(lambda: set(others) <= set(sender.sent))
        assert sender.most["dead"] == PER_LANE


async def test_no_more_is_sent_at_once_than_is_bounded() -> None:
    """Bounded overall: many slow receivers together take no more than their places."""
    apps = [f"app{n}" for n in range(AT_ONCE)]
    queue, sender = FakeQueue(), Sender()
    sender.answers.update(dict.fromkeys(apps, sender.hangs))
    for app in apps:
        await queue.put(app, 2)
    async with running(queue, sender):
        await until(lambda: sum(sender.flying.values()) == AT_ONCE)
        sender.let_go.set()
        await until(lambda: len(sender.sent) == 2 * AT_ONCE)
        assert sender.most_at_once == AT_ONCE


async def test_a_sender_that_fails_is_tried_again() -> None:
    """A fault of ours is no reason to give anything up, and says nothing of the receiver."""

    async def fails(_: Delivery) -> Outcome:
        raise LookupError

    queue = FakeQueue()
    (id_,) = await queue.put("a")
    async with running(queue, Sender(a=fails)):
        await until(lambda: queue.rows[id_].log == ["failed"])
    assert queue.rows[id_].status == "queued"
    assert queue.circuits == {}


async def test_a_channel_nobody_serves_here_waits() -> None:
    """Where no mail server is named yet, what is queued for it is not lost."""
    queue = FakeQueue()
    (id_,) = await queue.put("a")
    dispatcher = Dispatcher(queue, {}, hangs_up, Wake(cast("Any", None)), Metrics())
    task = asyncio.create_task(dispatcher.run())
    await until(lambda: queue.rows[id_].log == ["no_channel"])
    task.cancel()
    await asyncio.wait([task])
    assert queue.rows[id_].status == "queued"


async def hangs_up(_: Delivery, __: Status) -> None:
    raise AssertionError("nothing is given up")


async def test_what_has_failed_for_a_day_is_given_up_aloud() -> None:
    """N4: giving up is told, and is counted."""

    async def refuses(_: Delivery) -> Outcome:
        return FAILED

    queue, given_up = FakeQueue(), list[UUID]()
    (id_,) = await queue.put("a")
    async with running(queue, Sender(a=refuses), given_up) as metrics:
        await until(lambda: queue.rows[id_].log == ["refused"])
        await queue.pass_time(PATIENCE)
        await until(lambda: given_up == [id_])
        await until(lambda: b'samspil_deliveries_given_up_total{channel="webhook"} 1.0' in metrics.render())


async def test_stopping_lets_what_is_on_its_way_arrive() -> None:
    """A stop takes nothing back: what is being sent is noted; nothing new is begun."""
    begun, go = asyncio.Event(), asyncio.Event()

    async def slowly(_: Delivery) -> Outcome:
        begun.set()
        await go.wait()
        return DELIVERED

    queue = FakeQueue()
    made = await queue.put("a", PER_LANE + 1)
    async with running(queue, Sender(a=slowly)):
        await begun.wait()
        asyncio.get_running_loop().call_later(0.1, go.set)
    statuses = [queue.rows[id_].status for id_ in made]
    assert statuses.count("delivered") == PER_LANE


@pytest.mark.parametrize("fault", ["claim", "record"])
async def test_a_database_that_is_away_for_a_while_stops_nothing(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Infrastructure: claimed and noted again, when the lease has run out at the latest."""
    monkeypatch.setattr("services.notifications.channels.dispatcher._POLL", 0.05)
    queue, sender, away = FakeQueue(), Sender(), True
    (id_,) = await queue.put("a")
    real = getattr(queue, fault)

    async def sometimes(*given: Any, **named: Any) -> Any:
        if away:
            raise ConnectionResetError
        return await real(*given, **named)

    monkeypatch.setattr(queue, fault, sometimes)
    async with running(queue, sender):
        await asyncio.sleep(0.05)
        away = False
        await queue.pass_time(PATIENCE / 24)
        await until(lambda: queue.rows[id_].status == "delivered")
