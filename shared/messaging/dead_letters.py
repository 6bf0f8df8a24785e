"""Records of our own that could not be read or handled, and what is parked behind them.

A dead letter stops its subject on its topic for this one service, because later events may rest on it; nobody else
waits.
"""

import json
import traceback
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from asyncpg import Record as Row

from shared.identity import erased_among
from shared.messaging.record import Record
from shared.postgres import Connection
from shared.postgres.effects import Writes, insert

# An erasure must reach every service whatever else is wrong with the citizen's events.
NEVER_PARKED = frozenset({"dk.samspil.borger.slettet.v1"})

_STOPPED = "SELECT DISTINCT topic, subject FROM dead_letters WHERE subject = ANY($1::uuid[])"
# Advisory locks of this kind have a number space of their own ("dead").
_LOCK = "SELECT pg_advisory_xact_lock(x'64656164'::int, hashtext(s::text)) FROM unnest($1::uuid[]) AS s"
LETTER = insert(
    "dead_letters",
    topic="text",
    partition="int",
    offset="bigint",
    subject="uuid",
    event_id="uuid",
    type="text",
    headers="jsonb",
    value="bytea",
    reason="text",
    parked="boolean",
    trace_id="text",
)
_NEXT = """
SELECT * FROM dead_letters WHERE (topic, subject) = ($1, $2) OR (subject IS NULL AND seq = $3) ORDER BY seq LIMIT 1
"""
_LIST = """
SELECT topic, subject, count(*) AS held, min(at) AS since,
       (array_agg(seq ORDER BY seq))[1] AS seq, (array_agg(type ORDER BY seq))[1] AS type,
       (array_agg(reason ORDER BY seq))[1] AS reason, (array_agg(trace_id ORDER BY seq))[1] AS trace_id
FROM dead_letters GROUP BY topic, subject, CASE WHEN subject IS NULL THEN seq END ORDER BY min(seq)
"""


@dataclass(frozen=True, slots=True)
class Stopped:
    """A subject that is stopped on a topic: its first dead letter, and how many records are held in all."""

    seq: int
    topic: str
    subject: UUID | None
    type: str | None
    reason: str
    held: int
    since: datetime
    trace_id: str | None


class DeadLetters:
    """All SQL of the dead letters. Writes stand on the caller's transaction."""

    async def behind(self, connection: Connection, records: Collection[Record]) -> list[Record]:
        """Those of the records whose subject is stopped on their topic; a replay of it waits until they are parked."""
        stopped = await self._stopped(connection, {subject for r in records if (subject := r.subject) is not None})
        if not stopped:
            return []
        # A replay may be taking the last letter out just now: nothing may be parked behind one that is gone.
        subjects = {subject for _, subject in stopped}
        await self.lock(connection, subjects)
        stopped = await self._stopped(connection, subjects)
        return [r for r in records if (r.topic, r.subject) in stopped and r.header("ce_type") not in NEVER_PARKED]

    async def lock(self, connection: Connection, subjects: Iterable[UUID]) -> None:
        """Keeps parking and replaying of these subjects apart, until the transaction ends."""
        await lock_letters(connection, subjects)

    async def _stopped(self, connection: Connection, subjects: Iterable[UUID]) -> set[tuple[str, UUID]]:
        return {(r["topic"], r["subject"]) for r in await connection.fetch(_STOPPED, list(subjects))}

    async def park(self, connection: Connection, records: Sequence[Record]) -> None:
        """Holds records back behind their subject's dead letter."""
        writes = Writes()
        for r in records:
            writes.put(LETTER, r.mark, row_of(r, "parked behind an earlier dead letter", True))
        if statement := writes.statement():
            await connection.fetchval(statement[0], *statement[1])

    async def bury(self, connection: Connection, record: Record, reason: str) -> None:
        """Keeps a record that could not be handled; nothing of a citizen who has been erased, or is being so (V3)."""
        if record.subject is not None:
            await self.lock(connection, [record.subject])
            if await erased_among(connection, [record.subject]):
                return
        writes = Writes()
        writes.put(LETTER, record.mark, row_of(record, reason, False))
        if statement := writes.statement():
            await connection.fetchval(statement[0], *statement[1])

    async def stopped(self, connection: Connection) -> list[Stopped]:
        """Every stopped subject, the oldest first."""
        return [
            Stopped(r["seq"], r["topic"], r["subject"], r["type"], r["reason"], r["held"], r["since"], r["trace_id"])
            for r in await connection.fetch(_LIST)
        ]

    async def next_of(self, connection: Connection, stopped: Stopped) -> tuple[int, Record] | None:
        """The oldest record still held for a stopped subject, with its number."""
        row = await connection.fetchrow(_NEXT, stopped.topic, stopped.subject, stopped.seq)
        return None if row is None else (row["seq"], _record(row))

    async def remove(self, connection: Connection, seq: int) -> None:
        """Forgets a record that has now been handled."""
        await connection.execute("DELETE FROM dead_letters WHERE seq = $1", seq)


async def lock_letters(connection: Connection, subjects: Iterable[UUID]) -> None:
    """Nobody else parks, buries or replays a record of these subjects until the transaction ends."""
    await connection.execute(_LOCK, sorted(subjects))


def reason_of(fault: BaseException) -> str:
    """Type and place of a fault, as a code that a log line may carry. Never its message: it may hold what was read."""
    frames = traceback.extract_tb(fault.__traceback__)
    place = f"@{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return type(fault).__name__ + place


def row_of(record: Record, reason: str, parked: bool) -> tuple[object, ...]:
    """A row for `LETTER`."""
    event_id = record.mark if record.header("ce_id") else None
    headers = json.dumps([[name, b64encode(value).decode()] for name, value in record.headers])
    trace = (record.header("traceparent") or "").split("-")
    return (
        record.topic,
        record.partition,
        record.offset,
        record.subject,
        event_id,
        record.header("ce_type"),
        headers,
        record.value or b"",
        reason,
        parked,
        trace[1] if len(trace) == 4 else None,
    )


def _record(row: Row) -> Record:
    headers = [(name, b64decode(value)) for name, value in json.loads(row["headers"])]
    key = str(row["subject"]).encode() if row["subject"] else None
    return Record(row["topic"], row["partition"], row["offset"], key, headers, row["value"])
