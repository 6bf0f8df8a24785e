"""The authorization code flow, seen from the pages: PKCE, state and nonce; the identity token is checked."""

import asyncio
import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx2
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.notifications.web.granted import Granted
from services.notifications.web.settings import WebSettings
from shared.identity import IssuerUnavailable, Unauthenticated

_ALGORITHMS = ["RS256", "ES256", "PS256"]
_FRESH_SECONDS = 3600.0
_LEEWAY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in under way; known to the browser only sealed."""

    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)

    @classmethod
    def new(cls) -> "Attempt":
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))


class Issuer:
    """Every method raises IssuerUnavailable while the issuer does not answer as it should."""

    def __init__(self, settings: WebSettings, client: httpx2.AsyncClient) -> None:
        self._settings = settings
        self._client = client
        self._known: dict[str, Any] = {}
        self._asked = float("-inf")
        self._asking = asyncio.Lock()

    async def sign_in_url(self, attempt: Attempt) -> str:
        """Where the browser goes to sign in."""
        challenge = hashlib.sha256(attempt.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": self._settings.callback_url,
            "scope": "openid profile",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{(await self._discovery())['authorization_endpoint']}?{urlencode(asked)}"

    async def sign_out_url(self, identity_token: str | None) -> str | None:
        """Where the browser goes to sign out of the issuer, too; None where the issuer has no such place.

        With the identity token of the sign-in the issuer need not ask whether it is meant (RP-Initiated Logout 1.0).
        """
        endpoint = (await self._discovery()).get("end_session_endpoint")
        if endpoint is None:
            return None
        asked = {"client_id": self._settings.client_id, "post_logout_redirect_uri": self._settings.signed_out_url}
        if identity_token is not None:
            asked["id_token_hint"] = identity_token
        return f"{endpoint}?{urlencode(asked)}"

    async def redeem(self, code: str, attempt: Attempt) -> Granted:
        """Turns a code into an access token. Raises Unauthenticated where the issuer or the identity token says no."""
        told = await self._token(
            "code",
            grant_type="authorization_code",
            code=code,
            redirect_uri=self._settings.callback_url,
            code_verifier=attempt.verifier,
        )
        try:
            identity = str(told["id_token"])
            await self._check_identity(identity, attempt)
            return _granted(told, identity, None)
        except (ValueError, KeyError, TypeError):
            raise Unauthenticated("token_answer") from None

    async def renew(self, granted: Granted) -> Granted:
        """A new access token for what was granted before. Raises Unauthenticated where the issuer says no."""
        if granted.refresh_token is None:
            raise Unauthenticated("no_refresh_token")
        told = await self._token("refresh", grant_type="refresh_token", refresh_token=granted.refresh_token)
        try:
            return _granted(told, granted.identity_token, granted.refresh_token)
        except (ValueError, KeyError, TypeError):
            raise Unauthenticated("token_answer") from None

    async def _token(self, what: str, **form: str) -> dict[str, Any]:
        """The token endpoint's answer. Raises Unauthenticated with `what` where it says no."""
        discovery = await self._discovery()
        secret = (self._settings.client_id, self._settings.client_secret)
        try:
            answer = await self._client.post(discovery["token_endpoint"], data=form, auth=secret)
        except httpx2.HTTPError:
            raise IssuerUnavailable from None
        if answer.status_code >= 500:
            raise IssuerUnavailable
        if answer.status_code != 200:
            raise Unauthenticated(what)
        try:
            told: dict[str, Any] = answer.json()
        except ValueError:
            raise Unauthenticated("token_answer") from None
        return told

    async def _check_identity(self, token: str, attempt: Attempt) -> None:
        """OpenID Connect Core 3.1.3.7: signed by the issuer, for us, still good, and for this very attempt."""
        keys = KeySet.import_key_set(await self._get((await self._discovery())["jwks_uri"]))
        required = jwt.JWTClaimsRegistry(
            now=lambda: int(time.time()),
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": self._settings.issuer},
            aud={"essential": True, "value": self._settings.client_id},
            exp={"essential": True},
            nonce={"essential": True, "value": attempt.nonce},
        )
        try:
            required.validate(jwt.decode(token, keys, algorithms=_ALGORITHMS).claims)
        except JoseError:
            raise Unauthenticated("identity_token") from None

    async def _discovery(self) -> dict[str, Any]:
        async with self._asking:
            if time.monotonic() - self._asked > _FRESH_SECONDS:
                told = await self._get(f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration")
                if told.get("issuer") != self._settings.issuer:
                    raise IssuerUnavailable
                self._known, self._asked = told, time.monotonic()
            return self._known

    async def _get(self, url: str) -> Any:
        try:
            answer = await self._client.get(url)
            answer.raise_for_status()
            return answer.json()
        except (httpx2.HTTPError, ValueError):
            raise IssuerUnavailable from None


def _granted(told: dict[str, Any], identity_token: str, refresh_token: str | None) -> Granted:
    """`refresh_token` is the one so far: an issuer that gives no new one means it to be used again."""
    until = time.time() + int(told["expires_in"])
    refresh = told.get("refresh_token") or refresh_token
    return Granted(str(told["access_token"]), until, identity_token, None if refresh is None else str(refresh))
