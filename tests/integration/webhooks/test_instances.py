"""Two instances on one queue, and an app that is registered no more, on the real database."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import pytest

from deploy.embedded.stack import Stack
from services.notifications.channels.dispatcher import LEASE, Dispatcher
from services.notifications.domain import recipient as to
from services.notifications.domain.delivery import Delivery, Outcome, Status
from services.notifications.domain.receivers import Receiver, Receivers
from services.notifications.storage import Listening, PostgresQueue, PostgresWebhooks
from shared.messaging.wake import Wake
from shared.postgres import Pool, open_pool
from shared.telemetry import Metrics
from tests.integration.owner import owner
from tests.integration.webhooks.test_queue import RealQueue

_WEBHOOKS = """
INSERT INTO webhooks (app, department, url, types, secret)
SELECT app, 'kraftcenter', 'https://receiver.example/', '[]', '' FROM unnest($1::text[]) AS app
"""


@pytest.fixture
async def pool(still: Stack) -> AsyncIterator[Pool]:
    async with owner(still, "notifications") as connection:
        await connection.execute("TRUNCATE held, deliveries, delivery_attempts, circuits, webhooks")
    pool = await open_pool(still.environment("notifications")["SAMSPIL_DATABASE_URL"], application_name="tests")
    try:
        yield pool
    finally:
        await pool.close()


class Sender:
    def __init__(self) -> None:
        self.sent: list[UUID] = []

    async def send(self, delivery: Delivery) -> Outcome:
        self.sent.append(delivery.id)
        return Outcome("delivered", delivered=True)


async def nobody(_: Delivery, status: Status) -> None:
    raise AssertionError(f"nothing is {status}")


@asynccontextmanager
async def instance(pool: Pool, sender: Sender) -> AsyncIterator["asyncio.Task[None]"]:
    dispatcher = Dispatcher(PostgresQueue(pool), {"webhook": sender}, nobody, Wake(pool), Metrics())
    task = asyncio.create_task(dispatcher.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 (what the other instance does rings no bell here)
            await asyncio.sleep(0.02)


async def test_two_instances_share_the_work_and_send_each_once(pool: Pool) -> None:
    """Side by side: no delivery is claimed by both."""
    made = [id_ for app in ("a", "b", "c") for id_ in await RealQueue(pool).put(app, 60)]
    one, other = Sender(), Sender()
    async with instance(pool, one), instance(pool, other):
        await until(lambda: len(one.sent) + len(other.sent) >= len(made))
    assert Counter(one.sent + other.sent) == Counter(made)
    assert one.sent
    assert other.sent


async def test_what_one_held_when_it_died_the_other_sends(pool: Pool) -> None:
    """A lease runs out: nothing is lost with an instance, and the ids are the same."""
    queue = RealQueue(pool)
    made = await queue.put("a", 10)
    lost = await queue.queue.claim(room=4, per_lane=4, flying={}, lease=LEASE)
    alive = Sender()
    async with instance(pool, alive):
        await until(lambda: len(alive.sent) == len(made) - len(lost))
        assert not {claim.delivery.id for claim in lost} & set(alive.sent)
        await queue.pass_time(LEASE)
        await until(lambda: sorted(alive.sent) == sorted(made))


@pytest.mark.parametrize("acts_for", [None, "sel82"])
async def test_an_app_that_is_registered_no_more_is_told_nothing(pool: Pool, acts_for: str | None) -> None:
    """Taken out of the register, or acting for another department now: nothing is told or sent to it from that moment;
    five minutes later its webhook is gone, and what is queued for it ends as stopped. The others' goes on."""
    queue, now = RealQueue(pool), 0.0
    await pool.execute(_WEBHOOKS, ["kept", "gone"])
    (gone,), (kept,) = await queue.put("gone"), await queue.put("kept")
    listening = Listening(lambda app, department: acts_for if app == "gone" else department, clock=lambda: now)
    await listening.refresh(pool)
    assert listening.now == Receivers.of([Receiver("kept", "kraftcenter")])
    assert not listening.now.listens(to.app("kraftcenter", "gone"))
    assert await queue.status(gone) == "queued", "the register may reach this instance later than another"
    now = 300.0
    await listening.refresh(pool)
    assert (await queue.status(gone), await queue.status(kept)) == ("stopped", "queued")
    assert await pool.fetchval("SELECT array_agg(app) FROM webhooks") == ["kept"]


class Unsealed:
    def seal(self, plaintext: bytes, purpose: bytes) -> bytes:
        return plaintext

    def unseal(self, sealed: bytes, purpose: bytes) -> bytes:
        return sealed


async def test_an_address_the_app_has_left_takes_nothing_down(pool: Pool) -> None:
    """That the old receiver wants no more, said while the app sets a new one: the new one hears on, and what is queued
    stays so. Said by the one that counts, it ends."""
    webhooks, (id_, heard) = PostgresWebhooks(pool, Unsealed()), await RealQueue(pool).put("moves", 2)
    old, new = "https://old.example/", "https://new.example/"
    for url in (old, new):
        await webhooks.put("moves", "kraftcenter", url, [])
    for url, department in ((old, "kraftcenter"), (new, "sel82")):
        assert not await webhooks.disable("moves", url, department, heard)
    kept = await webhooks.get("moves")
    assert kept is not None
    assert (kept.disabled_at, await RealQueue(pool).status(id_)) == (None, "queued")
    assert await webhooks.disable("moves", new, "kraftcenter", heard)
    assert await RealQueue(pool).status(id_) == "stopped"
    assert await RealQueue(pool).status(heard) == "queued", "it ends with what was answered to it"


async def test_a_register_that_comes_late_costs_nothing(pool: Pool) -> None:
    """An app this instance knows only a while after the others: its webhook stands, and the time begins anew."""
    queue, now, known = RealQueue(pool), 0.0, False
    await pool.execute(_WEBHOOKS, ["late"])
    (id_,) = await queue.put("late")
    listening = Listening(lambda _app, department: department if known else None, clock=lambda: now)
    for moment, known in ((0.0, False), (200.0, False), (299.0, True), (310.0, False), (600.0, False)):
        now = moment
        await listening.refresh(pool)
        assert listening.now.listens(to.app("kraftcenter", "late")) is known
    assert await queue.status(id_) == "queued"


async def test_telling_knows_the_apps_from_the_first_event(pool: Pool) -> None:
    """After a start the first events must not pass the apps by, and as many at once as the pool has connections must
    not wait for a look that needs one of them: each looks with the connection it has."""
    await pool.execute(_WEBHOOKS, ["kept"])
    listening = Listening(lambda _app, department: department)
    at_once = pool.get_max_size()
    all_hold_one = asyncio.Barrier(at_once)

    async def tells() -> bool:
        async with pool.acquire() as connection:
            await all_hold_one.wait()
            return (await listening.receivers(connection)).hearing("kraftcenter", "any") != ()

    async with asyncio.timeout(20):
        assert await asyncio.gather(*(tells() for _ in range(at_once))) == [True] * at_once


async def test_a_replay_looks_the_apps_up_itself(pool: Pool) -> None:
    """Dead letters run again without the service around them are told to apps all the same; looked up once."""
    await pool.execute(_WEBHOOKS, ["kept"])
    listening = Listening(lambda _app, department: department)
    async with pool.acquire() as connection:
        assert (await listening.receivers(connection)).hearing("kraftcenter", "any") != ()
