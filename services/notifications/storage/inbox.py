"""Inboxes: listed, live, and one notice at a time."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import DataError, Record

from services.notifications.domain.notice import Notice
from services.notifications.domain.shown import InboxNotice, InboxPage
from services.notifications.domain.wanted import EVERYTHING, Wanted
from services.notifications.storage import listing
from services.notifications.storage.acknowledgements import words_of
from services.notifications.storage.arrivals import Arrivals, Watch
from services.notifications.storage.beside import beside
from services.notifications.storage.muting import HEARD
from services.notifications.storage.notice_rows import NOTICE_COLUMNS, notice_from
from services.notifications.storage.position import Position, parse
from services.notifications.storage.showing import SHOWN, Beyond, citizen_in, own_look, record, shown
from services.notifications.storage.standing import addresses_of
from shared.contracts import Refused, Reporter
from shared.http import page_of, position_of
from shared.identity import Keyring, reading
from shared.messaging.wake import Wake
from shared.postgres import Connection, Pool, is_infrastructure

_UNSEEN = """
n.in_inbox AND n.{xid} >= pg_snapshot_xmin($2::text::pg_snapshot)
AND NOT pg_visible_in_snapshot(n.{xid}, $2::text::pg_snapshot)
AND ($3::text IS NULL OR (pg_visible_in_snapshot(n.{xid}, $3::text::pg_snapshot) AND n.seq > $4))
"""
_HEARD = f"($7 OR {HEARD.format('$6')})"
_NEW = f"""
SELECT n.*, false AS altered FROM notices n WHERE n.recipient = ANY($1) AND {_UNSEEN.format(xid="xid")} AND {_HEARD}
"""  # noqa: S608 (as above)
_ALTERED = f"""
SELECT n.*, true AS altered FROM notices n WHERE n.recipient = ANY($1) AND {_UNSEEN.format(xid="changed")} AND {_HEARD}
AND pg_visible_in_snapshot(n.xid, $2::text::pg_snapshot)
"""  # noqa: S608 (as above)


def _since(notices: str) -> str:
    return f"""
