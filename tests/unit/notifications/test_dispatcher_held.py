"""The dispatcher and quiet hours (N3): what is held arrives, once, and nobody is sent what was withdrawn meanwhile."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from services.notifications.channels.dispatcher import LEASE, Dispatcher
from services.notifications.domain import recipient as to
from services.notifications.domain.delivery import Delivery, Outcome, Status
from services.notifications.domain.recipient import Recipient
from services.notifications.ports import Claim
from shared.messaging.wake import Wake
from shared.telemetry import Metrics
from tests.fakes.notifications_queue import FakeQueue
from tests.suites.notifications_queue import DELIVERED

EVA, BO = to.relative(uuid4(), uuid4()), to.relative(uuid4(), uuid4())
NIGHT = timedelta(hours=10)


class Night:
    """Quiet until its end; `urgent` is not held."""

    def __init__(self, queue: FakeQueue) -> None:
        self._queue = queue
        self.ends = queue.now + NIGHT
        self.urgent: set[UUID] = set()

    async def until(self, delivery: Delivery) -> datetime | None:
        return None if delivery.id in self.urgent or self._queue.now >= self.ends else self.ends


class Mailbox:
    """What each got, and under which id."""

    def __init__(self) -> None:
        self.got: list[tuple[Recipient, UUID]] = []
        self.outcome = DELIVERED

    async def send(self, delivery: Delivery) -> Outcome:
        self.got.append((delivery.recipient, delivery.message_id))
        return self.outcome


class Scattered(FakeQueue):
    """Broken: what waited together is handed out one by one."""

    def _together(self, digest: UUID, token: UUID, lease: timedelta) -> Claim:
        raise AssertionError

    async def hold(self, claim: Claim, until: datetime) -> None:
        await super().hold(claim, until)
        row = self.rows[claim.delivery.id]
        object.__setattr__(row.delivery, "digest", None)


class Forgetful(FakeQueue):
    """Broken: of what waited together the first alone is handed out, and the rest is taken for done."""

    def _together(self, digest: UUID, token: UUID, lease: timedelta) -> Claim:
        whole = super()._together(digest, token, lease)
        for delivery in whole.beside:
            self.rows[delivery.id].status = "stopped"
        return Claim(whole.delivery, whole.lease)


async def settled(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 (the fakes ring no bell)
            await asyncio.sleep(0.005)


async def through_the_night(
    queue: FakeQueue,
    box: Mailbox,
    urgent: int = 0,
    wanted: Callable[[Delivery], Awaitable[bool]] | None = None,
) -> list[UUID]:
    """Three mails for Eva and one for Bo are told at night; then comes the morning."""
    night = Night(queue)
    made = await queue.put_mail(EVA, 3) + await queue.put_mail(BO)
    night.urgent = set(made[:urgent])

    async def end(_: Delivery, status: Status) -> None:
        raise AssertionError(status)

    async def always(_: Delivery) -> bool:
        return True

    wake, metrics = Wake(cast("Any", None)), Metrics()
    dispatcher = Dispatcher(queue, {"mail": box}, end, wake, metrics, night, wanted or always)
    task = asyncio.create_task(dispatcher.run())
    try:
        await settled(lambda: all(row.held or row.status != "queued" for row in queue.rows.values()))
        assert len(box.got) == urgent, "nothing leaves the house at night but what is urgent"
        await queue.pass_time(NIGHT)
        await settled(lambda: all(row.status != "queued" for row in queue.rows.values()))
    finally:
        task.cancel()
        await asyncio.wait([task])
    return made


def faults(queue: FakeQueue, box: Mailbox) -> set[str]:
    """What a night may not do."""
    wrong = {"lost" for row in queue.rows.values() if row.status != "delivered"}
    return wrong | {"more than one mail" for count in Counter(who for who, _ in box.got).values() if count > 1}


async def test_the_morning_brings_each_one_mail_and_loses_none() -> None:
    """N3: a digest folds what waited, and each of it has arrived."""
    queue, box = FakeQueue(), Mailbox()
    await through_the_night(queue, box)
    assert faults(queue, box) == set()
    assert {who for who, _ in box.got} == {EVA, BO}


@pytest.mark.parametrize(("broken", "fault"), [(Scattered, "more than one mail"), (Forgetful, "lost")])
async def test_a_broken_digest_is_seen(broken: type[FakeQueue], fault: str) -> None:
    """The check bites: where the digest comes apart, somebody gets several; where it forgets, something is lost."""
    queue, box = broken(), Mailbox()
    await through_the_night(queue, box)
    assert faults(queue, box) == {fault}


async def test_what_is_urgent_goes_at_night() -> None:
    """N3: everything but urgent is held."""
    queue, box = FakeQueue(), Mailbox()
    made = await through_the_night(queue, box, urgent=1)
    assert box.got[0] == (EVA, made[0])
    assert len(box.got) == 3


async def test_what_was_revoked_in_the_night_is_not_sent() -> None:
    """P2: revocation stops what waits in a digest: the rest goes, and what was withdrawn has not arrived."""
    queue, box = FakeQueue(), Mailbox()
    gone: list[UUID] = []

    async def wanted(delivery: Delivery) -> bool:
        return delivery.id not in gone

    class Asking(Mailbox):
        async def send(self, delivery: Delivery) -> Outcome:
            if not await wanted(delivery):
                return Outcome("withdrawn", stop=True, lane=False)
            return await super().send(delivery)

    box = Asking()
    original = queue.pass_time

    async def revoked_meanwhile(time: timedelta) -> None:
        gone.extend(sorted(id_ for id_, row in queue.rows.items() if row.delivery.recipient == EVA)[:2])
        gone.extend(id_ for id_, row in queue.rows.items() if row.delivery.recipient == BO)
        await original(time)

    queue.pass_time = revoked_meanwhile  # type: ignore[method-assign]  # the night's end is where it happens
    made = await through_the_night(queue, box, wanted=wanted)
    assert [who for who, _ in box.got] == [EVA]
    assert {id_ for id_ in made if queue.rows[id_].status == "stopped"} == set(gone)


@pytest.mark.parametrize("last", [False, True])
async def test_what_ends_at_night_brings_nothing_else_along(last: bool) -> None:
    """N3, R7: a withdrawn correction ends at once, and what waits with it for the morning goes on waiting."""
    queue, box = FakeQueue(), Mailbox()
    made = sorted(await queue.put_mail(EVA, 3))
    for claim in await queue.claim(room=9, per_lane=9, flying={}, lease=LEASE):
        await queue.hold(claim, queue.now + NIGHT)
    gone = made[-1] if last else made[0]
    queue.rows[gone].next_at = queue.now

    async def wanted(delivery: Delivery) -> bool:
        return delivery.id != gone

    async def end(_: Delivery, status: Status) -> None:
        raise AssertionError(status)

    wake = Wake(cast("Any", None))
    dispatcher = Dispatcher(queue, {"mail": box}, end, wake, Metrics(), Night(queue), wanted)
    task = asyncio.create_task(dispatcher.run())
    try:
        await settled(lambda: queue.rows[gone].status != "queued")
        assert box.got == []
        assert {id_: row.status for id_, row in queue.rows.items()} == {
            id_: "stopped" if id_ == gone else "queued" for id_ in made
        }
        await queue.pass_time(NIGHT)
        await settled(lambda: all(row.status != "queued" for row in queue.rows.values()))
    finally:
        task.cancel()
        await asyncio.wait([task])
    assert [who for who, _ in box.got] == [EVA]


class Morning(Mailbox):
    """The first is no longer wanted; asking about the third fails once."""

    def __init__(self, made: list[UUID]) -> None:
        super().__init__()
        self.gone, self.unclear = made[0], made[2]
        self.asked = 0

    async def send(self, delivery: Delivery) -> Outcome:
        if delivery.id == self.gone:
            return Outcome("withdrawn", stop=True, lane=False)
        return await super().send(delivery)

    async def wanted(self, delivery: Delivery) -> bool:
        self.asked += delivery.id == self.unclear
        if delivery.id == self.unclear and self.asked == 1:
            raise ConnectionError
        return True


class Noting(FakeQueue):
    """Notes what was said of the lane."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[UUID, bool]] = []

    async def record(self, claim: Claim, outcome: Outcome, *, ms: int, luck: float) -> Status:
        self.said.append((claim.delivery.id, outcome.lane))
        return await super().record(claim, outcome, ms=ms, luck=luck)


async def test_a_look_that_fails_in_a_digest_loses_nothing_of_what_was_sent() -> None:
    """N3, N2: what has gone out is noted as gone, and says alone what the mail server is like; the one that could not
    be looked up is tried again when its lease runs out."""
    queue = Noting()
    made = sorted(await queue.put_mail(EVA, 4))
    box = Morning(made)
    for claim in await queue.claim(room=9, per_lane=9, flying={}, lease=LEASE):
        await queue.hold(claim, queue.now + NIGHT)
    await queue.pass_time(NIGHT)

    async def end(_: Delivery, status: Status) -> None:
        raise AssertionError(status)

    dispatcher = Dispatcher(queue, {"mail": box}, end, Wake(cast("Any", None)), Metrics(), None, box.wanted)
    task = asyncio.create_task(dispatcher.run())
    try:
        await settled(lambda: len(queue.said) == 3)
        assert queue.said == [(made[0], False), (made[1], True), (made[3], False)]
        assert [queue.rows[id_].status for id_ in made] == ["stopped", "delivered", "queued", "delivered"]
        await queue.pass_time(LEASE)
        await settled(lambda: queue.rows[made[2]].status == "delivered")
    finally:
        task.cancel()
        await asyncio.wait([task])
