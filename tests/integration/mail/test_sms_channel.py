"""The SMS channel of `docs/adding-a-channel.md`, as it stands there, from a notice to a gateway."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from deploy.embedded.stack import Stack
from services.notifications.channels.calm import Calm
from services.notifications.channels.dispatcher import Dispatcher
from services.notifications.channels.register import usable
from services.notifications.domain.delivery import Delivery, Status
from services.notifications.domain.quiet import NEVER, ZONE, Hours, Quiet
from services.notifications.domain.rules import SHIPPED
from services.notifications.handlers import end_delivery
from services.notifications.ports import Sender
from services.notifications.storage import PostgresHolding, PostgresQueue
from shared.contracts import NoticeGivenUp
from shared.messaging.wake import Wake
from shared.telemetry import Metrics
from tests.integration.notifications_world import RealWorld
from tests.suites.notifications_sms import PUBLIC, Gateway, gateway, installed_from_docs, sms_sender
from tests.suites.notifications_story import accepted, asked, designating, of, reached, says, started
from tests.suites.notifications_world import inbox

_STATUS = "SELECT status FROM deliveries WHERE subject = $1 AND channel = 'sms' ORDER BY created_at"
_HELD = "SELECT count(*) FROM held JOIN deliveries ON id = delivery_id WHERE subject = $1"
_MORNING = (
    "UPDATE held SET until = now() FROM deliveries WHERE id = delivery_id AND subject = $1",
    "UPDATE deliveries SET next_at = now() WHERE subject = $1 AND status = 'queued'",
)


@pytest.fixture
async def sms_world(still: Stack, tmp_path: Path) -> AsyncIterator[RealWorld]:
    rules = SHIPPED.over({"mail": "email", "sms": "phone"})
    with installed_from_docs(tmp_path):
        async with RealWorld.open(still.environment("notifications"), rules) as opened:
            yield opened


def quiet_now() -> Hours:
    hour = datetime.now(ZONE).hour
    return Hours(hour, (hour + 2) % 24)


@asynccontextmanager
async def sending(world: RealWorld, sender: Sender, to: Gateway, hours: Hours) -> AsyncIterator[None]:
    """The dispatcher as the service wires it."""
    quiet = Quiet({"staff": hours, "people": hours})
    calm = Calm(usable(to.settings), lambda _: False, PostgresHolding(world.pool, quiet))

    async def end(delivery: Delivery, status: Status) -> None:
        await end_delivery(delivery, status, world.decisions)

    async def wanted(delivery: Delivery) -> bool:
        return await world.letters.of(delivery) is not None

    queue = PostgresQueue(world.pool)
    wake, metrics = Wake(world.pool), Metrics()
    dispatcher = Dispatcher(queue, {"sms": sender}, end, wake, metrics, calm, wanted)
    task = asyncio.create_task(dispatcher.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def told_of(world: RealWorld, anna: UUID) -> None:
    """A relative designated by SMS alone hears twice that a sub-goal was reached."""
    by_sms = designating(channels=("sms",))
    await world.report(says(of("paaroerende"), anna, by_sms, email="eva@example.org", phone="20 12 34 56"))
    created = asked(anna)
    start = started(created)
    for event in (created, accepted(created), start):
        await world.hear(event)
    for seconds in (1, 2):
        await world.hear(reached(start, at=world.now + timedelta(seconds=seconds)))


async def statuses(world: RealWorld, anna: UUID) -> list[str]:
    return [row["status"] for row in await world.pool.fetch(_STATUS, anna)]


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not await true():  # noqa: ASYNC110 (what the dispatcher does rings no bell here)
            await asyncio.sleep(0.05)


async def test_a_notice_goes_out_over_the_documented_channel(sms_world: RealWorld) -> None:
    """N1, N3: held through the quiet hours, what waited is one SMS in the morning, and each notice has arrived."""
    anna = uuid4()
    await told_of(sms_world, anna)
    async with gateway() as sent, sms_sender(sms_world.letters, sent) as sender:
        async with sending(sms_world, sender, sent, quiet_now()):
            await until(lambda: _is(sms_world, _HELD, anna, 2))
        assert (sent.taken, await statuses(sms_world, anna)) == ([], ["queued", "queued"])
        for sql in _MORNING:
            await sms_world.pool.execute(sql, anna)
        async with sending(sms_world, sender, sent, NEVER):
            await until(lambda: _are(sms_world, anna, "delivered"))
    text = {"to": "+4520123456", "text": f"Der er nyt i Samspil: {PUBLIC}/indbakke"}
    assert [body for _, body in sent.taken] == [text]


async def test_a_number_that_is_refused_is_given_up_where_managers_see_it(sms_world: RealWorld) -> None:
    """N4: giving up is a named state, told to the relatives' team's managers."""
    anna = uuid4()
    await told_of(sms_world, anna)
    async with gateway() as sent, sms_sender(sms_world.letters, sent) as sender:
        sent.status = 422
        async with sending(sms_world, sender, sent, NEVER):
            await until(lambda: _are(sms_world, anna, "given_up"))
    notices = await inbox(sms_world, of("paaroerende", "manager"), anna)
    assert [notice.event_type for notice in notices] == [NoticeGivenUp.type] * 2


async def test_revoked_in_the_night(sms_world: RealWorld) -> None:
    """P2: what waits in a digest is not sent once the relative's designation names it no more."""
    anna = uuid4()
    await told_of(sms_world, anna)
    async with gateway() as sent, sms_sender(sms_world.letters, sent) as sender:
        async with sending(sms_world, sender, sent, quiet_now()):
            await until(lambda: _is(sms_world, _HELD, anna, 2))
        await sms_world.pool.execute("UPDATE designations SET standing = false WHERE citizen_id = $1", anna)
        for sql in _MORNING:
            await sms_world.pool.execute(sql, anna)
        async with sending(sms_world, sender, sent, NEVER):
            await until(lambda: _are(sms_world, anna, "stopped"))
    assert sent.taken == []


async def _is(world: RealWorld, sql: str, anna: UUID, count: int) -> bool:
    return bool(await world.pool.fetchval(sql, anna) == count)


async def _are(world: RealWorld, anna: UUID, status: str) -> bool:
    return await statuses(world, anna) == [status, status]
