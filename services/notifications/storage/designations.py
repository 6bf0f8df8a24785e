"""Designations and the invitations to them: written with the decision, the contact readable under its own key alone."""

import base64
import hashlib
import json
from contextlib import suppress
from dataclasses import asdict
from typing import Any
from uuid import UUID

from asyncpg import Record

from services.notifications.domain.designation import Designation
from services.notifications.domain.invitation import Invitation
from shared.contracts import Contact
from shared.identity import Keyring, Unreadable
from shared.messaging import SubjectWork
from shared.postgres import Connection
from shared.postgres.effects import delete, upsert

_ROW = upsert(
    "designations",
    ("citizen_id", "designation_id"),
    citizen_id="uuid",
    designation_id="uuid",
    relation="text",
    contact="bytea",
    standing="boolean",
    own_key="bytea",
    contact_event="uuid",
)
_INVITED = upsert(
    "invitations",
    ("citizen_id", "designation_id"),
    citizen_id="uuid",
    designation_id="uuid",
    id="uuid",
    digest="bytea",
    expires_at="timestamptz",
    used_at="timestamptz",
)
_WITHDRAWN = delete("invitations", citizen_id="uuid", designation_id="uuid")
_UNBOUND = delete("bindings", citizen_id="uuid", designation_id="uuid")

COLUMNS = """
d.citizen_id, d.designation_id, d.relation, d.contact, d.standing, d.own_key, d.contact_event, k.wrapped AS citizens_key
"""
FROM = "designations d LEFT JOIN citizen_keys k USING (citizen_id)"
ONE = f"SELECT {COLUMNS} FROM {FROM} WHERE d.citizen_id = $1 AND d.designation_id = $2"  # noqa: S608 (constants of this service)


class Designations:
    """See `ports.Designations`. A designation saved in this unit is the one `get` gives."""

    def __init__(self, work: SubjectWork, connection: Connection, keyring: Keyring) -> None:
        self._work = work
        self._connection = connection
        self._keyring = keyring
        self._saved: dict[UUID, Designation] = {}
        self._keys: dict[UUID, bytes] = {}

    async def get(self, id_: UUID) -> Designation | None:
        if id_ in self._saved:
            return self._saved[id_]
        row = await self._connection.fetchrow(ONE, self._work.subject, id_)
        if row is None:
            return None
        found = designation_from(row, self._keyring)
        if found.contact is not None and row["own_key"] is not None:
            self._keys[id_] = self._keyring.unwrap(row["own_key"], id_)
        return found

    def save(self, designation: Designation) -> None:
        id_, subject = designation.id, self._work.subject
        before = self._saved.get(id_)
        self._saved[id_] = designation
        self._work.unit.on_undo(self._restore, id_, before)
        wrapped = sealed = None
        if designation.contact is not None:
            key = self._keys.get(id_) or self._keyring.new_key(id_)[1]
            self._keys[id_] = key
            wrapped = self._keyring.wrap(key, id_)
            words = json.dumps(asdict(designation.contact), ensure_ascii=False).encode()
            sealed = self._keyring.encrypt(key, words, _bound_to(subject, id_))
        row = (subject, id_, designation.relation, sealed, designation.standing, wrapped, designation.given_with)
        self._work.put(_ROW, (subject, id_), row)

    def key_of(self, id_: UUID) -> bytes:
        """The key of a designation that was got or saved with a contact, in clear."""
        return self._keys[id_]

    def _restore(self, id_: UUID, before: Designation | None) -> None:
        if before is None:
            del self._saved[id_]
        else:
            self._saved[id_] = before


class Invitations:
    """See `ports.Invitations`. Adding follows the saving of the designation, as the token follows from its key.

    What holds and what is withdrawn are never written for one designation in the same statement.
    """

    def __init__(self, work: SubjectWork, designations: Designations, keyring: Keyring) -> None:
        self._work = work
        self._designations = designations
        self._keyring = keyring

    def add(self, invitation: Invitation) -> None:
        subject, designation_id = self._work.subject, invitation.designation_id
        key = self._designations.key_of(designation_id)
        digest = digest_of(token_of(key, invitation.id, self._keyring))
        self._work.unit.drop(_WITHDRAWN, (subject, designation_id))
        row = (subject, designation_id, invitation.id, digest, invitation.expires_at, None)
        self._work.put(_INVITED, (subject, designation_id), row)

    def withdraw(self, designation_id: UUID) -> None:
        key = (self._work.subject, designation_id)
        self._work.unit.drop(_INVITED, key)
        self._work.put(_WITHDRAWN, key, key)

    def unbind(self, designation_id: UUID) -> None:
        key = (self._work.subject, designation_id)
        self._work.put(_UNBOUND, key, key)


def designation_from(row: Record, keyring: Keyring) -> Designation:
    """From `COLUMNS`."""
    contact = None
    # A contact that cannot be read any more is none: the citizen can still change and revoke.
    with suppress(Unreadable):
        contact = contact_from(row, keyring)
    return Designation(row["designation_id"], row["relation"], contact, row["standing"], row["contact_event"])


def contact_from(row: Record, keyring: Keyring) -> Contact | None:
    """From `COLUMNS`. None where none is kept, or its key is gone."""
    citizen_id, id_, sealed = row["citizen_id"], row["designation_id"], row["contact"]
    if sealed is None:
        return None
    if row["own_key"] is not None:
        words = keyring.decrypt(keyring.unwrap(row["own_key"], id_), sealed, _bound_to(citizen_id, id_))
    elif row["citizens_key"] is not None:
        words = keyring.decrypt(keyring.unwrap(row["citizens_key"], citizen_id), sealed, _bound_before(id_))
    else:
        return None
    said: dict[str, Any] = json.loads(words)
    return Contact(said.get("name"), said.get("email"), said.get("phone"))


def token_of(key: bytes, invitation_id: UUID, keyring: Keyring) -> str:
    """What stands in the link: 43 characters nobody can guess, and the same ones whenever the mail is tried again."""
    secret = keyring.digest(key, b"invitations.token\x00" + invitation_id.bytes)
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()


def digest_of(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def _bound_to(citizen_id: UUID, id_: UUID) -> bytes:
    """What a contact is sealed for: this designation of this citizen, and no other row."""
    return b"designations.contact\x00" + citizen_id.bytes + id_.bytes


def _bound_before(id_: UUID) -> bytes:
    """As it was while contacts stood under the citizen's key."""
    return b"designations.contact\x00" + id_.bytes
