"""Leaving the trace of a look: a row in the access log, in the transaction that reads (V2)."""

from collections.abc import Iterable
from uuid import UUID

from services.referral.ports import Look
from shared.identity import Actor, Keyring, Purpose, PurposeCode, record_read
from shared.postgres import Connection


async def record(connection: Connection, look: Look, citizens: Iterable[UUID], route: str, keyring: Keyring) -> None:
    """One row per citizen. A failure here fails the read."""
    who = look.reader
    actor = Actor(who.name, frozenset({who.role}), who.department, who.citizen_id, who.designations)
    purpose = Purpose(PurposeCode(look.purpose), look.reason)
    await record_read(connection, actor, citizens, purpose, service="referral", route=route, keyring=keyring)
