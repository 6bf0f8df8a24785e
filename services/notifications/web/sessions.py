"""Who is signed in: a random token in the browser, everything else with us."""

import asyncio
import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from weakref import WeakValueDictionary

from services.notifications.web.granted import Granted
from services.notifications.web.sealing import Sealer
from shared.identity import Actor, IssuerUnavailable, Unauthenticated, Unreadable, Verifier

LONGEST = timedelta(hours=8)
IDLE = timedelta(minutes=30)
"""A session that its person has asked nothing with for so long ends; a page that only stands open asks nothing."""
EARLY_SECONDS = 30.0
"""So long before an access token ends a new one is asked for, that no call made with it comes too late."""

_TOKEN_BYTES = 32


class SessionRows(Protocol):
    """Where sessions are kept. A session is found by the SHA-256 of its token alone; the token is stored nowhere."""

    async def put(
        self,
        digest: bytes,
        sealed: bytes,
        lifetime: timedelta,
        who: str,
        department: str | None,
        sid: str | None = None,
    ) -> None:
        """Keeps a session for so long from now, by the database's clock. `who` is the issuer's name for its person,
        `sid` for the sign-in, where it gives them one."""

    async def replace(self, digest: bytes, sealed: bytes) -> None:
        """Keeps something else with a session that is still there; when it ends stays as it was."""

    async def get(self, digest: bytes, idle: timedelta, *, by_hand: bool) -> tuple[bytes, datetime] | None:
        """What is kept sealed and when the session ends at the latest; None for one that ended, was not used for
        `idle`, or never was. `by_hand` is a use of it; that counts to the minute."""

    async def delete(self, digest: bytes) -> None:
        """Ends a session; no error where there is none."""

    async def end(self, who: str, department: str | None = None) -> None:
        """Ends every session of a person's, of that department alone where one is given; no error where none is."""

    async def logged_out(self, who: str | None, sid: str | None) -> None:
        """Ends what was begun by that sign-in, or without one every session of the person's; a session of whose sign-in
        nothing is known ends with any of its person's. Without either none; no error where none is."""


class Renewing(Protocol):
    async def renew(self, granted: Granted) -> Granted:
        """A new access token. Raises Unauthenticated where the issuer says no, IssuerUnavailable while it is away."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in. `access_token` is theirs, for asking another service on their behalf."""

    token: str = field(repr=False)
    access_token: str = field(repr=False)
    actor: Actor
    ends_at: datetime


class Sessions:
    """Opens, finds and ends sessions."""

    def __init__(
        self,
        rows: SessionRows,
        sealer: Sealer,
        verifier: Verifier,
        issuer: Renewing,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._rows = rows
        self._sealer = sealer
        self._verifier = verifier
        self._issuer = issuer
        self._now = now
        self._renewing: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()

    async def open(self, granted: Granted) -> tuple[str, timedelta]:
        """A new session's token and how long it lasts. Raises Unauthenticated where the access token does not hold."""
        actor = await self._verifier.verify(granted.access_token)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        lifetime = LONGEST if granted.refresh_token else timedelta(seconds=granted.until - self._now())
        digest = _digest(token)
        lasting = min(lifetime, LONGEST)
        sealed = self._sealer.seal(granted.packed(), digest)
        await self._rows.put(digest, sealed, lasting, actor.subject, actor.department, granted.sid)
        return token, lasting

    async def find(self, token: str | None, *, by_hand: bool = True) -> Session | None:
        """The session behind a cookie's value, None where nobody is (or no longer is) signed in by it.

        The access token is renewed where it is about to end, and verified each time, so that a key the issuer withdrew,
        or a sign-in it ended, ends the session. What a page asks by itself (not `by_hand`) keeps no session alive.

        Raises IssuerUnavailable while nothing can be verified.
        """
        if token is None:
            return None
        digest = _digest(token)
        row = await self._rows.get(digest, IDLE, by_hand=by_hand)
        if row is None:
            return None
        sealed, ends_at = row
        try:
            granted = self._unsealed(sealed, digest)
            if self._ends_soon(granted):
                granted = await self._renewed(digest)
            actor = await self._verifier.verify(granted.access_token)
        except (Unauthenticated, Unreadable):
            await self._rows.delete(digest)
            return None
        return Session(token, granted.access_token, actor, ends_at)

    async def end(self, token: str | None) -> str | None:
        """Ends the session, wherever its cookie still is; returns its identity token, None where there was none."""
        if token is None:
            return None
        digest = _digest(token)
        row = await self._rows.get(digest, IDLE, by_hand=False)
        await self._rows.delete(digest)
        try:
            return None if row is None else self._unsealed(row[0], digest).identity_token
        except Unreadable:
            return None

    async def end_everywhere(self, actor: Actor) -> None:
        """Ends every session of the person's, in whatever browser it is."""
        await self._rows.end(actor.subject)

    async def logged_out(self, token: str, client_id: str) -> None:
        """Ends what the issuer's logout token says is over. Raises Unauthenticated where it is none, IssuerUnavailable
        while that cannot be told."""
        who, sid = await self._verifier.logged_out(token, client_id)
        await self._rows.logged_out(who, sid)

    def _ends_soon(self, granted: Granted) -> bool:
        return granted.refresh_token is not None and granted.until - self._now() < EARLY_SECONDS

    async def _renewed(self, digest: bytes) -> Granted:
        lock = self._renewing.setdefault(digest, asyncio.Lock())
        async with lock:
            # Whoever held the lock before may have done it; an issuer may take a refresh token only once.
            kept = await self._kept(digest)
            if not self._ends_soon(kept):
                return kept
            try:
                fresh = await self._issuer.renew(kept)
            except IssuerUnavailable:
                if kept.until > self._now():
                    return kept
                raise
            except Unauthenticated:
                # Another instance may have been faster, and ours was the second use.
                other = await self._kept(digest)
                if other == kept:
                    raise
                return other
            await self._rows.replace(digest, self._sealer.seal(fresh.packed(), digest))
            return fresh

    async def _kept(self, digest: bytes) -> Granted:
        row = await self._rows.get(digest, IDLE, by_hand=False)
        if row is None:
            raise Unauthenticated("session_ended")
        return self._unsealed(row[0], digest)

    def _unsealed(self, sealed: bytes, digest: bytes) -> Granted:
        try:
            return Granted.unpacked(self._sealer.unseal(sealed, digest))
        except ValueError:
            raise Unreadable from None


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
