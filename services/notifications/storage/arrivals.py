"""One look at the database for all open streams of a process: each is woken by what is its own, and by nothing else."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from shared.messaging.wake import Wake, wait
from shared.postgres import Pool, is_infrastructure, retry_delays
from shared.telemetry import logger

_NOW = "SELECT pg_current_snapshot()::text"
_UNSEEN = """
SELECT recipient FROM notices
WHERE recipient = ANY($1::text[]) AND {0} >= pg_snapshot_xmin($2::text::pg_snapshot)
AND NOT pg_visible_in_snapshot({0}, $2::text::pg_snapshot)
"""
_LOOK = f"""
SELECT pg_current_snapshot()::text AS snapshot,
    ARRAY({_UNSEEN.format("xid")} UNION {_UNSEEN.format("changed")}) AS recipients
"""

POLL_SECONDS = 0.5
_GATHER = 0.02
_GATHER_EACH = 0.001
_BY_ITSELF = 15.0
_log = logger(__name__)


class Watch:
    """One stream's. It says whose notices it shows before it reads them, so that none can come in between unheard."""

    def __init__(self) -> None:
        self._bell = asyncio.Event()
        self.recipients: frozenset[str] = frozenset()

    def rung(self) -> None:
        self._bell.set()

    async def wait(self, stopping: Callable[[], bool]) -> None:
        """Until there is something to read, and no longer than fifteen seconds, as what is one's own can change."""
        loop = asyncio.get_running_loop()
        until = loop.time() + _BY_ITSELF
        while not (self._bell.is_set() or stopping()) and (left := until - loop.time()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(min(POLL_SECONDS, left)):
                    await self._bell.wait()
        self._bell.clear()


class Arrivals:
    """Looks whenever an instance says that there are notices, and twice a second, while any stream is open.

    Where five hundred have a page open, a notice to one of them costs one look and one reading; if each looked for
    itself, a busy minute would cost five hundred times as much, and so would a quiet one.
    """

    def __init__(self, pool: Pool, wake: Callable[[], Wake]) -> None:
        self._pool = pool
        self._wake = wake
        self._watches: set[Watch] = set()
        self._looking: asyncio.Task[None] | None = None

    @contextmanager
    def watching(self) -> Iterator[Watch]:
        watch = Watch()
        self._watches.add(watch)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look_on())
        try:
            yield watch
        finally:
            self._watches.discard(watch)
            if not self._watches:
                self._looking.cancel()
                self._looking = None

    async def _look_on(self) -> None:
        wake, delays, seen = self._wake(), retry_delays(), None
        bell = wake.bell("notices")
        try:
            while True:
                try:
                    seen = await self._look(seen)
                    delays = retry_delays()
                    await wait(bell, POLL_SECONDS)
                    # What comes close together is looked for together.
                    await asyncio.sleep(min(_GATHER, len(self._watches) * _GATHER_EACH))
                except Exception as error:
                    # Without a look the streams are blind: what is no fault of the database's is said, and tried again.
                    if not is_infrastructure(error):
                        _log.error("the streams' notices cannot be looked for", error_type=type(error).__name__)
                    await asyncio.sleep(next(delays))
        finally:
            wake.silence("notices", bell)

    async def _look(self, seen: str | None) -> str:
        """What was not in the snapshot `seen`; the snapshot to go on from."""
        if seen is None:
            now: str = await self._pool.fetchval(_NOW)
            # A stream may have read just before there was a snapshot to go on from.
            for watch in self._watches:
                watch.rung()
            return now
        theirs = {recipient for watch in self._watches for recipient in watch.recipients}
        (row,) = await self._pool.fetch(_LOOK, sorted(theirs), seen)
        new = set(row["recipients"])
        for watch in self._watches:
            # What came to whom it shows only since the question was asked is in nobody's answer.
            if not new.isdisjoint(watch.recipients) or not theirs.issuperset(watch.recipients):
                watch.rung()
        return str(row["snapshot"])
