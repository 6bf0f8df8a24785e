"""What is secret: declared, made, mounted where it is read and nowhere else, and never said openly."""

import re

from tests.suites.composition import PRIVATE, Composition

SECRET = re.compile(r"PASSWORD|SECRET|_KEY\b|_KEY_|TOKEN|CREDENTIAL|_DATABASE_URL")
OWN = {"vault.json", "ca_key.pem", "ca.pem"}
"""Kept for the next run, or no secret."""
SHARED = {
    # Each broker is formatted with it; who is known by it and who is; the owner must know the role to give rights to.
    "kafka_format": {"kafka-1", "kafka-2", "kafka-3"},
    "web_client_secret": {"keycloak", "notifications"},
    "identity_admin_secret": {"keycloak", "operations"},
    "kafka_admin_password": {"topics", "operations"},
    "referral_database_url": {"referral", "migrate-referral"},
    "kraftcenter_database_url": {"kraftcenter", "migrate-kraftcenter"},
    "notifications_database_url": {"notifications", "migrate-notifications"},
}


def faults(composition: Composition) -> list[str]:
    declared = composition.whole["secrets"]
    found = [
        f"{name} lies outside {PRIVATE}"
        for name in declared
        if composition.file("secrets", name) != f"{PRIVATE}/{name}"
    ]
    found += [f"nobody makes {name}" for name in declared.keys() - composition.made.keys()]
    found += [f"{name} is made and not declared" for name in composition.made.keys() - declared.keys() - OWN]
    readers: dict[str, set[str]] = {}
    for service in composition.services:
        mounted = composition.mounted(service, "secrets")
        said = _said(composition, service)
        named = set(re.findall(r"/run/secrets/[a-z0-9_]+", said))
        found += [f"{service} is given {path} and never reads it" for path in mounted.keys() - named]
        found += [f"{service} reads {path} and is not given it" for path in named - mounted.keys()]
        for name in mounted.values():
            readers.setdefault(name, set()).add(service)
        found += _open(composition, service)
    found += [f"{name} is declared and read by nobody" for name in declared.keys() - readers.keys()]
    return found + [
        f"{name} is given to {', '.join(sorted(who))}"
        for name, who in readers.items()
        if len(who) > 1 and who != SHARED.get(name)
    ]


def _said(composition: Composition, service: str) -> str:
    """Every text that tells this container what to read."""
    told = composition.services[service]
    scripts = [composition.text(composition.file("configs", name)) for name in _configs(composition, service)]
    words = [*composition.environment(service).values(), *map(str, told.get("command", []))]
    return "\n".join([*words, *scripts])


def _configs(composition: Composition, service: str) -> set[str]:
    return {
        name
        for name in composition.mounted(service, "configs").values()
        if not composition.file("configs", name).startswith(PRIVATE)
    }


def _open(composition: Composition, service: str) -> list[str]:
    found = []
    for name, value in composition.environment(service).items():
        if SECRET.search(name) and not value.startswith("/run/secrets/") and not name.endswith("USERNAME"):
            found.append(f"{service} is told {name} openly")
        if re.search(r"://[^/@\s]+:[^/@\s]+@", value):
            found.append(f"{service} is told a password in {name}")
    return found
