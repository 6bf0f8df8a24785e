"""The apps' clients in Keycloak: made whole, given new secrets, taken away, and nobody else's ever touched."""

import json
from typing import Any

import httpx2
import pytest

from deploy.cli.apps.keycloak import Keycloak
from deploy.embedded.part import CannotStart
from deploy.identity.realm import APP_MARK, app_client

ISSUER = "https://sign-in.example/realms/samspil"


class FakeKeycloak(httpx2.MockTransport):
    """As much of the administration as apps take; `roles` are the realm's, `given` those of each client's account."""

    def __init__(self) -> None:
        super().__init__(self._answer)
        self.clients: dict[str, dict[str, Any]] = {}
        self.given: dict[str, list[str]] = {}
        self.roles = {"app"}
        self.administrator: tuple[str, str] | None = ("samspil-admin", "word")
        self.away = False

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        if self.away:
            raise httpx2.ConnectError("nobody there")
        path = request.url.path
        if path == "/realms/samspil/protocol/openid-connect/token":
            given = httpx2.BasicAuth(*(self.administrator or ("", "")))
            right = next(given.auth_flow(httpx2.Request("POST", "http://x"))).headers["Authorization"]
            if self.administrator is None or request.headers["Authorization"] != right:
                return httpx2.Response(401, json={"error": "unauthorized_client"})
            return httpx2.Response(200, json={"access_token": "token"})
        assert request.headers["Authorization"] == "Bearer token"
        return self._administered(request, path.removeprefix("/admin/realms/samspil/").split("/"))

    def _administered(self, request: httpx2.Request, path: list[str]) -> httpx2.Response:
        match request.method, path:
            case "GET", ["roles", role]:
                return httpx2.Response(200, json={"id": "r1", "name": role}) if role in self.roles else _none()
            case "GET", ["clients"]:
                found = [c for c in self.clients.values() if c["clientId"] == request.url.params["clientId"]]
                return httpx2.Response(200, json=found)
            case "POST", ["clients"]:
                made = {**json.loads(request.content), "id": f"id-{len(self.clients)}"}
                self.clients[made["id"]] = made
                return httpx2.Response(201, headers={"location": f"{request.url}/{made['id']}"})
            case "PUT", ["clients", id_]:
                self.clients[id_] = json.loads(request.content)
                return httpx2.Response(204)
            case "DELETE", ["clients", id_]:
                del self.clients[id_]
                return httpx2.Response(204)
            case "GET", ["clients", id_, "service-account-user"]:
                return httpx2.Response(200, json={"id": f"account-{id_}"})
            case "POST", ["users", account, "role-mappings", "realm"]:
                self.given[account] = [role["name"] for role in json.loads(request.content)]
                return httpx2.Response(204)
            case _:
                return httpx2.Response(400)

    def client(self, name: str) -> dict[str, Any]:
        (found,) = (client for client in self.clients.values() if client["clientId"] == name)
        return found


def _none() -> httpx2.Response:
    return httpx2.Response(404)


@pytest.fixture
def there() -> FakeKeycloak:
    return FakeKeycloak()


@pytest.fixture
def realm(there: FakeKeycloak) -> Keycloak:
    return Keycloak(ISSUER, "word", transport=there)


def test_a_client_is_made_with_role_and_department(there: FakeKeycloak, realm: Keycloak) -> None:
    """What a service reads of an app's token stands in the client: claim, role, and the scope with the audience."""
    realm.put("skole", "svr", "s3")
    made = there.client("skole")
    assert {name: made[name] for name in app_client("skole", "svr", "s3")} == app_client("skole", "svr", "s3")
    assert there.given[f"account-{made['id']}"] == ["app"]
    assert realm.token_endpoint == f"{ISSUER}/protocol/openid-connect/token"


def test_what_an_attempt_left_is_made_anew(there: FakeKeycloak, realm: Keycloak) -> None:
    """A client that got no role, because something broke, gets one."""
    there.clients["half"] = {**app_client("skole", "svr", "old"), "id": "half"}
    realm.put("skole", "svr", "new")
    made = there.client("skole")
    assert (made["secret"], there.given[f"account-{made['id']}"]) == ("new", ["app"])


def test_a_new_secret_changes_nothing_else(there: FakeKeycloak, realm: Keycloak) -> None:
    """`rotate`: the account behind the client stays, and what was set by hand stays."""
    realm.put("skole", "svr", "old")
    there.client("skole")["description"] = "by hand"
    before = there.client("skole")
    realm.rotate("skole", "svr", "new")
    assert there.client("skole") == {**before, "secret": "new"}


def test_a_client_that_is_gone_is_made_when_it_gets_a_secret(there: FakeKeycloak, realm: Keycloak) -> None:
    """Somebody took it away by hand: new secrets bring it back."""
    realm.rotate("skole", "svr", "new")
    assert there.client("skole")["secret"] == "new"


def test_a_client_is_taken_away_once(there: FakeKeycloak, realm: Keycloak) -> None:
    """Again, there is none, and that is no fault."""
    realm.put("skole", "svr", "s3")
    assert realm.remove("skole")
    assert not realm.remove("skole")
    assert there.clients == {}


@pytest.mark.parametrize("attributes", [None, {}, {APP_MARK: "false"}], ids=["none", "empty", "another mark"])
def test_a_client_that_is_no_apps_is_left_alone(
    there: FakeKeycloak, realm: Keycloak, attributes: dict[str, str] | None
) -> None:
    """The pages' client, or another system's: neither taken over nor removed, whatever it is called."""
    theirs = {"id": "c1", "clientId": "grafana", "secret": "theirs", "attributes": attributes}
    there.clients["c1"] = dict(theirs)
    for attempt in (
        lambda: realm.put("grafana", "svr", "ours"),
        lambda: realm.rotate("grafana", "svr", "ours"),
        lambda: realm.remove("grafana"),
    ):
        with pytest.raises(CannotStart, match=r"^NAVN: .*ikke er en app"):
            attempt()
    assert there.clients == {"c1": theirs}


def test_each_fault_is_a_line_without_a_secret(there: FakeKeycloak, realm: Keycloak) -> None:
    """Who is told can mend it: role missing, administrator turned away, nobody there."""
    said = []
    there.roles.clear()
    said.append(_said(realm))
    there.administrator = ("samspil-admin", "another")
    said.append(_said(realm))
    there.away = True
    said.append(_said(realm))
    assert "rollen app" in said[0]
    assert "samspil-admin" in said[1]
    assert "svarer ikke" in said[2]
    assert all("\n" not in line and "word" not in line and "s3" not in line for line in said)
    assert there.clients == {}


def _said(realm: Keycloak) -> str:
    with pytest.raises(CannotStart) as refused:
        realm.put("skole", "svr", "s3")
    return str(refused.value)
