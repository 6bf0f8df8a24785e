"""Who is mailed about their own inbox, and when there is something to mail them about."""

import asyncio
import json
from functools import partial
from uuid import UUID, uuid4

from services.notifications.domain.quiet import Hours, Quiet
from services.notifications.domain.recipient import addresses, person
from services.notifications.domain.subscription import GOOD_FOR, Choice
from services.notifications.storage.muting import HEARD
from services.notifications.storage.standing import addresses_of
from shared.contracts import Refused, Reporter
from shared.identity import Keyring, as_service, reading
from shared.messaging.wake import Wake
from shared.postgres import Pool, keep_looking, transaction
from shared.telemetry import logger

_EVERY = 2.0
_log = logger(__name__)

_OF = "SELECT id, recipient, contact, own_key, quiet FROM subscriptions WHERE sub = $1"
_PUT = """
INSERT INTO subscriptions (id, sub, recipient, contact, own_key, quiet, seen)
VALUES ($1, $2, $3, $4, $5, $6, pg_current_snapshot()::text)
ON CONFLICT (sub) DO UPDATE SET id = excluded.id, recipient = excluded.recipient, contact = excluded.contact,
    own_key = excluded.own_key, quiet = excluded.quiet, signed_in_at = now(),
    seen = CASE WHEN subscriptions.recipient = excluded.recipient THEN subscriptions.seen ELSE excluded.seen END
"""
# Whether and until when it is held is asked again of what is due.
_RECONSIDER = "UPDATE deliveries SET next_at = now() WHERE recipient = $1 AND status = 'queued' AND lease IS NULL"
_END = "DELETE FROM subscriptions WHERE sub = $1"
_RELATIVES = """
SELECT quiet FROM designations WHERE 'relative:' || citizen_id || '/' || designation_id = ANY($1) AND quiet IS NOT NULL
LIMIT 1
"""
_RELATIVES_CHOICE = """
UPDATE designations SET quiet = $2 WHERE 'relative:' || citizen_id || '/' || designation_id = ANY($1)
"""
_ONE_AT_A_TIME = "SELECT pg_try_advisory_xact_lock(hashtextextended('subscriptions', 0))"
# What a colleague has read is no news, nor what the person has muted, but for what was handed to them.
_NEWS = f"n.read_at IS NULL AND (coalesce(n.holder = s.sub, false) OR {HEARD.format('s.sub')})"
# Each statement looks from where the last one's snapshot ended: a transaction that commits late is not passed over.
# One mail says that there is something, however much: none is queued beside one that nobody has tried yet, but for what
# is urgent. It is about no one event: that a citizen is erased takes no mail about the others (V3).
_MAIL = f"""
WITH newer AS (
    SELECT s.id, n.* FROM subscriptions s CROSS JOIN LATERAL (
        SELECT e.type, n.traceparent, {_NEWS} AS unread, EXISTS (
            SELECT FROM unnest($1::text[], $2::text[], $3::text[]) u (type, field, value)
            WHERE u.type = e.type AND e.data->>u.field = u.value) AS urgent
        FROM notices n JOIN events e USING (event_id)
        WHERE n.recipient = s.recipient AND n.in_inbox AND n.xid >= pg_snapshot_xmin(s.seen::pg_snapshot)
        AND NOT pg_visible_in_snapshot(n.xid, s.seen::pg_snapshot)
        ORDER BY {_NEWS} DESC, urgent DESC, n.seq DESC LIMIT 1
    ) n WHERE s.signed_in_at > now() - $4::interval
), seen AS (
    UPDATE subscriptions s SET seen = pg_current_snapshot()::text FROM newer WHERE s.id = newer.id
)
INSERT INTO deliveries (id, channel, recipient, lane, event_id, event_type, subject, correlationid, because,
    traceparent, created_at, next_at)
SELECT i.id, 'mail', 'person:' || n.id, 'mail', i.id, n.type, n.id, n.id,
    CASE WHEN n.urgent THEN 'urgent' ELSE 'subscribed' END, n.traceparent, now(), now()
FROM newer n CROSS JOIN LATERAL (SELECT gen_random_uuid() AS id WHERE n.unread) i WHERE (n.urgent OR NOT EXISTS (
    SELECT FROM deliveries d WHERE d.recipient = 'person:' || n.id AND d.status = 'queued' AND d.attempts = 0))
ON CONFLICT DO NOTHING RETURNING id
"""  # noqa: S608 (constants of this service)


