"""Every read of a citizen leaves a row, in the transaction of the read: no row, no read (V2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.identity._actor import Actor
from shared.identity._erasure import erased_among
from shared.identity._keys import Keyring
from shared.identity._purpose import Purpose, PurposeCode
from shared.postgres import Connection, leftover
from shared.telemetry import current_trace_id

LEFTOVERS = (leftover("access_log", "at < now() - $1::interval", "keep_access_log_days"),)

_REASON = b"access_log.reason"
_KNOWN = """
SELECT EXISTS (
    SELECT FROM subjects WHERE subject = $1 AND coalesce((involvement ->> 'erased')::boolean, false) IS FALSE)
"""


@dataclass(frozen=True, slots=True)
class AccessEntry:
    """One read. `who` is the issuer's name for the reader: for a manager's eyes, never for the citizen's."""

    id: int
    at: datetime
    purpose: str
    service: str
    department: str | None
    who: str


async def record_read(
    connection: Connection,
    actor: Actor,
    citizen_ids: Iterable[UUID],
    purpose: Purpose,
    *,
    service: str,
    route: str,
    keyring: Keyring,
) -> None:
    """Writes one row per citizen read. To be called on the connection, and inside the transaction, that reads.

    Whatever it raises must fail the read. Of a citizen who has been erased nothing is written: there was nothing to
    read, and the row would be about them (V3). Breaking the glass is flagged, and its reason kept under each citizen's
    key; where it was not said that the reader breaks it (`as_reader`), this is a RuntimeError: a flagged row that
    nobody is told of would silence the next one's telling. `route` is the template, never the path.
    """
    citizens = sorted(set(citizen_ids))
    if not citizens:
        return
    if not connection.is_in_transaction():
        raise RuntimeError("a read is recorded in the transaction that reads")
    reasons: Sequence[bytes | None] = [None] * len(citizens)
    who, at = actor.app or actor.subject, None
    if purpose.reason is not None:
        # A reason about somebody who is erased would make them a new key.
        erased = await erased_among(connection, citizens)
        citizens = [citizen for citizen in citizens if citizen not in erased]
        words = purpose.reason.encode()
        row = await connection.fetchrow("SELECT now() AS at, current_setting('samspil.glass', true) AS glass")
        assert row is not None  # noqa: S101 (a query without a table gives one row)
        at = row["at"]
        if row["glass"] != "true":
            raise RuntimeError("the glass is broken at a door that tells of it")
        reasons = [
            keyring.encrypt(await keyring.ensure_key(connection, citizen), words, _bound_to(citizen, who, at))
            for citizen in citizens
        ]
    await connection.execute(
        "INSERT INTO access_log"
        " (citizen_id, reason, purpose, service, actor, role, department, route, trace_id, flagged, at)"
        " SELECT citizen_id, reason, $3, $4, $5, $6, $7, $8, $9, $10, coalesce($11, now())"
        " FROM unnest($1::uuid[], $2::bytea[]) AS read (citizen_id, reason)"
        " WHERE NOT EXISTS (SELECT FROM tombstones t WHERE t.citizen_id = read.citizen_id)",
        citizens,
        reasons,
        purpose.code.value,
        service,
        who,
        actor.role or "none",
        actor.department,
        route,
        current_trace_id(),
        purpose.breaks_the_glass,
        at,
    )


async def known_here(connection: Connection, citizen_id: UUID) -> bool:
    """Whether this service has heard anything of the citizen, and has not erased them; as far as the reader sees.

    Of nobody there is nothing to read, and a row would be all there is about them.
    """
    return bool(await connection.fetchval(_KNOWN, citizen_id))


def reason_in(sealed: bytes, keyring: Keyring, key: bytes, citizen_id: UUID, who: str, at: datetime) -> str:
    """Why the glass was broken, as it was written. Raises Unreadable where it was written for another row."""
    return keyring.decrypt(key, sealed, _bound_to(citizen_id, who, at), _REASON).decode()


def _bound_to(citizen_id: UUID, who: str, at: datetime) -> bytes:
    """One row: whose, by whom and when. A reason of another read would excuse this one."""
    moment = round(at.timestamp() * 1_000_000)
    return b"\x00".join((_REASON, citizen_id.bytes, str(moment).encode(), who.encode()))


async def access_log_of(
    connection: Connection, citizen_id: UUID, *, others: bool = False, before: int | None = None, limit: int = 50
) -> list[AccessEntry]:
    """The reads of one citizen in this service, newest first; `before` is the last `id` of the page before.

    `others` leaves out what the citizen or a relative read of their own.
    """
    rows = await connection.fetch(
        "SELECT id, at, purpose, service, department, actor AS who FROM access_log"
        " WHERE citizen_id = $1 AND ($2::bigint IS NULL OR id < $2) AND ($4::text IS NULL OR purpose <> $4)"
        " ORDER BY id DESC LIMIT $3",
        citizen_id,
        before,
        limit,
        PurposeCode.OWN.value if others else None,
    )
    return [AccessEntry(**row) for row in rows]
