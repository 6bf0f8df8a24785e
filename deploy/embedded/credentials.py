"""Every password and key of one stack: made once at random, kept in its data folder where only the owner reads."""

import base64
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.embedded.claim import is_claimed
from deploy.embedded.kafka.quorum import random_id
from deploy.embedded.layout import Layout, read_json, write_json
from deploy.embedded.part import CannotStart
from deploy.embedded.people import APPS, PEOPLE
from deploy.identity import realm
from deploy.register import Register, Unreadable
from shared.messaging.topics import SERVICES, principals

KAFKA_ADMIN = "admin"
WEB_CLIENT = realm.WEB_CLIENT
IDENTITY_ADMIN = "admin"
"""Who administers Keycloak on its own pages."""

PERSON_BYTES = 6
"""A person types their password: short enough for that, and the sign-in slows down who guesses."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """`kafka` and `database` by user, `clients` by client id; `keys` are base64 of 32 bytes, by `service` or "cpr".

    `previous_keys` are those a service's key has taken the place of, while something may stand under them.

    `people` are what people sign in to Keycloak with, by username; the small issuer asks for none.

    `apps` is the register as it stood (app → department), `apps_file` where the services read it.
    """

    kafka: dict[str, str]
    database: dict[str, str]
    clients: dict[str, str]
    people: dict[str, str]
    keys: dict[str, str]
    cluster_id: str
    apps: dict[str, str]
    apps_file: Path
    previous_keys: dict[str, list[str]] = field(default_factory=dict)


def load(layout: Layout) -> Credentials:
    """The stack's credentials as of now; what a newer version needs more of is added, what is there never changes.

    Raises `CannotStart` where the register of apps cannot be read.
    """
    path = _path(layout)
    kept: dict[str, Any] = read_json(path) or {}
    registered = apps(layout)
    roles = [role for service in SERVICES for role in (service, f"{service}_owner")]
    made = {
        "kafka": _each([KAFKA_ADMIN, *principals(registered)], kept.get("kafka", {}), password),
        "database": _each(["samspil", *roles], kept.get("database", {}), password),
        "clients": _each(
            [WEB_CLIENT, realm.ADMIN_CLIENT, *registered, *(p.username for p in PEOPLE)],
            kept.get("clients", {}),
            password,
        ),
        "people": _each([IDENTITY_ADMIN, *(p.username for p in PEOPLE)], kept.get("people", {}), _typed),
        "keys": _each([*SERVICES, "cpr"], kept.get("keys", {}), _key),
    }
    cluster_id = kept.get("cluster_id") or random_id()
    # What is kept of an app that is not registered yet stays: somebody may be adding it just now.
    own = {name: {**kept.get(name, {}), **words} for name, words in made.items()}
    whole = {**kept, **own, "cluster_id": cluster_id}
    if whole != kept:
        write_json(path, whole)
    return Credentials(
        **made,
        cluster_id=cluster_id,
        apps=registered,
        apps_file=register(layout).path,
        previous_keys={name: each["keys"] for name, each in kept.get("previous_keys", {}).items()},
    )


def keep(layout: Layout, app: str, kafka: str | None, client: str | None) -> None:
    """Keeps an app's password for Kafka and its client's secret; None takes one away."""
    kept: dict[str, Any] = read_json(_path(layout)) or {}
    for name, word in (("kafka", kafka), ("clients", client)):
        words = kept.setdefault(name, {})
        words.pop(app, None)
        if word is not None:
            words[app] = word
    write_json(_path(layout), kept)


def renew_key(layout: Layout, service: str) -> None:
    """Makes the service a new key; the one before goes on opening what stands under it."""
    load(layout)
    kept: dict[str, Any] = read_json(_path(layout))
    before = kept.setdefault("previous_keys", {}).setdefault(service, {"keys": []})
    before["keys"] = [kept["keys"][service], *before["keys"]]
    before["renewed_at"] = time.time()
    kept["keys"][service] = _key()
    write_json(_path(layout), kept)


def renewed_since_start(layout: Layout, service: str) -> bool:
    """Whether the stack runs, and was started before the service's key was made: it knows the one before alone."""
    kept: dict[str, Any] = read_json(_path(layout)) or {}
    renewed = kept.get("previous_keys", {}).get(service, {}).get("renewed_at", 0.0)
    started = float((read_json(layout.state) or {}).get("since") or 0)
    return is_claimed(layout) and started < renewed


def drop_previous_keys(layout: Layout, service: str) -> None:
    """Forgets them: nothing stands under them any more."""
    kept: dict[str, Any] = read_json(_path(layout)) or {}
    if kept.get("previous_keys", {}).pop(service, None) is not None:
        write_json(_path(layout), kept)


def register(layout: Layout) -> Register:
    return Register(layout.data / "apps.json")


def apps(layout: Layout) -> dict[str, str]:
    """App → department: the demo's, which every stack has, and those added since."""
    found = register(layout)
    try:
        found.put(APPS)
        return found.all()
    except Unreadable:
        raise CannotStart(f"registret over apps kan ikke læses: ret {found.path}, eller slet filen") from None


def password() -> str:
    # Hexadecimal, because it stands unquoted in URLs, SQL, properties and JAAS lines.
    return secrets.token_hex(24)


def _typed() -> str:
    return secrets.token_hex(PERSON_BYTES)


def _path(layout: Layout) -> Path:
    return layout.data / "credentials.json"


def _each(names: list[str], kept: dict[str, str], make: Any) -> dict[str, str]:
    return {name: kept.get(name) or make() for name in names}


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
