"""The citizen index: found by a keyed hash of the number, readable under the citizen's key alone."""

from uuid import UUID, uuid4

from services.referral.domain import NewCitizen
from services.referral.ports import Look
from services.referral.storage.looking import record
from shared.identity import Keyring, cpr_index
from shared.postgres import Connection, Pool, transaction

# Whoever is being erased is waited for, and then known no more: the number gets another id.
_KNOWN = "SELECT citizen_id FROM citizens WHERE cpr_index = $1 FOR KEY SHARE"
_NEW = """
INSERT INTO citizens (citizen_id, cpr_index, cpr, name, birth_date) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (cpr_index) DO NOTHING RETURNING citizen_id
"""
_NEW_KEY = "INSERT INTO citizen_keys (citizen_id, wrapped) VALUES ($1, $2)"


class PostgresIndex:
    """`cpr_key` is 32 bytes from outside the database."""

    def __init__(self, pool: Pool, keyring: Keyring, cpr_key: bytes) -> None:
        self._pool = pool
        self._keyring = keyring
        self._cpr_key = cpr_key

    def place(self, cpr: str) -> bytes:
        """What a number (in its normal form) is found by."""
        return cpr_index(self._cpr_key, cpr)

    async def enrol(self, look: Look, citizen: NewCitizen) -> UUID:
        index = self.place(citizen.cpr)
        async with transaction(self._pool) as connection:
            citizen_id: UUID | None = await connection.fetchval(_KNOWN, index)
            if citizen_id is None:
                citizen_id = await self._add(connection, index, citizen)
            await record(connection, look, [citizen_id], "/citizens", self._keyring)
            return citizen_id

    async def _add(self, connection: Connection, index: bytes, citizen: NewCitizen) -> UUID:
        # Random, not ordered by time: the pseudonym must not tell when somebody became known here.
        citizen_id = uuid4()
        wrapped, key = self._keyring.new_key(citizen_id)

        def sealed(column: bytes, text: str) -> bytes:
            return self._keyring.encrypt(key, text.encode(), column)

        added = await connection.fetchval(
            _NEW,
            citizen_id,
            index,
            sealed(b"citizens.cpr", citizen.cpr),
            sealed(b"citizens.name", citizen.name),
            sealed(b"citizens.birth_date", citizen.birth_date.isoformat()),
        )
        if added is None:
            # Somebody put the same number in at the same time; the insert waited for them, so theirs is there now.
            known: UUID = await connection.fetchval(_KNOWN, index)
            return known
        await connection.execute(_NEW_KEY, citizen_id, wrapped)
        return citizen_id
