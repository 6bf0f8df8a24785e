"""What the issuer signs: access tokens for the services and identity tokens for the web pages."""

import secrets
import time
from pathlib import Path
from typing import Any

from authlib.oauth2.rfc6750 import BearerTokenGenerator
from joserfc import jwt
from joserfc.jwk import RSAKey

from deploy.embedded.issuer.directory import Client, Person
from deploy.embedded.layout import read_json, write_json

AUDIENCE = "samspil"
ALGORITHM = "RS256"
LIFETIMES_S = {"authorization_code": 8 * 3600, "client_credentials": 3600}


def load_key(path: Path) -> RSAKey:
    """The signing key, made on first use; kept, so that tokens outlive a restart."""
    if not path.exists():
        key = RSAKey.generate_key(2048, {"use": "sig", "alg": ALGORITHM}, private=True, auto_kid=True)
        write_json(path, key.as_dict(private=True))
    return RSAKey.import_key(read_json(path))


class AccessTokens(BearerTokenGenerator):  # type: ignore[misc] # Authlib has no types
    """Signs access tokens (RFC 9068) with the claims the services read."""

    def __init__(self, issuer: str, key: RSAKey) -> None:
        super().__init__(self._sign, expires_generator=lambda client, grant_type: LIFETIMES_S[grant_type])
        self._issuer = issuer
        self._key = key

    def _sign(self, client: Client, grant_type: str, user: Person | None, scope: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self._issuer,
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + LIFETIMES_S[grant_type],
            "jti": secrets.token_urlsafe(16),
            "azp": client.client_id,
            "client_id": client.client_id,
            "scope": scope,
            **_identity(client, user),
        }
        return jwt.encode({"alg": ALGORITHM, "typ": "at+jwt", "kid": self._key.kid}, claims, self._key)


def _identity(client: Client, user: Person | None) -> dict[str, Any]:
    if user is not None:
        return {"sub": user.sub, **user.claims()}
    if client.person is not None:
        # A script that may be anyone is what a demo needs and nothing else may have: marked, so that it can be refused.
        return {"sub": client.person.sub, **client.person.claims(), "stand_in": True}
    return {"sub": client.client_id, "app": client.client_id, "roles": ["app"], "department": client.department}
