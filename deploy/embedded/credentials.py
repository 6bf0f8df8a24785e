"""Every password and key of one stack: made once at random, kept in its data folder where only the owner reads."""

import base64
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from deploy.embedded.layout import Layout, read_json, write_json
from deploy.embedded.people import APPS, PEOPLE
from shared.messaging.topics import SERVICES, principals

KAFKA_ADMIN = "admin"
WEB_CLIENT = "samspil-web"


@dataclass(frozen=True, slots=True)
class Credentials:
    """`kafka` and `database` by user, `clients` by client id; `keys` are base64 of 32 bytes, by `service` or "cpr"."""

    kafka: dict[str, str]
    database: dict[str, str]
    clients: dict[str, str]
    keys: dict[str, str]
    cluster_id: str


def load(layout: Layout) -> Credentials:
    """The stack's credentials; what a newer version needs more of is added, what is there never changes."""
    path = layout.data / "credentials.json"
    kept: dict[str, Any] = read_json(path) or {}
    roles = [role for service in SERVICES for role in (service, f"{service}_owner")]
    credentials = Credentials(
        kafka=_each([KAFKA_ADMIN, *principals(APPS)], kept.get("kafka", {}), _password),
        database=_each(["samspil", *roles], kept.get("database", {}), _password),
        clients=_each([WEB_CLIENT, *APPS, *(p.username for p in PEOPLE)], kept.get("clients", {}), _password),
        keys=_each([*SERVICES, "cpr"], kept.get("keys", {}), _key),
        cluster_id=kept.get("cluster_id") or _cluster_id(),
    )
    if asdict(credentials) != kept:
        write_json(path, asdict(credentials))
    return credentials


def _each(names: list[str], kept: dict[str, str], make: Any) -> dict[str, str]:
    return {name: kept.get(name) or make() for name in names}


def _password() -> str:
    # Hexadecimal, because it stands unquoted in URLs, SQL, properties and JAAS lines.
    return secrets.token_hex(24)


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _cluster_id() -> str:
    """Kafka's form of a random UUID: 22 characters of URL-safe base64, not beginning with a dash."""
    while True:
        text = base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")
        if not text.startswith("-"):
            return text
