"""Tokens from the issuer, verified here; the issuer is asked for its keys only."""

import asyncio
import base64
import json
import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import httpx2
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from shared.identity._actor import Actor, IssuerUnavailable, Unauthenticated
from shared.identity._apps import Apps
from shared.identity._claims import actor_of
from shared.identity._logged_out import LoggedOut, logged_out

ALGORITHMS = ("RS256", "ES256", "PS256")
_LONGEST_TOKEN = 16_384
_KEYS_FRESH_SECONDS = 3600.0
_BETWEEN_FETCHES_SECONDS = 10.0
_BETWEEN_TRIES_SECONDS = 1.0
_REMEMBERED_TOKENS = 2048


class Verifier:
    """Turns a bearer token into an `Actor`.

    Holds the issuer's keys for an hour, fetches them again when a token names one it has not seen (at most every ten
    seconds, so that made-up key ids do not become requests), and keeps the old ones while the issuer is away. `apps` is
    the register of apps: where there is one, a client that is not in it is nobody, from the moment it is taken out.
    Tokens that a person's client credentials gave (`stand_in`) are refused unless `stand_in_tokens`.
    """

    def __init__(
        self,
        issuer: str,
        audience: str = "samspil",
        *,
        stand_in_tokens: bool = False,
        apps: Apps | None = None,
        leeway: int = 30,
        client: httpx2.AsyncClient | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._issuer = issuer
        self._stand_in_tokens = stand_in_tokens
        self._apps = apps
        self._leeway = leeway
        self._now = now
        self._client = client or httpx2.AsyncClient(timeout=5.0)
        self._claims = jwt.JWTClaimsRegistry(
            now=lambda: int(now()),
            leeway=leeway,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        self._keys: dict[str, RSAKey | ECKey] = {}
        self._fetched = self._tried = float("-inf")
        self._fetching = asyncio.Lock()
        self._known: OrderedDict[bytes, tuple[float, Actor]] = OrderedDict()

    async def verify(self, token: str) -> Actor:
        """The token's bearer. Raises Unauthenticated, or IssuerUnavailable while there are no keys to check with."""
        if len(token) > _LONGEST_TOKEN:
            raise Unauthenticated("too_long")
        fingerprint = sha256(token.encode()).digest()
        remembered = self._known.get(fingerprint)
        if remembered is not None and self._now() < remembered[0]:
            self._still_registered(remembered[1])
            return remembered[1]
        claims = (await self._signed(token, self._claims)).claims
        actor = actor_of(claims, stand_in_tokens=self._stand_in_tokens, apps=self._apps)
        self._known[fingerprint] = (float(claims["exp"]) + self._leeway, actor)
        if len(self._known) > _REMEMBERED_TOKENS:
            self._known.popitem(last=False)
        return actor

    async def logged_out(self, token: str, client_id: str) -> LoggedOut:
        """What the issuer says is over at that client (OpenID Connect Back-Channel Logout 1.0).

        Raises Unauthenticated where it is no such word of the issuer's, or an old one, and as `verify` where no keys
        can be had.
        """
        if len(token) > _LONGEST_TOKEN:
            raise Unauthenticated("too_long")
        wanted = jwt.JWTClaimsRegistry(
            now=lambda: int(self._now()),
            leeway=self._leeway,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": client_id},
            iat={"essential": True},
            jti={"essential": True},
            events={"essential": True},
        )
        return logged_out(await self._signed(token, wanted), self._now() - self._leeway)

    async def _signed(self, token: str, wanted: jwt.JWTClaimsRegistry) -> jwt.Token:
        """Signed by the issuer, with the claims that are wanted. Raises as `verify`."""
        key = await self._key_for(*_header(token))
        try:
            found = jwt.decode(token, key, algorithms=list(ALGORITHMS))
            wanted.validate(found.claims)
        except (JoseError, ValueError) as exc:
            raise Unauthenticated(exc.error if isinstance(exc, JoseError) else "malformed") from None
        return found

    def _still_registered(self, actor: Actor) -> None:
        if actor.app is None or self._apps is None or not self._apps.given:
            return
        if self._apps.department_of(actor.app) != actor.department:
            raise Unauthenticated("app_not_registered")

    async def unready(self) -> str | None:
        """Why no token can be verified now, in a few words; None when all is well."""
        try:
            await self._refresh_if_stale()
        except IssuerUnavailable:
            return "issuer's keys cannot be had"
        return None

    async def aclose(self) -> None:
        """Lets go of the connections to the issuer."""
        await self._client.aclose()

    async def _key_for(self, algorithm: str, key_id: str | None) -> RSAKey | ECKey:
        if algorithm not in ALGORITHMS:
            raise Unauthenticated("algorithm")
        await self._refresh_if_stale()
        if (key_id or "") not in self._keys:
            await self._refresh()
        key = self._keys.get(key_id or "")
        if key is None and key_id is None and len(self._keys) == 1:
            key = next(iter(self._keys.values()))
        if key is None:
            raise Unauthenticated("unknown_key")
        return key

    async def _refresh_if_stale(self) -> None:
        if time.monotonic() - self._fetched > _KEYS_FRESH_SECONDS:
            await self._refresh()
        if not self._keys:
            raise IssuerUnavailable

    async def _refresh(self) -> None:
        async with self._fetching:
            # Without any key nobody gets in: then it is worth asking more often.
            pause = _BETWEEN_FETCHES_SECONDS if self._keys else _BETWEEN_TRIES_SECONDS
            if time.monotonic() - self._tried < pause:
                return
            self._tried = time.monotonic()
            try:
                keys = await self._fetch()
            except (httpx2.HTTPError, JoseError, ValueError, KeyError, TypeError):
                return  # the keys held so far go on; without any, the caller says so
            if keys != self._keys:
                self._known.clear()
            self._keys = keys
            self._fetched = time.monotonic()

    async def _fetch(self) -> dict[str, RSAKey | ECKey]:
        discovery = await self._get(self._issuer.rstrip("/") + "/.well-known/openid-configuration")
        if discovery["issuer"] != self._issuer:
            raise ValueError("another issuer answered")
        found = KeySet.import_key_set(await self._get(discovery["jwks_uri"]))
        keys = {
            key.kid or "": key
            for key in found
            if isinstance(key, RSAKey | ECKey) and key.as_dict(private=False).get("use", "sig") == "sig"
        }
        if not keys:
            raise ValueError("no key to verify with")
        return keys

    async def _get(self, url: str) -> Any:
        response = await self._client.get(url)
        response.raise_for_status()
        return response.json()


def _header(token: str) -> tuple[str, str | None]:
    """Algorithm and key id, read before anything is trusted."""
    try:
        first = token.split(".", 1)[0]
        header = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
        algorithm, key_id = header["alg"], header.get("kid")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Unauthenticated("malformed") from None
    if not isinstance(algorithm, str) or not (key_id is None or isinstance(key_id, str)):
        raise Unauthenticated("malformed")
    return algorithm, key_id
