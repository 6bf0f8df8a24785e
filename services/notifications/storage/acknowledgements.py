"""The words of acknowledgements, under the citizen's key."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from asyncpg import Record

from shared.contracts import NoticeAcknowledged
from shared.identity import Keyring
from shared.postgres import Connection
from shared.postgres.effects import insert

ACKNOWLEDGED = insert(
    "acknowledgements", notice_id="uuid", citizen_id="uuid", event_id="uuid", department="text", sealed="bytea"
)
_WORDS = """
SELECT a.notice_id, a.citizen_id, a.sealed, k.wrapped FROM acknowledgements a JOIN citizen_keys k USING (citizen_id)
WHERE a.notice_id = ANY($1::uuid[])
"""


async def words_of(connection: Connection, rows: Sequence[Record], keyring: Keyring) -> Mapping[UUID, str]:
    """By the notice that was acknowledged. `rows` are an inbox's, `SHOWN`; where none of them has to do with an
    acknowledgement nothing is asked."""
    ids = {row["id"] for row in rows if row["acknowledged_at"] is not None}
    return await _words(connection, ids | {_notice(row) for row in rows if _tells(row)}, keyring)


async def words_to(connection: Connection, rows: Sequence[Record], keyring: Keyring) -> Mapping[UUID, str]:
    """Of a timeline's rows. The policy shows them to the department that said them, and to who was told of them."""
    return await _words(connection, {_notice(row) for row in rows if _tells(row)}, keyring)


async def _words(connection: Connection, ids: set[UUID], keyring: Keyring) -> Mapping[UUID, str]:
    if not ids:
        return {}
    return {
        row["notice_id"]: keyring.decrypt(
            keyring.unwrap(row["wrapped"], row["citizen_id"]), row["sealed"], bound_to(row["notice_id"])
        ).decode()
        for row in await connection.fetch(_WORDS, sorted(ids))
    }


def _tells(row: Record) -> bool:
    return bool(row["type"] == NoticeAcknowledged.type)


def _notice(row: Record) -> UUID:
    return UUID(json.loads(row["data"])["notice_id"])


def bound_to(notice_id: UUID) -> bytes:
    """What the words are sealed for: this notice's, and no other row's."""
    return b"acknowledgements.sealed\x00" + notice_id.bytes
