"""Who may do what, twice: as the declaration says it, and written down by hand for what must never change."""

from collections.abc import Iterable, Sequence

from shared.messaging.topics import AUDITOR, SERVICES, Grant, grants, topics
from tests.integration.acls.attempts import Access

NOBODYS = "somebody-else"


def every_topic(apps: Iterable[str]) -> list[str]:
    return [topic.name for topic in topics(apps)]


def every_group(apps: Sequence[str]) -> list[str]:
    """Each service's, each app's own and one that begins as it does, the auditor's, and one that is nobody's."""
    named = [*SERVICES, *(f"{service}-intake" for service in SERVICES), *apps, AUDITOR]
    return [*named, *(f"{name}-1" for name in (*apps, AUDITOR, *SERVICES)), NOBODYS]


def declared(apps: Sequence[str]) -> set[Access]:
    """The declaration, spelled out for every topic and group there is."""
    return {access for grant in grants(apps) for access in _spelled_out(grant, every_group(apps))}


def _spelled_out(grant: Grant, groups: Iterable[str]) -> Iterable[Access]:
    if grant.kind == "topic":
        assert not grant.prefixed, "a right to topics by prefix would reach topics that nobody has thought of yet"
        for operation in grant.operations:
            yield Access(grant.principal, "see" if operation == "describe" else operation, grant.name)
    elif "read" in grant.operations:
        for group in groups:
            if group == grant.name or (grant.prefixed and group.startswith(grant.name)):
                yield Access(grant.principal, "join", group)


def by_hand(apps: Sequence[str]) -> set[Access]:
    """The same without the declaration: an app has its two topics, a service writes its own events and the answers."""
    found = set()
    for app in apps:
        found |= {
            Access(app, "write", f"intake.{app}"),
            Access(app, "read", f"intake.{app}.receipts"),
            Access(app, "join", app),
            Access(app, "join", f"{app}-1"),
        }
    for service in SERVICES:
        found |= {Access(service, "write", f"{service}.events")}
        found |= {Access(service, "write", f"intake.{app}.receipts") for app in apps}
        found |= {Access(service, "read", f"intake.{app}") for app in apps}
        found |= {Access(service, "read", f"{other}.events") for other in SERVICES if other != service}
        found |= {Access(service, "join", service), Access(service, "join", f"{service}-intake")}
        found |= {Access(AUDITOR, "read", f"{service}.events")}
    # What one may read or write one sees, and nothing beyond it.
    found |= {Access(access.principal, "see", access.name) for access in found if access.operation != "join"}
    return found | {Access(AUDITOR, "join", AUDITOR), Access(AUDITOR, "join", f"{AUDITOR}-1")}
