"""Which names an app may have: it is its client, its Kafka user and part of its topics, and must be nobody else's."""

import re
from collections.abc import Collection, Iterable

from deploy.embedded.part import CannotStart
from shared.contracts.codes import DEPARTMENTS
from shared.messaging.topics import AUDITOR, SERVICES, overlap

LONGEST = 63
FORM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RESERVED = frozenset(
    {
        *SERVICES,
        AUDITOR,
        "samspil",
        "samspil-web",
        "samspil-admin",
        "admin",
        "sandbox",
        # Clients that every realm of Keycloak has from the beginning.
        *("account", "account-console", "admin-cli", "broker", "master-realm", "realm-management"),
        "security-admin-console",
    }
)
"""Somebody else's users and clients: to make one of them anew would take it over, to remove it would end it."""


def check_form(name: str) -> None:
    """Raises `CannotStart` for what is no name of an app."""
    if not FORM.fullmatch(name) or len(name) > LONGEST:
        raise CannotStart(f"NAVN: højst {LONGEST} tegn: små bogstaver a-z, cifre og enkelte bindestreger imellem dem")


def check_free(name: str, taken: Collection[str]) -> None:
    """Raises `CannotStart` for a name that is somebody's who is no app; `taken` are more of them."""
    if name in RESERVED or name in taken:
        raise CannotStart("NAVN: det navn er optaget af Samspil selv: vælg et andet")


def check_place(name: str, registered: Iterable[str]) -> None:
    """Raises `CannotStart` where the app would share consumer groups with somebody."""
    other = overlap(name, registered)
    if other is not None:
        raise CannotStart(
            f"NAVN: det ene navn må ikke begynde med det andet, for så deler de læsegrupper på Kafka: her med {other}"
        )


def check_department(code: str) -> None:
    if code not in DEPARTMENTS:
        raise CannotStart(f"--department: vælg en af {', '.join(DEPARTMENTS)}")