SELECT s.snapshot, p.* FROM (SELECT pg_current_snapshot()::text AS snapshot) s LEFT JOIN LATERAL (
    SELECT {SHOWN}, n.altered FROM ({notices}) n JOIN events e USING (event_id) ORDER BY n.seq LIMIT $5
) p ON true
"""  # noqa: S608 (as above)


_NEWER = _since(_NEW)
_NEWER_AND_ALTERED = _since(f"{_NEW} UNION ALL {_ALTERED}")
_ONE = f"""
SELECT {SHOWN} FROM notices n JOIN events e USING (event_id) WHERE n.id = $2 AND n.recipient = ANY($1) AND n.in_inbox
"""  # noqa: S608 (as above)
_ADDRESSED = f"SELECT {NOTICE_COLUMNS} FROM notices n WHERE n.id = $2 AND n.recipient = ANY($1) AND n.in_inbox"  # noqa: S608 (as above)

_ROUND = 200
_AWAY = 0.5


class Inboxes:
    """The part of `ports.Reads` about notices. `wake` is asked for when a stream opens."""

    def __init__(self, pool: Pool, keyring: Keyring, wake: Callable[[], Wake]) -> None:
        self._pool = pool
        self._keyring = keyring
        self._arrivals = Arrivals(pool, wake)

    async def inbox(
        self,
        reader: Reporter,
        *,
        wanted: Wanted = EVERYTHING,
        asking: bool | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> InboxPage:
        after = _after(cursor) if asking else (position_of(cursor, int) or (None,))
        sql, values = listing.page(wanted, reader.name, asking)
        async with reading(self._pool, reader) as connection:
            mine = await addresses_of(connection, reader)
            rows = await connection.fetch(sql, mine, limit + 1, *after, *values)
            found = [row for row in rows if row["id"] is not None]
            page, following = page_of(found, limit, _place if asking else lambda row: (row["seq"],))
            around = await self._around(connection, page)
            await self._record(connection, reader, page, "/inbox")
        unbound = reader.role == "relative" and not mine
        notices = tuple(shown(row, around) for row in page)
        first = rows[0]
        return InboxPage(notices, following, first["snapshot"], first["unread"], unbound, first["matching"])

    async def unread(self, reader: Reporter) -> int:
        async with reading(self._pool, reader) as connection:
            number: int = await connection.fetchval(listing.UNREAD, await addresses_of(connection, reader), reader.name)
            return number

    async def position(self, reader: Reporter) -> str:
        async with reading(self._pool, reader) as connection:
            await addresses_of(connection, reader)
            now: str = await connection.fetchval("SELECT pg_current_snapshot()::text")
            return now

    async def live(
        self, reader: Reporter, after: str, stopping: Callable[[], bool], *, changes: bool = False, muted: bool = False
    ) -> AsyncGenerator[InboxNotice, None]:
        position = parse(after) or Position(await self.position(reader))
        with self._arrivals.watching() as watch:
            while not stopping():
                try:
                    notices, position, more = await self._newer(reader, position, changes, muted, watch)
                except Exception as error:
                    if not is_infrastructure(error):
                        raise
                    await asyncio.sleep(_AWAY)
                    continue
                for notice in notices:
                    yield notice
                if not more:
                    await watch.wait(stopping)

    async def notice(self, reader: Reporter, notice_id: UUID) -> InboxNotice:
        async with reading(self._pool, reader) as connection:
            row = await connection.fetchrow(_ONE, await addresses_of(connection, reader), notice_id)
            if row is None:
                raise _none_such()
            around = await self._around(connection, [row])
            await self._record(connection, reader, [row], "/inbox/{notice_id}")
        return shown(row, around)

    async def addressed(self, reader: Reporter, notice_id: UUID) -> Notice:
        async with reading(self._pool, reader) as connection:
            row = await connection.fetchrow(_ADDRESSED, await addresses_of(connection, reader), notice_id)
        if row is None:
            raise _none_such()
        return notice_from(row)

    async def _newer(
        self, reader: Reporter, at: Position, changes: bool, muted: bool, watch: Watch
    ) -> tuple[list[InboxNotice], Position, bool]:
        """What was committed after the position, where to go on, and whether there is more at once."""
        async with reading(self._pool, reader) as connection:
            mine = await addresses_of(connection, reader)
            watch.recipients = frozenset(mine)
            try:
                sql = _NEWER_AND_ALTERED if changes else _NEWER
                found = await connection.fetch(sql, mine, at.seen, at.window, at.seq, _ROUND, reader.name, muted)
            except DataError:
                # Somebody made the position up: it looks like one and is none.
                return [], Position(await self.position(reader)), False
            rows = [row for row in found if row["id"] is not None]
            around = await self._around(connection, rows)
            await self._record(connection, reader, rows, "/inbox/stream")
        window = at.window or found[0]["snapshot"]
        full = len(rows) == _ROUND
        last = Position(at.seen, window, rows[-1]["seq"]) if full else Position(window)
        notices = [
            shown(row, around, str(Position(at.seen, window, row["seq"])), changed=row["altered"]) for row in rows
        ]
        return notices, last, full or at.window is not None

    async def _around(self, connection: Connection, rows: Sequence[Record]) -> Beyond:
        return Beyond(await beside(connection, rows), await words_of(connection, rows, self._keyring))

    async def _record(self, connection: Connection, reader: Reporter, rows: Sequence[Record], route: str) -> None:
        citizens = {citizen for row in rows if (citizen := citizen_in(row)) is not None}
        await record(connection, reader, citizens, own_look(reader), route, self._keyring)


def _place(row: Record) -> tuple[str, int]:
    """Where an ask stands: by its deadline, those without one last."""
    return "" if row["due"] is None else row["due"].isoformat(), row["seq"]


def _after(cursor: str | None) -> tuple[int | None, datetime | None]:
    """The inverse of `_place` in a cursor. Raises Problem (422) for one that is none."""
    undated = position_of(cursor, str, int)
    if undated is None:
        return None, None
    if undated[0] == "":
        return undated[1], None
    due, seq = position_of(cursor, datetime, int) or (None, None)
    return seq, due


def _none_such() -> Refused:
    return Refused("not-found", "Beskeden findes ikke.", status=404)
