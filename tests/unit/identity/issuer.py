"""An issuer in this process: discovery and keys over ASGI, tokens signed for real."""

import time
from functools import cache
from typing import Any

import httpx2
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from shared.identity import Verifier

ADDRESS = "http://issuer.test/realms/samspil"
Key = RSAKey | ECKey


@cache
def an_rsa_key(kid: str, which: int = 0) -> RSAKey:
    """Made once: finding two primes takes longer than a test. `which` tells keys of one name apart."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


class Issuer:
    def __init__(self) -> None:
        self.keys: list[Key] = [an_rsa_key("first")]
        self.calls = 0
        self.down = False
        self.name = ADDRESS
        self._app = Starlette(
            routes=[
                Route("/realms/samspil/.well-known/openid-configuration", self._discovery),
                Route("/keys", self._keys),
            ]
        )

    async def _discovery(self, _request: Request) -> JSONResponse:
        self.calls += 1
        if self.down:
            return JSONResponse({}, 503)
        return JSONResponse({"issuer": self.name, "jwks_uri": "http://issuer.test/keys"})

    async def _keys(self, _request: Request) -> JSONResponse:
        return JSONResponse({"keys": [key.as_dict(private=False) for key in self.keys]})

    def verifier(self, **options: Any) -> Verifier:
        client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=self._app))
        return Verifier(ADDRESS, client=client, **options)

    def token(
        self, *, key: Key | None = None, alg: str = "RS256", header: dict[str, Any] | None = None, **claims: Any
    ) -> str:
        key = key or self.keys[0]
        now = int(time.time())
        said = {"iss": ADDRESS, "aud": "samspil", "sub": "anna", "exp": now + 60, "iat": now, "roles": ["operator"]}
        said |= claims
        said = {name: value for name, value in said.items() if value is not None}
        return jwt.encode({"alg": alg, "kid": key.kid} | (header or {}), said, key, algorithms=[alg])