class PostgresSubscriptions:
    """See `ports.Subscriptions`."""

    def __init__(self, pool: Pool, keyring: Keyring, quiet: Quiet) -> None:
        self._pool = pool
        self._keyring = keyring
        self._quiet = quiet

    async def of(self, reader: Reporter) -> Choice:
        async with reading(self._pool, reader) as connection:
            mine = await addresses_of(connection, reader)
            if reader.role == "relative":
                kept = await connection.fetchval(_RELATIVES, mine)
                hours = Hours.of(json.loads(kept)) if kept else self._quiet.of("relative")
                return Choice("digest" if hours.digest else "at_once", hours)
            # Their own by their own name: a table that nobody else is shown.
            await as_service(connection)
            row = await connection.fetchrow(_OF, reader.name)
        if row is None or row["recipient"] not in mine:
            return Choice("none", self._quiet.of(mine[0].partition(":")[0] if mine else "citizen"))
        hours = Hours.of(json.loads(row["quiet"]))
        email = sealed_email(self._keyring, row["id"], row["own_key"], row["contact"])
        return Choice("digest" if hours.digest else "at_once", hours, email)

    async def choose(self, reader: Reporter, email: str | None, hours: Hours) -> None:
        quiet = json.dumps(hours.kept())
        async with transaction(self._pool) as connection:
            mine = await addresses_of(connection, reader)
            if reader.role == "relative":
                await connection.execute(_RELATIVES_CHOICE, mine, quiet)
                return
            if email is None or not mine:
                detail = "Dit login har ikke givet en bekræftet e-mailadresse. Kontakt dem, der står for jeres login."
                raise Refused("invalid", detail, pointer="/pace")
            row = await connection.fetchrow(_OF, reader.name)
            same = row is not None and row["recipient"] == mine[0]
            id_ = row["id"] if row is not None and same else uuid4()
            own_key, contact = seal_contact(self._keyring, id_, {"email": email})
            await connection.execute(_PUT, id_, reader.name, mine[0], contact, own_key, quiet)
            if row is not None and Hours.of(json.loads(row["quiet"])) != hours:
                await connection.execute(_RECONSIDER, person(id_).key)

    async def end(self, reader: Reporter) -> None:
        if reader.role == "relative":
            raise Refused("invalid", "Det er borgeren, der bestemmer, om du får mail.", pointer="/pace")
        await self._pool.execute(_END, reader.name)

    async def signed_in(self, reader: Reporter, email: str | None) -> None:
        if reader.role not in ("coordinator", "manager", "citizen"):
            return
        row = await self._pool.fetchrow(_OF, reader.name)
        if row is None:
            return
        if row["recipient"] not in [address.key for address in addresses(reader)] or email is None:
            await self._pool.execute(_END, reader.name)
        else:
            await self.choose(reader, email, Hours.of(json.loads(row["quiet"])))


class Mailing:
    """Sees what is new in the inboxes of those who want mail of it; one instance at a time does."""

    def __init__(self, pool: Pool, wake: Wake, quiet: Quiet) -> None:
        self._pool = pool
        self._wake = wake
        self._quiet = quiet

    async def run(self) -> None:
        """Until cancelled."""

        async def look() -> None:
            if await self.look():
                self._wake.ring("deliveries")

        await keep_looking(look, partial(asyncio.sleep, _EVERY), _log, "what is new cannot be looked up")

    async def look(self) -> int:
        """How many mails were queued."""
        urgent = [[u.type for u in self._quiet.urgent], [u.field for u in self._quiet.urgent]]
        values = [u.value for u in self._quiet.urgent]
        async with transaction(self._pool) as connection:
            if not await connection.fetchval(_ONE_AT_A_TIME):
                return 0
            return len(await connection.fetch(_MAIL, *urgent, values, GOOD_FOR))


def seal_contact(keyring: Keyring, id_: UUID, contact: dict[str, str]) -> tuple[bytes, bytes]:
    """A key of its own, wrapped, and the contact under it."""
    wrapped, key = keyring.new_key(id_)
    return wrapped, keyring.encrypt(key, json.dumps(contact).encode(), _bound_to(id_))


def unseal_contact(keyring: Keyring, id_: UUID, own_key: bytes, contact: bytes) -> dict[str, str]:
    said: dict[str, str] = json.loads(keyring.decrypt(keyring.unwrap(own_key, id_), contact, _bound_to(id_)))
    return said


def sealed_email(keyring: Keyring, id_: UUID, own_key: bytes, contact: bytes) -> str:
    return unseal_contact(keyring, id_, own_key, contact)["email"]


def _bound_to(id_: UUID) -> bytes:
    return b"people.contact\x00" + id_.bytes
