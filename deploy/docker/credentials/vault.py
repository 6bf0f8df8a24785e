"""What is random and must stay as it is: kept in one file that no container sees; all other files follow from it."""

import base64
import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from shared.messaging.topics import SERVICES, principals

KAFKA_ADMIN = "admin"
BROKERS = (1, 2, 3)
KEYCLOAK = "keycloak"
SUPERUSER = "samspil"
MAIL_USER = "samspil"


@dataclass(frozen=True, slots=True)
class Vault:
    """`kafka` and `database` by user; `keys` are base64 of 32 bytes, by service or "cpr". `previous_keys` are what a
    service's key takes the place of, or what is about to take its place: several with commas between them, none empty.

    Departmental apps are not here: `samspil apps add` makes theirs and shows them once. `others` are passwords by what
    they are for. `cluster` and `directories` are Kafka's ids for the cluster and
    each broker's folder.
    """

    kafka: dict[str, str]
    database: dict[str, str]
    keys: dict[str, str]
    previous_keys: dict[str, str]
    others: dict[str, str]
    cluster: str
    directories: dict[str, str]


def fill(kept: dict[str, dict[str, str] | str]) -> Vault:
    """What is kept, with everything new that this version needs; nothing kept changes."""

    def each(section: str, wanted: Iterable[str], make: Callable[[], str]) -> dict[str, str]:
        there = kept.get(section, {})
        return {name: (there.get(name) if isinstance(there, dict) else None) or make() for name in wanted}

    roles = [role for service in SERVICES for role in (f"{service}_owner", service)]
    return Vault(
        kafka=each("kafka", [KAFKA_ADMIN, *principals([])], _password),
        database=each("database", [SUPERUSER, *roles, KEYCLOAK], _password),
        keys=each("keys", [*SERVICES, "cpr"], _key),
        previous_keys=each("previous_keys", SERVICES, str),
        others=each("others", ["web_client", "keycloak_admin", "identity_admin", "smtp", "mailbox"], _password),
        cluster=str(kept.get("cluster") or _kafka_id()),
        directories=each("directories", [str(number) for number in BROKERS], _kafka_id),
    )


def load(path: Path) -> dict[str, dict[str, str] | str]:
    """What an earlier run kept; empty the first time."""
    kept: dict[str, dict[str, str] | str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return kept


def dump(vault: Vault) -> str:
    return json.dumps(asdict(vault), indent=1) + "\n"


def _password() -> str:
    # Hexadecimal, because it stands unquoted in URLs, SQL and Kafka's formatting arguments.
    return secrets.token_hex(24)


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _kafka_id() -> str:
    """Kafka's form of a random UUID: 22 characters of URL-safe base64, not beginning with a dash."""
    while True:
        text = base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")
        if not text.startswith("-"):
            return text
