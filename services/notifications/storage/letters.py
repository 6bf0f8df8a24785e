"""Letters: what a mail needs, read at the moment it is sent."""

from uuid import UUID

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.letter import INVITING, Letter, still_wanted
from services.notifications.domain.recipient import designation_of
from services.notifications.domain.subscription import GOOD_FOR
from services.notifications.storage.designations import COLUMNS, contact_from, token_of
from services.notifications.storage.subscriptions import sealed_email
from shared.contracts.involvement import Involvement
from shared.identity import Keyring
from shared.postgres import Pool

_ONE = f"""
SELECT {COLUMNS}, s.involvement, i.id IS NOT NULL AND i.used_at IS NULL AND i.expires_at > now() AS invited
FROM designations d JOIN subjects s ON s.subject = d.citizen_id LEFT JOIN citizen_keys k USING (citizen_id)
LEFT JOIN invitations i ON i.id = $3 WHERE d.citizen_id = $1 AND d.designation_id = $2 AND d.standing
"""  # noqa: S608 (constants of this service)
_PERSON = """
SELECT own_key, contact FROM subscriptions WHERE id = $1 AND signed_in_at > now() - $2::interval
UNION ALL
SELECT own_key, contact FROM stand_ins WHERE id = $1
AND (now() AT TIME ZONE 'Europe/Copenhagen')::date BETWEEN begins_on AND ends_on
"""


class PostgresLetters:
    """See `ports.Letters`."""

    def __init__(self, pool: Pool, keyring: Keyring) -> None:
        self._pool = pool
        self._keyring = keyring

    async def of(self, delivery: Delivery) -> Letter | None:
        if delivery.recipient.kind == "person":
            return await self._to_person(UUID(delivery.recipient.name))
        id_ = designation_of(delivery.recipient)
        async with self._pool.acquire(timeout=10) as connection:
            row = await connection.fetchrow(_ONE, delivery.subject, id_, delivery.id)
        if row is None:
            return None
        said = Involvement.load(row["involvement"]).designation(id_)
        if not still_wanted(said, delivery.channel, delivery.event_type):
            return None
        contact = contact_from(row, self._keyring)
        to = None if contact is None else contact.email
        if delivery.event_type not in INVITING:
            return Letter(to, phone=None if contact is None else contact.phone)
        if not row["invited"] or row["own_key"] is None:
            return None
        return Letter(to, token_of(self._keyring.unwrap(row["own_key"], id_), delivery.id, self._keyring))

    async def _to_person(self, id_: UUID) -> Letter | None:
        """None where they want no mail any more, have not shown for long who they are, or stand in no longer."""
        row = await self._pool.fetchrow(_PERSON, id_, GOOD_FOR)
        return None if row is None else Letter(sealed_email(self._keyring, id_, row["own_key"], row["contact"]))
