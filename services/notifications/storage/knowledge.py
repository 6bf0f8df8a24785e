"""The knowledge box: words under a key of their own until they are matched, under the citizen's afterwards."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from services.notifications.domain.knowledge import (
    Knowledge,
    KnowledgePage,
    Said,
    admit_team,
    already_matched,
    may_read,
    none_such,
)
from services.notifications.domain.recipient import department
from services.notifications.ports import ReadKnowledge, Why
from services.notifications.ports.knowledge import Decide
from services.notifications.storage.showing import record
from services.notifications.storage.work import NotificationsWork
from shared.contracts import Cause, Reporter
from shared.contracts.involvement import Involvement
from shared.http import page_of, position_of
from shared.identity import Keyring, as_reader, as_service, reading
from shared.messaging import Unit
from shared.messaging.decider import Decider
from shared.messaging.glass import Glass, tried_again
from shared.postgres import Connection, Pool, transaction
from shared.postgres.effects import update
from shared.telemetry import current_traceparent, span_from, traceparent_of

ROUTE = "/knowledge/{knowledge_id}"
_MATCHED = update(
    "knowledge",
    ("id",),
    id="uuid",
    own_key="bytea",
    sealed="bytea",
    citizen_id="uuid",
    matched_at="timestamptz",
    event_id="uuid",
)
_PUT = "INSERT INTO knowledge (id, own_key, sealed) VALUES ($1, $2, $3)"
_COLUMNS = "k.id, k.received_at, k.own_key, k.sealed, k.citizen_id, k.matched_at"
_SEEN = "SELECT EXISTS (SELECT FROM knowledge WHERE id = $1)"
_LOCKED = f"SELECT {_COLUMNS} FROM knowledge k WHERE id = $1 FOR UPDATE"  # noqa: S608 (constants of this service)
_UNMATCHED = f"""
SELECT {_COLUMNS} FROM knowledge k
WHERE k.citizen_id IS NULL AND ($1::timestamptz IS NULL OR (k.received_at, k.id) > ($1, $2::uuid))
ORDER BY k.received_at, k.id LIMIT $3
"""  # noqa: S608 (as above)
_READ = f"""
SELECT {_COLUMNS}, c.wrapped, s.involvement, (
    SELECT n.id FROM notices n
    WHERE n.event_id = k.event_id AND n.recipient = $2 AND n.channel = 'inbox' AND n.read_at IS NULL) AS unread
FROM knowledge k JOIN citizen_keys c USING (citizen_id) JOIN subjects s ON s.subject = k.citizen_id WHERE k.id = $1
"""  # noqa: S608 (as above)


class PostgresKnowledge:
    """See `ports.KnowledgeBox`. `decider` is asked for when it is needed, as it is made when the service starts."""

    def __init__(
        self,
        pool: Pool,
        keyring: Keyring,
        decider: Callable[[], Decider[NotificationsWork]],
        glass: Glass[NotificationsWork],
    ) -> None:
        self._pool = pool
        self._glass = glass
        self._keyring = keyring
        self._decider = decider

    async def put(self, id_: UUID, said: Said) -> None:
        wrapped, key = self._keyring.new_key(id_)
        sealed = self._keyring.encrypt(key, _written(said), _bound_to(id_))
        await self._pool.execute(_PUT, id_, wrapped, sealed)

    async def unmatched(self, reader: Reporter, *, cursor: str | None = None, limit: int = 50) -> KnowledgePage:
        admit_team(reader)
        after = position_of(cursor, datetime, UUID) or (None, None)
        async with reading(self._pool, reader) as connection:
            rows = await connection.fetch(_UNMATCHED, *after, limit + 1)
        page, following = page_of(rows, limit, lambda row: (row["received_at"], row["id"]))
        return KnowledgePage(tuple(self._own(row) for row in page), following)

    async def discard(self, reader: Reporter, id_: UUID) -> None:
        admit_team(reader)
        async with transaction(self._pool) as connection:
            row = await _locked(connection, reader, id_)
            if row["citizen_id"] is not None:
                raise already_matched()
            await connection.execute("DELETE FROM knowledge WHERE id = $1", id_)

    async def decide(self, reader: Reporter, id_: UUID, citizen_id: UUID, decide: Decide) -> None:
        admit_team(reader)
        with span_from(current_traceparent(), "knowledge matched") as span:
            traceparent = traceparent_of(span)

            async def once(connection: Connection) -> tuple[None, Unit]:
                # Locked, so that of two who match it, or discard it, at once, the second finds it done.
                row = await _locked(connection, reader, id_)

                async def matching(works: Mapping[UUID, NotificationsWork], _: Unit) -> None:
                    work = works[citizen_id]
                    work.cause = Cause(id_, work.now, reader.department, None, traceparent)
                    await self._match(row, work, decide)

                return await self._decider().batch(connection, [citizen_id], matching)

            await self._decider().alone(once)

    async def _match(self, row: Record, work: NotificationsWork, decide: Decide) -> None:
        own = row["citizen_id"] is None
        # What is matched already is given without its words: they may lie under another citizen's key.
        before = self._own(row) if own else _knowledge(row, Said("", ""))
        made = await decide(before, work)
        if made is None:
            return
        sealed = work.seal(_written(made.knowledge.said), _bound_to(row["id"]))
        matched = (row["id"], None, sealed, work.subject, made.knowledge.matched_at, made.event_id)
        work.put(_MATCHED, row["id"], matched)

    @tried_again
    async def read(self, reader: Reporter, id_: UUID, why: Why) -> ReadKnowledge:
        async with self._glass.reading(reader, breaks_the_glass=why.reason is not None) as connection:
            row = await connection.fetchrow(_READ, id_, department(reader.department or "").key)
            if row is None:
                raise none_such()
            involvement = Involvement.load(row["involvement"])
            glass_broken = why.reason is not None and reader.role == "coordinator"
            if involvement.erased or not (glass_broken or may_read(reader, involvement)):
                raise none_such()
            await record(connection, reader, [row["citizen_id"]], why, ROUTE, self._keyring)
        key = self._keyring.unwrap(row["wrapped"], row["citizen_id"])
        return ReadKnowledge(self._opened(row, key), row["unread"])

    def _own(self, row: Record) -> Knowledge:
        return self._opened(row, self._keyring.unwrap(row["own_key"], row["id"]))

    def _opened(self, row: Record, key: bytes) -> Knowledge:
        return _knowledge(row, Said(**json.loads(self._keyring.decrypt(key, row["sealed"], _bound_to(row["id"])))))


async def _locked(connection: Connection, reader: Reporter, id_: UUID) -> Record:
    """The item, locked, for who sees it; what is matched already is given to say just that. Raises Refused (404)."""
    await as_reader(connection, reader)
    seen = await connection.fetchval(_SEEN, id_)
    await as_service(connection)
    row: Record | None = await connection.fetchrow(_LOCKED, id_)
    if row is None or not (seen or row["citizen_id"]):
        raise none_such()
    return row


def _knowledge(row: Record, said: Said) -> Knowledge:
    return Knowledge(row["id"], row["received_at"], said, row["citizen_id"], row["matched_at"])


def _written(said: Said) -> bytes:
    return json.dumps(asdict(said), ensure_ascii=False).encode()


def _bound_to(id_: UUID) -> bytes:
    """What the words are sealed for: this item, and no other row."""
    return b"knowledge.sealed\x00" + id_.bytes
