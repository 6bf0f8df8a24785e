"""Inboxes: listed, live, and one notice at a time."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from uuid import UUID

from asyncpg import DataError, Record

from services.notifications.domain.notice import Notice
from services.notifications.domain.recipient import addresses, designation_of
from services.notifications.domain.shown import InboxNotice, InboxPage
from services.notifications.storage.position import Position, parse
from services.notifications.storage.rows import NOTICE_COLUMNS, notice_from
from services.notifications.storage.showing import SHOWN, citizen_of, own_look, record, shown
from shared.contracts import Refused, Reporter
from shared.http import page_of, position_of
from shared.identity import Keyring
from shared.messaging.wake import Wake, wait
from shared.postgres import Connection, Pool, is_infrastructure, transaction

_PAGE = f"""
SELECT s.snapshot, s.unread, p.* FROM (
    SELECT pg_current_snapshot()::text AS snapshot,
        (SELECT count(*) FROM (
            SELECT FROM notices WHERE recipient = ANY($1) AND read_at IS NULL LIMIT 1000) u) AS unread
) s LEFT JOIN LATERAL (
    SELECT {SHOWN} FROM notices n JOIN events e USING (event_id)
    WHERE n.recipient = ANY($1) AND ($2::bigint IS NULL OR n.seq < $2)
    AND (n.read_at IS NULL OR NOT $3) AND ($4::boolean IS NULL OR (n.action IS NOT NULL AND n.read_at IS NULL) = $4)
    ORDER BY n.seq DESC LIMIT $5
) p ON true
"""  # noqa: S608 (constants of this service)
_NEWER = f"""
SELECT s.snapshot, p.* FROM (SELECT pg_current_snapshot()::text AS snapshot) s LEFT JOIN LATERAL (
    SELECT {SHOWN} FROM notices n JOIN events e USING (event_id)
    WHERE n.recipient = ANY($1) AND n.xid >= pg_snapshot_xmin($2::text::pg_snapshot)
    AND NOT pg_visible_in_snapshot(n.xid, $2::text::pg_snapshot)
    AND ($3::text IS NULL OR (pg_visible_in_snapshot(n.xid, $3::text::pg_snapshot) AND n.seq > $4))
    ORDER BY n.seq LIMIT $5
) p ON true
"""  # noqa: S608 (as above)
_ONE = f"""
SELECT {SHOWN} FROM notices n JOIN events e USING (event_id) WHERE n.id = $2 AND n.recipient = ANY($1)
"""  # noqa: S608 (as above)
_ADDRESSED = f"SELECT {NOTICE_COLUMNS} FROM notices n WHERE n.id = $2 AND n.recipient = ANY($1)"  # noqa: S608 (as above)
_STANDING = "SELECT designation_id FROM designations WHERE citizen_id = $1 AND designation_id = ANY($2) AND standing"

_ROUND = 200
_POLL = 0.5
_GATHER = 0.02


class Inboxes:
    """The part of `ports.Reads` about notices. `wake` is asked for when a stream opens."""

    def __init__(self, pool: Pool, keyring: Keyring, wake: Callable[[], Wake]) -> None:
        self._pool = pool
        self._keyring = keyring
        self._wake = wake

    async def inbox(
        self,
        reader: Reporter,
        *,
        unread: bool = False,
        asking: bool | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> InboxPage:
        before = position_of(cursor, int)
        async with transaction(self._pool) as connection:
            mine = await _addresses(connection, reader)
            rows = await connection.fetch(_PAGE, mine, before[0] if before else None, unread, asking, limit + 1)
            page, following = page_of([r for r in rows if r["id"] is not None], limit, lambda r: (r["seq"],))
            await self._record(connection, reader, page, "/inbox")
        return InboxPage(tuple(map(shown, page)), following, rows[0]["snapshot"], rows[0]["unread"])

    async def position(self, reader: Reporter) -> str:
        async with self._pool.acquire() as connection:
            await _addresses(connection, reader)
            now: str = await connection.fetchval("SELECT pg_current_snapshot()::text")
            return now

    async def live(
        self, reader: Reporter, after: str, stopping: Callable[[], bool]
    ) -> AsyncGenerator[InboxNotice, None]:
        position = parse(after) or Position(await self.position(reader))
        wake = self._wake()
        bell = wake.bell("notices")
        try:
            while not stopping():
                try:
                    notices, position, more = await self._newer(reader, position)
                except Exception as error:
                    if not is_infrastructure(error):
                        raise
                    notices, more = [], False
                for notice in notices:
                    yield notice
                if not more:
                    await wait(bell, _POLL)
                    # What comes close together is read together: a busy minute must not cost a query a commit.
                    await asyncio.sleep(_GATHER)
        finally:
            wake.silence("notices", bell)

    async def notice(self, reader: Reporter, notice_id: UUID) -> InboxNotice:
        async with transaction(self._pool) as connection:
            row = await connection.fetchrow(_ONE, await _addresses(connection, reader), notice_id)
            if row is None:
                raise _none_such()
            await self._record(connection, reader, [row], "/inbox/{notice_id}")
        return shown(row)

    async def addressed(self, reader: Reporter, notice_id: UUID) -> Notice:
        async with self._pool.acquire() as connection:
            row = await connection.fetchrow(_ADDRESSED, await _addresses(connection, reader), notice_id)
        if row is None:
            raise _none_such()
        return notice_from(row)

    async def _newer(self, reader: Reporter, at: Position) -> tuple[list[InboxNotice], Position, bool]:
        """What was committed after the position, where to go on, and whether there is more at once."""
        async with transaction(self._pool) as connection:
            mine = await _addresses(connection, reader)
            try:
                found = await connection.fetch(_NEWER, mine, at.seen, at.window, at.seq, _ROUND)
            except DataError:
                # Somebody made the position up: it looks like one and is none.
                return [], Position(await self.position(reader)), False
            rows = [row for row in found if row["id"] is not None]
            await self._record(connection, reader, rows, "/inbox/stream")
        window = at.window or found[0]["snapshot"]
        full = len(rows) == _ROUND
        last = Position(at.seen, window, rows[-1]["seq"]) if full else Position(window)
        notices = [shown(row, str(Position(at.seen, window, row["seq"]))) for row in rows]
        return notices, last, full or at.window is not None

    async def _record(self, connection: Connection, reader: Reporter, rows: Sequence[Record], route: str) -> None:
        citizens = {citizen for row in rows if (citizen := citizen_of(row)) is not None}
        await record(connection, reader, citizens, own_look(reader), route, self._keyring)


async def _addresses(connection: Connection, reader: Reporter) -> list[str]:
    """Whose notices the reader reads. P2: under a revoked designation nothing, old notices included."""
    mine = addresses(reader)
    if not mine and reader.role not in ("citizen", "relative"):
        raise Refused("forbidden", "Du har ingen indbakke.", status=403)
    if reader.role == "relative":
        rows = await connection.fetch(_STANDING, reader.citizen_id, list(reader.designations))
        standing = {row["designation_id"] for row in rows}
        mine = tuple(address for address in mine if designation_of(address) in standing)
    return [address.key for address in mine]


def _none_such() -> Refused:
    return Refused("not-found", "Beskeden findes ikke.", status=404)
