"""The row every decision about a subject is guarded by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from asyncpg import Record

from shared.contracts.immutable import immutable
from shared.postgres import Connection
from shared.postgres.effects import insert, update

NEW_SUBJECT = insert("subjects", subject="uuid", revision="bigint", version="bigint", involvement="jsonb")
CHANGED_SUBJECT = update(
    "subjects", ("subject",), subject="uuid", revision="bigint", version="bigint", involvement="jsonb"
)
COUNTED_SUBJECT = update("subjects", ("subject",), subject="uuid", revision="bigint", version="bigint")
"""Where the involvement is as it was: it is neither sent nor written again."""

GUARD = """
INSERT INTO subjects AS s (subject, revision, version, involvement) VALUES ($1, 1, $3, $4)
ON CONFLICT (subject) DO UPDATE
SET revision = s.revision + 1, version = excluded.version, involvement = excluded.involvement
WHERE s.revision = $2 RETURNING 1
"""

_BESIDE = """
k.wrapped, clock_timestamp() AS now, EXISTS (SELECT FROM waiting w WHERE w.subject = q.subject) AS waits
"""
_ONE = f"""
SELECT q.subject, s.revision, s.version, s.involvement, {_BESIDE}, (%s) AS beside FROM (SELECT $1::uuid AS subject) q
LEFT JOIN subjects s USING (subject) LEFT JOIN citizen_keys k ON k.citizen_id = q.subject
"""  # noqa: S608 (constants of this file)
Locks = Literal["wait", "wait briefly", "skip"]
"""What becomes of subjects whose rows others hold: waited for; for 100 ms, then LockNotAvailableError; or left out."""

# Set by the first statement itself, before it looks at a row, and good until the transaction ends: what is new is
# written without a row to lock, and waits for others' writing as well.
_BRIEFLY = "AND (SELECT set_config('lock_timeout', '100ms', true)) IS NOT NULL"
_LOCK = """
SELECT subject, revision, version, involvement FROM subjects WHERE subject = ANY($1::uuid[]) %s
ORDER BY subject FOR UPDATE %s
"""
_LOCKED: dict[Locks, str] = {
    "wait": _LOCK % ("", ""),
    "wait briefly": _LOCK % (_BRIEFLY, ""),
    "skip": _LOCK % (_BRIEFLY, "SKIP LOCKED"),
}
# The rows that were locked are not looked up again: while somebody keeps a snapshot, each has all its old versions.
_MANY = f"""
SELECT q.subject, {_BESIDE},
    CASE WHEN q.locked THEN false ELSE EXISTS (SELECT FROM subjects s WHERE s.subject = q.subject) END AS missed
FROM unnest($1::uuid[], $2::bool[]) AS q(subject, locked) LEFT JOIN citizen_keys k ON k.citizen_id = q.subject
"""  # noqa: S608 (constants of this file)


@dataclass(frozen=True, slots=True)
class Beside:
    """What else is to be read with a subject, at the same moment and in the same round trip.

    `sql` is a scalar subquery whose parameters are numbered from $2; it comes from code alone.
    """

    sql: str
    args: tuple[object, ...]


class Raced(Exception):
    """Somebody else decided on the same subject meanwhile. To be decided again on what is known now."""


@immutable(frozen=True, slots=True)
class SubjectRow:
    """What is kept about a subject by every service; `revision` is 0 where nothing is kept yet.

    `involvement` is `Involvement.dump()`; `wrapped_key` the citizen's key under the key-encryption key; `now` the
    database's clock when it was read, after any lock was waited for, so that it rises with the versions; `waits`
    whether reports or events about it wait; `beside` what was asked for with it.
    """

    subject: UUID
    revision: int
    version: int
    involvement: str | None
    wrapped_key: bytes | None
    now: datetime
    waits: bool
    beside: Any = None


async def read_subject(connection: Connection, subject: UUID, beside: Beside | None = None) -> SubjectRow:
    """One subject, unlocked: the revision tells at the write whether somebody was faster."""
    if beside is None:
        row = await connection.fetchrow(_ONE % "NULL", subject)
    else:
        row = await connection.fetchrow(_ONE % beside.sql, subject, *beside.args)
    assert row is not None  # noqa: S101 (the query joins to one row of its own)
    return replace(_row(row, row), beside=row["beside"])


async def lock_subjects(connection: Connection, subjects: Sequence[UUID], locks: Locks = "wait") -> list[SubjectRow]:
    """Several subjects, locked until the transaction ends; with "skip" those that others do not hold.

    To be given in sorted order, so that two batches never wait for each other. Raises Raced where one got its row only
    after the locking: it is read, but not held.
    """
    locked = {r["subject"]: r for r in await connection.fetch(_LOCKED[locks], subjects)}
    rows = await connection.fetch(_MANY, subjects, [subject in locked for subject in subjects])
    held = [_row(locked.get(r["subject"]), r) for r in rows if not r["missed"]]
    if len(held) < len(rows) and locks != "skip":
        raise Raced
    return held


def _row(kept: Record | None, beside: Record) -> SubjectRow:
    known: Record | dict[str, Any] = kept or {}
    return SubjectRow(
        beside["subject"],
        known.get("revision") or 0,
        known.get("version") or 0,
        known.get("involvement"),
        beside["wrapped"],
        beside["now"],
        beside["waits"],
    )
