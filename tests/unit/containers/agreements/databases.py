"""One database, one owner and one everyday role for each service, and what may stand in a log."""

import re
from urllib.parse import parse_qs, urlsplit

from deploy.embedded.postgres.part import SETTINGS
from shared.messaging.topics import SERVICES
from tests.suites.composition import Composition

START, ACCESS, ROLES = (f"deploy/docker/postgres/{name}" for name in ("start.sh", "pg_hba.conf", "roles.sh"))
PRIVACY = ("log_min_error_statement", "log_error_verbosity", "log_parameter_max_length_on_error", "timezone")


def faults(composition: Composition) -> list[str]:
    passwords = dict(line.split("=") for line in composition.made["postgres_roles"].splitlines())
    found = []
    for service in SERVICES:
        for file, role in (
            (f"{service}_database_url", service),
            (f"{service}_migration_database_url", f"{service}_owner"),
        ):
            found += _url(composition, file, role, service, passwords)
        if composition.environment(service)["SAMSPIL_DATABASE_URL_FILE"] != f"/run/secrets/{service}_database_url":
            found.append(f"{service} reads another's database")
    found += _access(composition, passwords)
    created = re.search(r"for service in ([a-z ]+); do", composition.text(ROLES))
    if not created or created[1].split() != list(SERVICES):
        found.append("databases are made for others than the services")
    if composition.made["keycloak_database_password"] != passwords["keycloak"]:
        found.append("Keycloak has another's password")
    said = dict(re.findall(r"-c (\w+)=(\S+)", composition.text(START)))
    found += [f"{name} is not as in the embedded stack" for name in PRIVACY if said.get(name) != SETTINGS[name]]
    if said.get("ssl") != "on" or said.get("hba_file") not in composition.mounted("postgres", "configs"):
        found.append("the database is open")
    return found


def _url(composition: Composition, file: str, role: str, database: str, passwords: dict[str, str]) -> list[str]:
    url = urlsplit(composition.made[file])
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    reader = f"migrate-{database}" if "migration" in file else database
    right = (
        url.username == role
        and url.password == passwords.get(role)
        and url.hostname == "postgres"
        and url.hostname in composition.services
        and url.path == f"/{database}"
        and query.get("sslmode") == "verify-full"
        and query.get("sslrootcert") in composition.mounted(reader, "configs")
    )
    return [] if right else [f"{file} leads elsewhere"]


def _access(composition: Composition, passwords: dict[str, str]) -> list[str]:
    lines = [line.split() for line in composition.text(ACCESS).splitlines() if line and not line.startswith("#")]
    network = {line[1]: set(line[2].split(",")) for line in lines if line[0] != "local"}
    wanted = {**{service: {service, f"{service}_owner"} for service in SERVICES}, "keycloak": {"keycloak"}}
    found = [] if network == wanted else ["others than its own come into a database"]
    if {role for roles in wanted.values() for role in roles} != passwords.keys():
        found.append("the roles made are not those let in")
    if any(line[0] not in ("local", "hostssl") or line[-1] != "scram-sha-256" for line in lines):
        found.append("somebody comes in without TLS or without a password")
    return found
