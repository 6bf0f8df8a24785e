"""Every topic and who may do what with it: the one declaration, as data.

Nothing here talks to a broker; `topics_admin` holds a cluster against it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

SERVICES = ("referral", "kraftcenter", "notifications")

HEARS: dict[str, tuple[str, ...]] = {
    "referral": ("kraftcenter", "notifications"),
    "kraftcenter": ("referral", "notifications"),
    "notifications": ("referral", "kraftcenter"),
}
"""Whose events each service reads. Never its own: what it publishes it has already applied."""

AUDITOR = "auditor"
EVENTS_PARTITIONS = 12
INTAKE_PARTITIONS = 3
BATCH_BYTES = 180_000
"""A batch of ours is no larger, and a reader takes no more of a partition at once: a larger one Kafka hands out only
where its partition happens to be the first asked. A record alone may be of any size."""
_NAME = re.compile(r"[a-z0-9-]{1,63}")
RETENTION_DAYS = 7

ResourceKind = Literal["topic", "group"]
Operation = Literal["read", "write", "describe"]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it should be. `retention_ms` bounds how long pseudonymised events stand on the broker."""

    name: str
    partitions: int
    retention_ms: int


@dataclass(frozen=True, slots=True)
class Grant:
    """One principal's right to one resource; `prefixed` when `name` stands for every name that begins with it."""

    principal: str
    kind: ResourceKind
    name: str
    operations: tuple[Operation, ...]
    prefixed: bool = False


def events_topic(service: str) -> str:
    return f"{service}.events"


def intake_topic(app: str) -> str:
    return f"intake.{app}"


def receipts_topic(app: str) -> str:
    return f"intake.{app}.receipts"


def intake_group(service: str) -> str:
    """The consumer group in which a service reads the apps' reports."""
    return f"{service}-intake"


def topics(apps: Iterable[str], *, retention_days: int = RETENTION_DAYS) -> list[Topic]:
    """Every topic there should be for the registered apps, in a stable order."""
    kept = retention_days * 24 * 60 * 60 * 1000
    names = _checked(apps)
    return [
        *(Topic(events_topic(service), EVENTS_PARTITIONS, kept) for service in SERVICES),
        *(Topic(intake_topic(app), INTAKE_PARTITIONS, kept) for app in names),
        *(Topic(receipts_topic(app), INTAKE_PARTITIONS, kept) for app in names),
    ]


def grants(apps: Iterable[str]) -> list[Grant]:
    """Every right there should be. What is not here is refused by the broker."""
    names = _checked(apps)
    return [
        *(grant for service in SERVICES for grant in _service(service, names)),
        *(grant for app in names for grant in _app(app)),
        *(Grant(AUDITOR, "topic", events_topic(service), ("read", "describe")) for service in SERVICES),
        Grant(AUDITOR, "group", AUDITOR, ("read", "describe"), prefixed=True),
    ]


def principals(apps: Iterable[str]) -> list[str]:
    """Every user the broker knows beside the administrator."""
    return [*SERVICES, *_checked(apps), AUDITOR]


def _service(service: str, apps: list[str]) -> list[Grant]:
    return [
        Grant(service, "topic", events_topic(service), ("write", "describe")),
        *(Grant(service, "topic", events_topic(heard), ("read", "describe")) for heard in HEARS[service]),
        *(Grant(service, "topic", intake_topic(app), ("read", "describe")) for app in apps),
        *(Grant(service, "topic", receipts_topic(app), ("write", "describe")) for app in apps),
        Grant(service, "group", service, ("read", "describe")),
        Grant(service, "group", intake_group(service), ("read", "describe")),
    ]


def _app(app: str) -> list[Grant]:
    return [
        Grant(app, "topic", intake_topic(app), ("write", "describe")),
        Grant(app, "topic", receipts_topic(app), ("read", "describe")),
        Grant(app, "group", app, ("read", "describe"), prefixed=True),
    ]


def overlap(app: str, others: Iterable[str]) -> str | None:
    """The name of somebody whose groups would be the app's, too, or the other way round; None where all is well.

    An app has every group that begins with its name, so neither of two apps' names may begin the other's.
    """
    literal = [group for service in SERVICES for group in (service, intake_group(service))]
    prefixed = [AUDITOR, *(other for other in others if other != app)]
    shared = [group for group in literal if group.startswith(app)]
    shared += [other for other in prefixed if other.startswith(app) or app.startswith(other)]
    return shared[0] if shared else None


def _checked(apps: Iterable[str]) -> list[str]:
    """The apps' names, sorted. Raises ValueError for what is no name, or where two principals would share a group."""
    names = sorted(set(apps))
    for name in names:
        if not _NAME.fullmatch(name):
            # `skole.receipts` would write where the answers to `skole` stand.
            raise ValueError(f"the app {name} may not be named so: a-z, 0-9 and dashes, 63 at most")
        other = overlap(name, names)
        if other is not None:
            raise ValueError(f"the app {name} may not be named so: it would share groups with {other}")
    return names
