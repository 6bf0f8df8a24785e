"""What the commands need from outside, and what they hand on to be shown."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from deploy.register import Register
from shared.messaging.topics_admin import Difference
from shared.messaging.topics_app import Standing


class Kafka(Protocol):
    """One app's part of the cluster; `deploy.cli.apps.leaving.LeavingTopics` is the real one."""

    def standing(self, app: str) -> Standing: ...
    def standings(self, apps: Iterable[str]) -> dict[str, Standing]: ...
    def all(self) -> set[str]: ...
    def open(self, app: str, registered: Iterable[str], password: str | None) -> list[Difference]: ...
    def new_password(self, app: str, password: str) -> None: ...
    def shut(self, app: str) -> None: ...
    def unread(self, apps: Iterable[str]) -> dict[str, dict[str, int]]: ...
    def undecided(self, app: str) -> tuple[int, int]: ...
    def all_answered(self, app: str) -> bool: ...
    def clear(self, app: str) -> None: ...


class Clients(Protocol):
    """The apps' clients at the issuer. A call that fails has one Danish line in a `CannotStart`."""

    by_hand: bool
    """Whether somebody must do there what the commands cannot."""

    def put(self, app: str, department: str, secret: str) -> None:
        """Makes the client, in place of what is left of an earlier one."""

    def rotate(self, app: str, department: str, secret: str) -> None:
        """Gives the client another secret, and the earlier one ends at once; makes the client where it is gone."""

    def remove(self, app: str) -> bool:
        """Takes the client away; False where there was none."""


class Webhooks(Protocol):
    """Where apps are told over a webhook."""

    def remove(self, app: str) -> bool:
        """Takes away what a registered app has of a webhook; False where that could not be asked for."""


class Keeping(Protocol):
    """Who remembers secrets in clear: the embedded stack does, so that scripts can be any app; production never."""

    def keep(self, app: str, kafka: str | None, client: str | None) -> None: ...

    def registered(self) -> None:
        """The register has changed: whatever shows the apps is written anew."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """What an app must be told to connect. Empty where nobody here knows it."""

    bootstrap: str
    security: str
    mechanism: str
    token: str = ""
    services: dict[str, str] = field(default_factory=dict)
    kept: str = ""
    """The file in which the embedded stack keeps the secrets; nothing anywhere else."""


@dataclass(frozen=True, slots=True)
class House:
    """Where apps are managed: the embedded stack that runs, or what the environment names."""

    register: Register
    kafka: Kafka
    clients: Clients
    webhooks: Webhooks
    keeping: Keeping
    addresses: Addresses
    taken: Collection[str] = ()
    """Names beyond the reserved ones that are somebody's here: Kafka's administrator, people's clients."""
    fixed: Collection[str] = ()
    """Apps that belong to the house and stay."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """Shown once, kept nowhere but where the embedded stack keeps its own."""

    client: str = field(repr=False)
    kafka: str = field(repr=False)
