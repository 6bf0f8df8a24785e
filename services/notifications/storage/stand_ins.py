"""Who stands in for a department, and what it has left unread (N4)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import uuid4

from asyncpg import Record

from services.notifications.domain import recipient as to
from services.notifications.domain import wording
from services.notifications.domain.quiet import Hours
from services.notifications.domain.unread import Overdue, StandIn, mailed_on
from services.notifications.ports import Why
from services.notifications.storage.beside import beside
from services.notifications.storage.delivery_rows import STAND_IN_ASKED
from services.notifications.storage.showing import SHOWN, Beyond, citizen_in, record, shown
from services.notifications.storage.subscriptions import seal_contact, unseal_contact
from shared.contracts import Refused, Reporter
from shared.identity import Keyring, PurposeCode, reading
from shared.postgres import Connection, Pool, transaction
from shared.timers.lengths import is_working_day

_OF = "SELECT * FROM stand_ins WHERE department = $1"
_PUT = """
INSERT INTO stand_ins (department, id, contact, own_key, begins_on, ends_on, set_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (department) DO UPDATE SET id = $2, contact = $3, own_key = $4, begins_on = $5, ends_on = $6,
    set_by = $7, set_at = now()
"""
_ASKED = """
WITH asked AS (
    UPDATE unread_overdue u SET stand_in = $2 FROM notices n
    WHERE u.recipient = $1 AND u.level = 1 AND n.id = u.notice_id AND n.read_at IS NULL AND n.settled_at IS NULL
    RETURNING u.notice_id
)
SELECT EXISTS (SELECT FROM asked)
"""
_UNREAD = f"""
SELECT u.level, u.stand_in, u.at AS overdue_since, {SHOWN}
FROM reader_unread() n JOIN unread_overdue u ON u.notice_id = n.id JOIN events e USING (event_id)
ORDER BY u.at, n.seq LIMIT $1
"""  # noqa: S608 (constants of this service)


class PostgresStandIns:
    """See `ports.StandIns` and `ports.OverdueReads`. `mailed` are the quiet hours of a mail to a stand-in, None where
    none can be sent."""

    def __init__(self, pool: Pool, keyring: Keyring, mailed: Hours | None) -> None:
        self._pool = pool
        self._keyring = keyring
        self._mailed = mailed

    async def of(self, department: str) -> StandIn | None:
        row = await self._pool.fetchrow(_OF, department)
        return None if row is None else self._made(row)

    async def put(self, department: str, name: str, email: str, days: tuple[date, date], by: str) -> StandIn:
        async with transaction(self._pool) as connection:
            row = await connection.fetchrow(f"{_OF} FOR UPDATE", department)
            before = None if row is None else self._made(row)
            same = before is not None and before.email.casefold() == email.casefold()
            found = StandIn(before.id if before is not None and same else uuid4(), department, name, email, *days)
            own_key, contact = seal_contact(self._keyring, found.id, {"name": name, "email": email})
            await connection.execute(_PUT, department, found.id, contact, own_key, *days, by)
            if not same:
                await self._take_over(connection, found)
        return found

    async def _take_over(self, connection: Connection, new: StandIn) -> None:
        """They are asked what the one before was, where they stand in when a mail can go."""
        now: datetime = await connection.fetchval("SELECT now()")
        if self._mailed is None or not new.on(mailed_on(now, self._mailed, is_working_day)):
            return
        if await connection.fetchval(_ASKED, to.department(new.department).key, new.id):
            await connection.execute(STAND_IN_ASKED.sql(1, ""), [new.id], [None])

    async def remove(self, department: str) -> bool:
        return bool(await self._pool.execute("DELETE FROM stand_ins WHERE department = $1", department) != "DELETE 0")

    async def unread(self, reader: Reporter, limit: int = 100) -> Sequence[Overdue]:
        if reader.role not in ("coordinator", "manager") or reader.department is None:
            raise Refused("forbidden", "Kun en afdelings egne kan se, hvad den ikke har læst.", status=403)
        async with reading(self._pool, reader) as connection:
            rows = await connection.fetch(_UNREAD, limit)
            around = Beyond(await beside(connection, rows), {})
            citizens = {citizen for row in rows if (citizen := citizen_in(row)) is not None}
            why = Why(PurposeCode.CASEWORK.value)
            await record(connection, reader, citizens, why, "/inbox/unread-overdue", self._keyring)
        found = []
        for row in rows:
            notice = shown(row, around)
            found.append(
                Overdue(
                    notice_id=notice.notice_id,
                    event_id=notice.event_id,
                    event_type=notice.event_type,
                    citizen_id=notice.citizen_id,
                    text=notice.text,
                    action=wording.action(row["action"]),
                    due=notice.due,
                    created_at=notice.created_at,
                    overdue_since=row["overdue_since"],
                    level=row["level"],
                    stand_in_asked=row["stand_in"] is not None,
                    referral_id=notice.referral_id,
                    intervention_id=notice.intervention_id,
                )
            )
        return found

    def _made(self, row: Record) -> StandIn:
        said = unseal_contact(self._keyring, row["id"], row["own_key"], row["contact"])
        return StandIn(row["id"], row["department"], said["name"], said["email"], row["begins_on"], row["ends_on"])
