"""The apps' clients in Keycloak, through its administration: what a client is stands in `deploy.identity.realm`."""

import ssl
from typing import Any

import httpx2

from deploy.embedded.part import CannotStart
from deploy.identity.realm import ADMIN_CLIENT, APP_MARK, app_client

ROLE = "app"
TIMEOUT_S = 20.0


class Keycloak:
    """The realm at the address `issuer`, asked as its client `administrator`.

    Every fault is a `CannotStart` with one line that repeats no secret. A client without the mark of an app is never
    changed or removed.
    """

    by_hand = False

    def __init__(
        self, issuer: str, secret: str, administrator: str = ADMIN_CLIENT, transport: httpx2.BaseTransport | None = None
    ) -> None:
        server, _, realm = issuer.rpartition("/realms/")
        self._issuer = issuer
        self._base = f"{server}/admin/realms/{realm}"
        self._realm = realm
        self._administrator = (administrator, secret)
        # Unlike httpx2's own, this context trusts what SSL_CERT_DIR and SSL_CERT_FILE add.
        trust = ssl.create_default_context()
        self._http = httpx2.Client(timeout=TIMEOUT_S, trust_env=False, verify=trust, transport=transport)

    @property
    def token_endpoint(self) -> str:
        return f"{self._issuer}/protocol/openid-connect/token"

    def put(self, app: str, department: str, secret: str) -> None:
        """Makes the client, in place of what is left of an earlier one, with role and department in every token."""
        with self._signed_in() as http:
            role = self._role(http)
            left = self._find(http, app)
            if left is not None:
                self._asked(http.delete(f"/clients/{left['id']}"))
            self._make(http, app, app_client(app, department, secret), role)

    def rotate(self, app: str, department: str, secret: str) -> None:
        """Gives the client another secret, and the earlier one ends at once; makes the client where it is gone."""
        with self._signed_in() as http:
            found = self._find(http, app)
            if found is None:
                self._make(http, app, app_client(app, department, secret), self._role(http))
            else:
                self._asked(http.put(f"/clients/{found['id']}", json={**found, "secret": secret}))

    def remove(self, app: str) -> bool:
        with self._signed_in() as http:
            found = self._find(http, app)
            if found is not None:
                self._asked(http.delete(f"/clients/{found['id']}"))
            return found is not None

    def _make(self, http: "_Signed", app: str, whole: dict[str, Any], role: dict[str, Any]) -> None:
        made = self._asked(http.post("/clients", json=whole)).headers["location"].rpartition("/")[2]
        account = self._asked(http.get(f"/clients/{made}/service-account-user")).json()
        self._asked(http.post(f"/users/{account['id']}/role-mappings/realm", json=[role]))

    def _find(self, http: "_Signed", app: str) -> dict[str, Any] | None:
        """The app's client; None where there is none. Raises `CannotStart` where the name is another client's."""
        known: list[dict[str, Any]] = self._asked(http.get("/clients", params={"clientId": app})).json()
        found = next((each for each in known if each["clientId"] == app), None)
        if found is not None and (found.get("attributes") or {}).get(APP_MARK) != "true":
            raise CannotStart(f"NAVN: Keycloak har en klient {app}, som ikke er en app: vælg et andet navn")
        return found

    def _role(self, http: "_Signed") -> dict[str, Any]:
        answer = http.get(f"/roles/{ROLE}")
        if answer.status_code == 404:
            raise CannotStart(f"Keycloak: realm {self._realm} har ikke rollen {ROLE}: opret den, og prøv igen")
        role = self._asked(answer).json()
        return {"id": role["id"], "name": role["name"]}

    def _signed_in(self) -> "_Signed":
        try:
            answer = self._http.post(
                self.token_endpoint, data={"grant_type": "client_credentials"}, auth=self._administrator
            )
        except httpx2.HTTPError as error:
            raise CannotStart(f"Keycloak svarer ikke ({type(error).__name__})") from None
        if answer.status_code != 200:
            raise CannotStart(f"Keycloak lader ikke {self._administrator[0]} ind ({answer.status_code})")
        return _Signed(self._http, self._base, str(answer.json()["access_token"]))

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
