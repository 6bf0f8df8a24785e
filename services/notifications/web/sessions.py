"""Who is signed in: a random token in the browser, everything else with us."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from services.notifications.web.sealing import Sealer
from shared.identity import Actor, Unauthenticated, Unreadable, Verifier

LONGEST = timedelta(hours=8)
_TOKEN_BYTES = 32


class SessionRows(Protocol):
    """Where sessions are kept. A session is found by the SHA-256 of its token alone; the token is stored nowhere."""

    async def put(self, digest: bytes, sealed_token: bytes, lifetime: timedelta) -> None:
        """Keeps a session for so long from now, by the database's clock."""

    async def get(self, digest: bytes) -> tuple[bytes, datetime] | None:
        """The sealed access token and when the session ends; None for one that ended or never was."""

    async def delete(self, digest: bytes) -> None:
        """Ends a session; no error where there is none."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in. `access_token` is theirs, for asking another service on their behalf."""

    token: str = field(repr=False)
    access_token: str = field(repr=False)
    actor: Actor
    ends_at: datetime


class Sessions:
    """Opens, finds and ends sessions."""

    def __init__(self, rows: SessionRows, sealer: Sealer, verifier: Verifier) -> None:
        self._rows = rows
        self._sealer = sealer
        self._verifier = verifier

    async def open(self, access_token: str, lifetime: timedelta) -> str:
        """A new session's token. Raises Unauthenticated where the access token does not hold."""
        await self._verifier.verify(access_token)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        digest = _digest(token)
        await self._rows.put(digest, self._sealer.seal(access_token.encode(), digest), min(lifetime, LONGEST))
        return token

    async def find(self, token: str | None) -> Session | None:
        """The session behind a cookie's value, None where nobody is (or no longer is) signed in by it.

        The access token is verified each time, so that a key the issuer withdrew ends the session. Raises
        IssuerUnavailable while nothing can be verified.
        """
        if token is None:
            return None
        digest = _digest(token)
        row = await self._rows.get(digest)
        if row is None:
            return None
        sealed, ends_at = row
        try:
            access_token = self._sealer.unseal(sealed, digest).decode()
            actor = await self._verifier.verify(access_token)
        except (Unauthenticated, Unreadable):
            await self._rows.delete(digest)
            return None
        return Session(token, access_token, actor, ends_at)

    async def end(self, token: str | None) -> None:
        """Ends the session, wherever its cookie still is."""
        if token is not None:
            await self._rows.delete(_digest(token))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
