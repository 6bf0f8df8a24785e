"""Which apps listen, kept at hand: telling asks for each event and must not ask the database."""

import json
import time
from collections.abc import Callable
from functools import partial

from services.notifications.domain.receivers import NO_RECEIVERS, Receiver, Receivers
from services.notifications.domain.recipient import Recipient
from services.notifications.storage.webhooks import forget
from shared.messaging.wake import Wake, wait
from shared.postgres import Connection, Pool, keep_looking, transaction
from shared.telemetry import logger

_ALL = "SELECT app, department, types, quiet FROM webhooks WHERE disabled_at IS NULL"
_EVERY = 2.0
_GRACE = 300.0
_log = logger(__name__)

DepartmentOf = Callable[[str, str], str | None]
"""The register's word on an app whose webhook was set for a department: the one it acts for now, None for one that is
registered no more."""


class Listening:
    """Looked up anew whenever an instance says so, and every two seconds while `run` does.

    An app that is registered no more, or for another department, is told nothing more at once. When that has lasted for
    `grace` seconds its webhook is forgotten: a register reaches one instance before another, and what one of them has
    not read yet must cost an app neither its webhook nor what is queued for it.
    """

    def __init__(
        self, department_of: DepartmentOf, *, grace: float = _GRACE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._department_of = department_of
        self._grace = grace
        self._clock = clock
        self._gone: dict[tuple[str, str], float] = {}
        self._receivers: Receivers | None = None

    @property
    def now(self) -> Receivers:
        """As known by now."""
        return self._receivers or NO_RECEIVERS

    def quiet(self, app: Recipient) -> bool:
        """Whether the app keeps its department's quiet hours, as known by now."""
        return self.now.quiet(app)

    async def receivers(self, connection: Connection) -> Receivers:
        """As known by now; before the first look, and where nobody keeps it fresh (a replay), looked up once, on the
        asker's own connection: who waits for another one while holding this can keep it from ever coming."""
        if self._receivers is None:
            await self._look(connection)
        return self.now

    async def run(self, pool: Pool, wake: Wake) -> None:
        """Until cancelled. While the database is away, what was known counts."""
        bell = wake.bell("webhooks")
        look, rest = partial(self.refresh, pool), partial(wait, bell, _EVERY)
        try:
            await keep_looking(look, rest, _log, "the webhooks cannot be looked up")
        finally:
            wake.silence("webhooks", bell)

    async def refresh(self, pool: Pool) -> None:
        """Looks now, and forgets the webhooks of apps that have been gone for long enough."""
        async with transaction(pool) as connection:
            now, gone = self._clock(), await self._look(connection)
            self._gone = {app: self._gone.get(app, now) for app in gone}
            for app, since in self._gone.items():
                if now - since >= self._grace:
                    await forget(connection, *app)

    async def _look(self, connection: Connection) -> list[tuple[str, str]]:
        rows = await connection.fetch(_ALL)
        here = [row for row in rows if self._department_of(row["app"], row["department"]) == row["department"]]
        self._receivers = Receivers.of(
            Receiver(row["app"], row["department"], frozenset(json.loads(row["types"])), row["quiet"]) for row in here
        )
        return sorted((row["app"], row["department"]) for row in rows if row not in here)
