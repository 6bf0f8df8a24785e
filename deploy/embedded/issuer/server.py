"""Authlib's authorization server, told where our people, clients and codes are."""

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationServer, InvalidRequestError, OAuth2Payload, OAuth2Request, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode, UserInfo
from joserfc.jwk import RSAKey
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from deploy.embedded.issuer.directory import Client, Directory, Person
from deploy.embedded.issuer.tokens import ALGORITHM, AccessTokens

CODE_LIFETIME_S = 60


class Payload(OAuth2Payload):  # type: ignore[misc] # Authlib has no types
    """A request's parameters, each with all its values, so that doubled ones are noticed."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._all: defaultdict[str, list[str]] = defaultdict(list)
        for name, value in pairs:
            self._all[name].append(value)

    @property
    def data(self) -> dict[str, str]:
        return {name: values[0] for name, values in self._all.items()}

    @property
    def datalist(self) -> defaultdict[str, list[str]]:
        return self._all


class ServerRequest(OAuth2Request):  # type: ignore[misc] # Authlib has no types
    """Starlette's request in Authlib's shape; the form was read before, as Authlib does not wait."""

    def __init__(self, request: Request, form: FormData | None) -> None:
        super().__init__(request.method, str(request.url), headers=request.headers)
        query = list(request.query_params.multi_items())
        sent = [(name, value) for name, value in form.multi_items() if isinstance(value, str)] if form else []
        self._query = dict(query)
        self._form = dict(sent)
        self.payload = Payload(query + sent)

    @property
    def args(self) -> dict[str, str]:
        return self._query

    @property
    def form(self) -> dict[str, str]:
        return self._form


@dataclass
class Code(AuthorizationCodeMixin):  # type: ignore[misc] # Authlib has no types
    """One sign-in on its way back to the web pages; good for a minute and one use."""

    code: str
    client_id: str
    redirect_uri: str
    scope: str
    person: Person
    code_challenge: str
    code_challenge_method: str
    nonce: str | None
    auth_time: int

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.auth_time


class RequiredChallenge(CodeChallenge):  # type: ignore[misc] # Authlib has no types
    """PKCE, always and only with SHA-256: Authlib would let a confidential client come without."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        asked = grant.request.payload.data
        if not asked.get("code_challenge") or asked.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE with S256 is required")
        super().validate_code_challenge(grant, redirect_uri)


class IdentityTokens(OpenIDCode):  # type: ignore[misc] # Authlib has no types
    def __init__(self, issuer: str, key: RSAKey) -> None:
        super().__init__(require_nonce=False)
        self._issuer = issuer
        self._key = key

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        """False: a code is used once, so its nonce is, too."""
        return False

    def resolve_client_private_key(self, client: Client) -> RSAKey:
        return self._key

    def get_client_algorithm(self, client: Client) -> str:
        return ALGORITHM

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        return {"iss": self._issuer, "aud": [client.client_id]}

    def get_encode_header(self, client: Client) -> dict[str, Any]:
        return {"alg": ALGORITHM, "kid": self._key.kid}

    def generate_user_info(self, user: Person, scope: str) -> UserInfo:
        return UserInfo(sub=user.sub, **user.claims())


class Server(AuthorizationServer):  # type: ignore[misc] # Authlib has no types
    """The two grants there are. Codes live in memory: a sign-in half done is begun again after a restart."""

    def __init__(self, issuer: str, directory: Directory, key: RSAKey) -> None:
        super().__init__(scopes_supported=None)
        self._directory = directory
        self.codes: dict[str, Code] = {}
        self.register_token_generator("default", AccessTokens(issuer, key))
        self.register_grant(CodeGrant, [RequiredChallenge(required=True), IdentityTokens(issuer, key)])
        self.register_grant(ClientCredentials)

    def query_client(self, client_id: str) -> Client | None:
        return self._directory.client(client_id)

    def save_token(self, token: Mapping[str, Any], request: Any) -> None:
        """Kept nowhere: a token speaks for itself until it runs out."""

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: ServerRequest) -> ServerRequest:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        if isinstance(body, dict):
            return JSONResponse(body, status, dict(headers))
        return Response(body, status, dict(headers))


class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc] # Authlib has no types
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

    def save_authorization_code(self, code: str, request: Any) -> None:
        now = int(time.time())
        kept = self.server.codes
        for old in [each.code for each in kept.values() if each.auth_time < now - CODE_LIFETIME_S]:
            del kept[old]
        asked = request.payload.data
        kept[code] = Code(
            code,
            request.client.client_id,
            request.payload.redirect_uri,
            request.scope,
            request.user,
            asked["code_challenge"],
            asked["code_challenge_method"],
            asked.get("nonce"),
            now,
        )

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        # Taken out at once: a code that comes a second time, or with a wrong verifier, is spent.
        kept: Code | None = self.server.codes.pop(code, None)
        if kept is None or kept.client_id != client.client_id or kept.auth_time < time.time() - CODE_LIFETIME_S:
            return None
        return kept

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """It was taken out when it was read."""

    def authenticate_user(self, authorization_code: Code) -> Person:
        return authorization_code.person


class ClientCredentials(grants.ClientCredentialsGrant):  # type: ignore[misc] # Authlib has no types
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")
