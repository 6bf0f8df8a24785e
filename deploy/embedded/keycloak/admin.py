"""The stack's realm through Keycloak's administration: what a restart or a newly registered citizen changes in it."""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx2

from deploy.identity.realm import ADMIN_CLIENT, WEB_CLIENT, fixed_claim

PATIENCE_S = 20.0


class KeycloakRefused(Exception):
    """Keycloak would not, or could not be asked. The text is one Danish line without any secret."""


class Administration:
    """The realm at the address `issuer`, with the secret of the client `samspil-admin`. To be used as a context.

    Everything raises `KeycloakRefused` where Keycloak does not answer as it should.
    """

    def __init__(self, issuer: str, admin_secret: str) -> None:
        server, _, name = issuer.rpartition("/realms/")
        self._issuer = issuer
        self._admin = f"{server}/admin/realms/{name}"
        self._secret = admin_secret
        self._client = httpx2.AsyncClient(timeout=PATIENCE_S, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def add_missing(self, realm: Mapping[str, Any]) -> None:
        """Brings in the clients and users of `realm` that are not there; those that are stay as they are.

        Needs the right `manage-realm`, which the realm's own client has in the embedded stack only.
        """
        wanted = {"ifResourceExists": "SKIP", "clients": realm["clients"], "users": realm["users"]}
        await self.ask("POST", "/partialImport", wanted, well=(200,))

    async def move_pages(self, web: Mapping[str, Any]) -> None:
        """Has the pages' client lead back to where the pages are now, and hold its secret of now."""
        kept = await self._client_named(WEB_CLIENT)
        if kept is None:
            raise KeycloakRefused(f"Keycloak har ingen klient, der hedder {WEB_CLIENT}")
        attributes = {**kept.get("attributes", {}), **web["attributes"]}
        await self.ask("PUT", f"/clients/{kept['id']}", {**kept, **web, "attributes": attributes}, well=(204,))

    async def set_attributes(self, username: str, attributes: Mapping[str, list[str]]) -> None:
        """Says of a person what they stand for; what is not named stays."""
        found = (await self.ask("GET", f"/users?username={username}&exact=true")).json()
        if not found:
            raise KeycloakRefused("Keycloak kender ikke personen")
        person = found[0]
        kept = {**person.get("attributes", {}), **attributes}
        await self.ask("PUT", f"/users/{person['id']}", {**person, "attributes": kept}, well=(204,))

    async def set_claim(self, client: str, name: str, value: Any) -> None:
        """Has every token of a machine's client say this."""
        found = await self._client_named(client)
        if found is None:
            raise KeycloakRefused(f"Keycloak har ingen klient, der hedder {client}")
        mappers = f"/clients/{found['id']}/protocol-mappers/models"
        mapper = fixed_claim(name, value)
        kept = next((each for each in found.get("protocolMappers", []) if each["name"] == name), None)
        if kept is None:
            await self.ask("POST", mappers, mapper, well=(201,))
        else:
            await self.ask("PUT", f"{mappers}/{kept['id']}", {**mapper, "id": kept["id"]}, well=(204,))

    async def _client_named(self, name: str) -> dict[str, Any] | None:
        found: list[dict[str, Any]] = (await self.ask("GET", f"/clients?clientId={name}")).json()
        return found[0] if found else None

    async def ask(self, method: str, path: str, body: Any = None, *, well: tuple[int, ...] = (200,)) -> httpx2.Response:
        """One request under the realm's own address; `well` are the answers that are as they should be."""
        headers = {"Authorization": f"Bearer {await self._token()}"}
        try:
            answer = await self._client.request(method, self._admin + path, json=body, headers=headers)
        except httpx2.HTTPError as error:
            raise KeycloakRefused(f"Keycloak svarer ikke ({type(error).__name__})") from None
        if answer.status_code not in well:
            raise KeycloakRefused(f"Keycloak ville ikke: {answer.status_code} til {method} {path.partition('?')[0]}")
        return answer

    async def _token(self) -> str:
        # Asked for each time: it lives shorter than a pause at the keyboard, and there are few calls.
        try:
            answer = await self._client.post(
                f"{self._issuer}/protocol/openid-connect/token",
                data={"grant_type": "client_credentials"},
                auth=(ADMIN_CLIENT, self._secret),
            )
            if answer.status_code != 200:
                raise KeycloakRefused(
                    f"Keycloak lod ikke {ADMIN_CLIENT} ind ({answer.status_code}): er det den rette nøgle?"
                )
            return str(answer.json()["access_token"])
        except (httpx2.HTTPError, ValueError, KeyError) as error:
            raise KeycloakRefused(f"Keycloak svarer ikke ({type(error).__name__})") from None
