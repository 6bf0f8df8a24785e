"""The apps' clients in Keycloak, through its administration interface.

What a client gets here is what a service reads of an app's token: audience `samspil`, role `app`, claim `department`;
`azp`, which Keycloak sets by itself, is the app's name.
"""

from collections.abc import Mapping
from typing import Any

import httpx2

from deploy.embedded.part import CannotStart

AUDIENCE = "samspil"
ROLE = "app"
MARK = "samspil.app"
"""The attribute that marks a client as made here: no other one is ever changed or removed."""

TIMEOUT_S = 20.0


class Keycloak:
    """`realm` is the one the apps sign in to; `admin_realm` the one the administering client belongs to.

    That client needs the roles `manage-clients`, `view-realm` and `manage-users` of `realm-management`. Every fault is
    a `CannotStart` with one line that repeats no secret.
    """

    by_hand = False

    def __init__(
        self,
        url: str,
        realm: str,
        client_id: str,
        secret: str,
        *,
        admin_realm: str | None = None,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self._url = url.rstrip("/")
        self._realm = realm
        self._admin_realm = admin_realm or realm
        self._administrator = (client_id, secret)
        self._http = httpx2.Client(timeout=TIMEOUT_S, trust_env=False, transport=transport)

    @property
    def token_endpoint(self) -> str:
        return self._token_endpoint(self._realm)

    def put(self, app: str, department: str, secret: str) -> None:
        """Makes the client with that secret, or gives the one there is the secret, and what else it lacks."""
        with self._signed_in() as http:
            role = self._role(http)
            found = self._find(http, app)
            if found is None:
                self._asked(http.post("/clients", json=client(app, department, secret)))
                found = self._find(http, app)
                if found is None:
                    raise CannotStart(f"Keycloak: klienten {app} blev ikke oprettet")
            account = self._account(http, found, app)
            self._asked(http.put(f"/clients/{found['id']}", json={"clientId": app, "enabled": True, "secret": secret}))
            self._asked(http.post(f"/users/{account}/role-mappings/realm", json=[role]))

    def remove(self, app: str) -> bool:
        with self._signed_in() as http:
            found = self._find(http, app)
            if found is None:
                return False
            self._account(http, found, app)
            self._asked(http.delete(f"/clients/{found['id']}"))
            return True

    def _account(self, http: "_Signed", found: Mapping[str, Any], app: str) -> str:
        """The user Keycloak has behind the client. Raises `CannotStart` where the client is no app's."""
        if not found.get("serviceAccountsEnabled"):
            raise CannotStart(f"NAVN: Keycloak har en klient {app}, som ikke er en app: vælg et andet navn")
        account = str(self._asked(http.get(f"/clients/{found['id']}/service-account-user")).json()["id"])
        if (found.get("attributes") or {}).get(MARK) != "true":
            roles = self._asked(http.get(f"/users/{account}/role-mappings/realm")).json()
            if ROLE not in {role["name"] for role in roles}:
                raise CannotStart(f"NAVN: Keycloak har en klient {app}, som ikke er en app: vælg et andet navn")
        return account

    def _find(self, http: "_Signed", app: str) -> dict[str, Any] | None:
        found = self._asked(http.get("/clients", params={"clientId": app})).json()
        return next((each for each in found if each["clientId"] == app), None)

    def _role(self, http: "_Signed") -> dict[str, Any]:
        answer = http.get(f"/roles/{ROLE}")
        if answer.status_code == 404:
            raise CannotStart(f"Keycloak: realm {self._realm} har ikke rollen {ROLE}: opret den, og prøv igen")
        role = self._asked(answer).json()
        return {"id": role["id"], "name": role["name"]}

    def _signed_in(self) -> "_Signed":
        client_id, secret = self._administrator
        try:
            answer = self._http.post(
                self._token_endpoint(self._admin_realm),
                data={"grant_type": "client_credentials"},
                auth=(client_id, secret),
            )
        except httpx2.HTTPError as error:
            raise CannotStart(f"Keycloak svarer ikke ({type(error).__name__})") from None
        if answer.status_code != 200:
            raise CannotStart(f"Keycloak lader ikke administratoren ind ({answer.status_code})")
        return _Signed(self._http, f"{self._url}/admin/realms/{self._realm}", str(answer.json()["access_token"]))

    def _token_endpoint(self, realm: str) -> str:
        return f"{self._url}/realms/{realm}/protocol/openid-connect/token"

    @staticmethod
    def _asked(answer: httpx2.Response) -> httpx2.Response:
        if answer.is_success:
            return answer
        why = "administratoren må det ikke" if answer.status_code == 403 else f"svarede {answer.status_code}"
        raise CannotStart(f"Keycloak: {why} ({answer.request.method} {_kind(answer)})")


class _Signed:
    """Requests under the realm's administration address, with the administrator's token."""

    def __init__(self, http: httpx2.Client, base: str, token: str) -> None:
        self._http = http
        self._base = base
        self._headers = {"Authorization": f"Bearer {token}"}

    def __enter__(self) -> "_Signed":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held: the token runs out by itself within a minute."""

    def get(self, path: str, **more: Any) -> httpx2.Response:
        return self._ask("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx2.Response:
        return self._ask("POST", path, **more)

    def put(self, path: str, **more: Any) -> httpx2.Response:
        return self._ask("PUT", path, **more)

    def delete(self, path: str) -> httpx2.Response:
        return self._ask("DELETE", path)

    def _ask(self, method: str, path: str, **more: Any) -> httpx2.Response:
        try:
            return self._http.request(method, self._base + path, headers=self._headers, **more)
        except httpx2.HTTPError as error:
            raise CannotStart(f"Keycloak svarer ikke ({type(error).__name__})") from None


def _kind(answer: httpx2.Response) -> str:
    """Which kind of thing was asked for, without ids."""
    parts = answer.request.url.path.split("/realms/", 1)[-1].split("/")
    return parts[1] if len(parts) > 1 else "realm"


def client(app: str, department: str, secret: str) -> dict[str, Any]:
    """The app's client as Keycloak is told: client credentials and nothing else."""
    return {
        "clientId": app,
        "name": app,
        "protocol": "openid-connect",
        "enabled": True,
        "publicClient": False,
        "clientAuthenticatorType": "client-secret",
        "secret": secret,
        "serviceAccountsEnabled": True,
        "standardFlowEnabled": False,
        "implicitFlowEnabled": False,
        "directAccessGrantsEnabled": False,
        "attributes": {MARK: "true"},
        "protocolMappers": [
            _mapper("samspil-audience", "oidc-audience-mapper", {"included.custom.audience": AUDIENCE}),
            _mapper(
                "samspil-department",
                "oidc-hardcoded-claim-mapper",
                {"claim.name": "department", "claim.value": department, "jsonType.label": "String"},
            ),
        ],
    }


def _mapper(name: str, kind: str, config: dict[str, str]) -> dict[str, Any]:
    told = {**config, "access.token.claim": "true", "id.token.claim": "false"}
    return {"name": name, "protocol": "openid-connect", "protocolMapper": kind, "config": told}
