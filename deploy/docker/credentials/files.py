"""Which file says what. Each is read by the containers that need it and by no others (docker-compose.yml)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from deploy.docker.credentials.authority import Pair
from deploy.docker.credentials.vault import BROKERS, KAFKA_ADMIN, KEYCLOAK, MAIL_USER, SUPERUSER, Vault
from shared.messaging.topics import SERVICES

ISSUER_HOST = "id.samspil.localhost"
"""Ends in .localhost, so that browsers find it on this machine, and Docker's names find the container."""
KAFKA_HOST = "localhost"
DATABASE_HOST = "postgres"
AUTHORITY_FILE = "/etc/samspil/ca.pem"
"""Where every container finds the authority's certificate."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who bears a certificate. `client`: it is also shown when signing in, as brokers do among themselves."""

    name: str
    hosts: tuple[str, ...]
    client: bool = False


def bearers(kafka_host: str = KAFKA_HOST, issuer_host: str = ISSUER_HOST) -> list[Bearer]:
    """Everybody who needs a certificate. The two hosts are the names under which apps and browsers come."""
    here = ("localhost", "127.0.0.1")
    return [
        *(Bearer(f"kafka-{number}", _once(f"kafka-{number}", *here, kafka_host), client=True) for number in BROKERS),
        Bearer("postgres", (DATABASE_HOST,)),
        Bearer("keycloak", _once("keycloak", issuer_host, *here)),
        Bearer("mailpit", ("mailpit",)),
    ]


def passwords(vault: Vault) -> dict[str, str]:
    """File → text, for all that is no certificate."""
    words = {name: word for name, word in vault.kafka.items() if name != KAFKA_ADMIN}
    files = {
        "kafka_format": _format_arguments(vault),
        "kafka_admin_password": vault.kafka[KAFKA_ADMIN],
        "kafka_users": json.dumps(words, indent=1),
        "postgres_password": vault.database[SUPERUSER],
        "postgres_roles": "".join(f"{role}={word}\n" for role, word in vault.database.items() if role != SUPERUSER),
        "cpr_key": vault.keys["cpr"],
        "web_client_secret": vault.others["web_client"],
        "smtp_password": vault.others["smtp"],
        "mailpit_senders": f"{MAIL_USER}:{vault.others['smtp']}",
        "mailpit_readers": f"{MAIL_USER}:{vault.others['mailbox']}",
        "keycloak_database_password": vault.database[KEYCLOAK],
        "keycloak_admin_password": vault.others["keycloak_admin"],
        "identity_admin_secret": vault.others["identity_admin"],
    }
    for service in SERVICES:
        files[f"{service}_kafka_password"] = vault.kafka[service]
        files[f"{service}_database_url"] = _url(vault, service, service)
        files[f"{service}_migration_database_url"] = _url(vault, f"{service}_owner", service)
        files[f"{service}_key_encryption_key"] = vault.keys[service]
        files[f"{service}_previous_key_encryption_keys"] = vault.previous_keys[service]
    return files


def certificates(pairs: Mapping[str, Pair], authority: str) -> dict[str, str]:
    """File → text, for each bearer's key and certificate. Kafka reads both from one file, with the chain."""
    files: dict[str, str] = {}
    for name, pair in pairs.items():
        file = name.replace("-", "_")
        if name.startswith("kafka-"):
            files[f"{file}_certificate"] = pair.key + pair.certificate + authority
        else:
            files[f"{file}_certificate"] = pair.certificate
            files[f"{file}_key"] = pair.key
    return files


def _once(*hosts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hosts))


def _url(vault: Vault, role: str, database: str) -> str:
    return (
        f"postgresql://{role}:{vault.database[role]}@{DATABASE_HOST}:5432/{database}"
        f"?sslmode=verify-full&sslrootcert={AUTHORITY_FILE}"
    )


def _format_arguments(vault: Vault) -> str:
    """What a broker's folder is formatted with, one argument a line; the same for all three."""
    voters = ",".join(f"{number}@kafka-{number}:9093:{vault.directories[str(number)]}" for number in BROKERS)
    admin = f"SCRAM-SHA-512=[name={KAFKA_ADMIN},password={vault.kafka[KAFKA_ADMIN]}]"
    return "\n".join(["--cluster-id", vault.cluster, "--initial-controllers", voters, "--add-scram", admin])
