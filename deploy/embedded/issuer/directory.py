"""Who the issuer knows: people, apps and the web pages' client, read from the file the stack writes."""

import hmac
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from authlib.oauth2.rfc6749 import ClientMixin

SUBJECTS = UUID("5a3d5b1e-7c7e-4c55-9c1b-0d6b3b6f2a10")
"""A person's `sub` is derived from the username: stable, and without the name that ends up in logs."""

SCOPES = ("openid", "profile")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in. `citizen_id` for citizen and relative, `designation_ids` for the relative."""

    username: str
    name: str
    role: str
    department: str | None = None
    citizen_id: str | None = None
    designation_ids: tuple[str, ...] = ()

    @property
    def sub(self) -> str:
        return str(uuid5(SUBJECTS, self.username))

    def get_user_id(self) -> str:
        return self.sub

    def claims(self) -> dict[str, Any]:
        """What a service is told about the person."""
        told = {
            "roles": [self.role],
            "name": self.name,
            "preferred_username": self.username,
            "email": f"{self.username}@kommunen.example",
            "email_verified": True,
            "department": self.department,
            "citizen_id": self.citizen_id,
            "designation_ids": list(self.designation_ids),
        }
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True)
class Client(ClientMixin):  # type: ignore[misc] # Authlib has no types
    """A program that may ask for tokens: the web pages (`redirects`), an app, or one standing in for `person`."""

    client_id: str
    secret: str
    redirects: tuple[str, ...] = ()
    after_logout: tuple[str, ...] = ()
    department: str | None = None
    person: Person | None = None

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """None: the redirect must always be named."""

    def get_allowed_scope(self, scope: str | None) -> str:
        asked = (scope or "").split()
        return " ".join(name for name in SCOPES if name in asked)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirects

    def check_client_secret(self, client_secret: str) -> bool:
        return hmac.compare_digest(client_secret.encode(), self.secret.encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in {"client_secret_basic", "client_secret_post"}

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and bool(self.redirects)

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == ("authorization_code" if self.redirects else "client_credentials")


@dataclass(slots=True)
class Directory:
    """The file's content, read again when it changes: the demo citizen's id is known only once the services run."""

    path: Path
    _stamp: tuple[int, int] = (0, 0)
    _people: dict[str, Person] = field(default_factory=dict)
    _clients: dict[str, Client] = field(default_factory=dict)

    def people(self) -> list[Person]:
        self._refresh()
        return list(self._people.values())

    def person(self, username: str) -> Person | None:
        self._refresh()
        return self._people.get(username)

    def client(self, client_id: str) -> Client | None:
        self._refresh()
        return self._clients.get(client_id)

    def _refresh(self) -> None:
        stat = self.path.stat()
        stamp = (stat.st_mtime_ns, stat.st_ino)
        if stamp == self._stamp:
            return
        known = json.loads(self.path.read_text(encoding="utf-8"))
        secrets = known["secrets"]
        self._people = {
            person["username"]: Person(**{**person, "designation_ids": tuple(person.get("designation_ids", ()))})
            for person in known["people"]
        }
        web = known["web"]
        clients = [
            Client(web["client_id"], secrets[web["client_id"]], tuple(web["redirects"]), tuple(web["after_logout"])),
            *(Client(name, secrets[name], department=department) for name, department in known["apps"].items()),
            *(Client(name, secrets[name], person=person) for name, person in self._people.items()),
        ]
        self._clients = {client.client_id: client for client in clients}
        self._stamp = stamp
