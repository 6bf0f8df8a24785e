"""What open pages cost: a stream asks the database for what is its reader's, when there is some."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from uuid import uuid4

from deploy.embedded.stack import Stack
from services.notifications.storage import arrivals
from services.notifications.storage.inbox import Inboxes
from shared.contracts import Reporter
from shared.identity import Keyring
from shared.messaging.wake import Wake
from shared.postgres import open_pool
from shared.runtime import read_settings
from tests.integration.costs.counting import Statements
from tests.integration.notifications_world import RealWorld
from tests.suites.notifications_story import asked, of

STREAMS = 20
_QUIET_SECONDS = 2.0
_LOOKS = "SELECT pg_current_snapshot()::text AS snapshot, ARRAY("


class Pages:
    """Streams of one process, on a connection whose statements are counted; `shown` says what came, by department."""

    def __init__(self, inboxes: Inboxes, statements: Statements) -> None:
        self.statements = statements
        self.shown: Counter[str | None] = Counter()
        self._inboxes = inboxes

    @classmethod
    @asynccontextmanager
    async def open(cls, stack: Stack, *readers: Reporter) -> "AsyncIterator[Pages]":
        """Once every one of them has read what there was."""
        settings = read_settings(stack.environment("notifications"))
        url, statements = settings.database_url.get_secret_value(), Statements()
        pool = await open_pool(url, application_name="tests", min_size=1, max_size=1)
        try:
            async with pool.acquire() as connection:
                connection.add_query_logger(statements)
            wake = Wake(pool)
            pages = cls(Inboxes(pool, Keyring(settings.wrapping_key()), lambda: wake), statements)
            streams = [asyncio.create_task(pages._stream(reader)) for reader in readers]
            # Each asks where it begins and reads from there; those that came before the first look read once more.
            await _until(lambda: statements.of("COMMIT") >= 2 * len(readers))
            await asyncio.sleep(2 * arrivals.POLL_SECONDS)
            yield pages
            for stream in streams:
                stream.cancel()
            await asyncio.gather(*streams, return_exceptions=True)
        finally:
            await pool.close()

    async def _stream(self, reader: Reporter) -> None:
        async with aclosing(self._inboxes.live(reader, "", lambda: False)) as notices:
            async for _ in notices:
                self.shown[reader.department] += 1


async def test_a_page_that_nothing_comes_to_asks_nothing(quiet: Stack) -> None:
    """Speed: everybody has a page open all day; while nothing happens all of them together ask twice a second."""
    async with Pages.open(quiet, *[of("kraftcenter")] * STREAMS) as pages:
        with pages.statements.counted() as idle:
            await asyncio.sleep(_QUIET_SECONDS)
    assert 1 <= idle.of(_LOOKS) == len(idle.asked) <= _QUIET_SECONDS / arrivals.POLL_SECONDS, str(idle)


async def test_a_notice_is_read_by_those_it_is_for(quiet: Stack) -> None:
    """Speed: what comes to one department costs the pages of the others nothing, and each of its own one reading."""
    readers = [of(department) for department in ("kraftcenter", "svr") for _ in range(STREAMS)]
    async with RealWorld.open(quiet.environment("notifications")) as world, Pages.open(quiet, *readers) as pages:
        with pages.statements.counted() as told:
            await world.hear(asked(uuid4()))
            await _until(lambda: pages.shown["kraftcenter"] == STREAMS)
            await asyncio.sleep(2 * arrivals.POLL_SECONDS)
    assert told.of("COMMIT") == STREAMS, str(told)
    assert pages.shown == {"kraftcenter": STREAMS}


async def _until(there: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not there():  # noqa: ASYNC110 (what is counted rings no bell)
            await asyncio.sleep(0.05)
