"""The stack's realm: its people with their passwords, its apps, and a client that stands in for each person."""

from collections.abc import Mapping, Sequence
from typing import Any

from deploy.embedded.credentials import Credentials
from deploy.embedded.issuer.directory import Person
from deploy.identity.realm import (
    ADMIN_CLIENT,
    ADMIN_RIGHTS,
    WEB_CLIENT,
    app_client,
    fixed_claim,
    machine_client,
    realm,
    service_account,
)


def demo_realm(pages: str, words: Credentials, people: Sequence[Person]) -> dict[str, Any]:
    """The realm to import. Stands for nobody yet whose citizen is not known."""
    apps = [app_client(name, department, words.clients[name]) for name, department in words.apps.items()]
    stand_ins = [stand_in(person, words.clients[person.username]) for person in people]
    return realm(
        pages,
        words.clients[WEB_CLIENT],
        words.clients[ADMIN_CLIENT],
        clients=[*apps, *stand_ins],
        users=[
            *(service_account(name, "app") for name in words.apps),
            *(service_account(person.username, person.role) for person in people),
            *(_user(person, words.people[person.username]) for person in people),
        ],
        admin_rights=(*ADMIN_RIGHTS, "manage-realm"),
    )


def stand_in(person: Person, secret: str) -> dict[str, Any]:
    """A client whose tokens are the person's, marked, so that services anywhere else refuse them."""
    told = {"stand_in": True, "sub": person.sub, "name": person.name, **stands_for(person)}
    return machine_client(person.username, secret, [fixed_claim(name, value) for name, value in told.items()])


def stands_for(person: Person) -> dict[str, str | list[str]]:
    """The claims beside role and name, as far as they are known."""
    told: dict[str, str | list[str] | None] = {
        "department": person.department,
        "citizen_id": person.citizen_id,
        "designation_ids": list(person.designation_ids),
    }
    return {name: value for name, value in told.items() if value}


def attributes(person: Person) -> Mapping[str, list[str]]:
    """The same as Keycloak keeps it of a user: every attribute a list."""
    return {name: [value] if isinstance(value, str) else value for name, value in stands_for(person).items()}


def _user(person: Person, password: str) -> dict[str, Any]:
    first, _, last = person.name.rpartition(" ")
    return {
        # The same subject as the small issuer's: what a person read or reported stays theirs.
        "id": person.sub,
        "username": person.username,
        "firstName": first,
        "lastName": last,
        "email": f"{person.username}@kommunen.example",
        "emailVerified": True,
        "enabled": True,
        "attributes": attributes(person),
        "realmRoles": [person.role],
        "credentials": [{"type": "password", "value": password, "temporary": False}],
    }
