"""A house of fakes: what stands at Kafka, at the issuer and in the keeping, and a fault wherever one is wanted."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from deploy.cli.apps.ports import Addresses, House
from deploy.register import Register
from shared.messaging.topics import SERVICES, intake_topic, receipts_topic
from shared.messaging.topics_admin import Difference
from shared.messaging.topics_app import Standing


class Crash(Exception):
    """The power went."""


@dataclass
class World:
    """What there is. `did` names each step as it begins; the step named by `breaks` never happens."""

    did: list[str] = field(default_factory=list)
    breaks: str | None = None
    topics: set[str] = field(default_factory=set)
    users: dict[str, str] = field(default_factory=dict)
    rights: set[str] = field(default_factory=set)
    clients: dict[str, str] = field(default_factory=dict)
    kept: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    unread: list[int] = field(default_factory=list)
    """What is unread of an app's at each look; once it is empty, nothing."""
    undecided: list[int] = field(default_factory=list)
    unanswered: bool = False
    """Whether a record stands there that has no final answer."""
    notifications_answers: bool = True

    def step(self, name: str) -> None:
        self.did.append(name)
        if self.breaks == name:
            raise Crash(name)

    def of(self, app: str) -> set[str]:
        """Where anything of the app is found."""
        places = {
            "topics": bool({intake_topic(app), receipts_topic(app)} & self.topics),
            "user": app in self.users,
            "rights": app in self.rights,
            "client": app in self.clients,
            "kept": self.kept.get(app, (None, None)) != (None, None),
        }
        return {place for place, there in places.items() if there}


class FakeKafka:
    def __init__(self, world: World) -> None:
        self._world = world

    def standing(self, app: str) -> Standing:
        here = {name for name in (intake_topic(app), receipts_topic(app)) if name in self._world.topics}
        return Standing(frozenset(here), app in self._world.users, int(app in self._world.rights))

    def standings(self, apps: Iterable[str]) -> dict[str, Standing]:
        return {app: self.standing(app) for app in apps}

    def all(self) -> set[str]:
        return {topic.removeprefix("intake.").removesuffix(".receipts") for topic in self._world.topics}

    def open(self, app: str, registered: Iterable[str], password: str | None) -> list[Difference]:
        before = self._world.of(app)
        self._world.step("topics")
        self._world.topics |= {intake_topic(app), receipts_topic(app)}
        if password is not None:
            self._world.step("user")
            self._world.users[app] = password
        self._world.step("rights")
        self._world.rights.add(app)
        return [Difference(place, app, "missing", mended=True) for place in self._world.of(app) - before]

    def new_password(self, app: str, password: str) -> None:
        self._world.step("password")
        self._world.users[app] = password

    def shut(self, app: str) -> None:
        self._world.step("shut")
        self._world.users.pop(app, None)

    def unread(self, apps: Iterable[str]) -> dict[str, dict[str, int]]:
        self._world.step("look")
        count = self._world.unread.pop(0) if self._world.unread else 0
        there = [app for app in apps if intake_topic(app) in self._world.topics]
        return {app: dict.fromkeys(SERVICES, count) for app in there}

    def undecided(self, app: str) -> tuple[int, int]:
        return (self._world.undecided.pop(0) if self._world.undecided else 0), 7

    def all_answered(self, app: str) -> bool:
        return not self._world.unanswered

    def clear(self, app: str) -> None:
        self._world.step("clear")
        self._world.topics -= {intake_topic(app), receipts_topic(app)}
        self._world.rights.discard(app)


class FakeClients:
    by_hand = False

    def __init__(self, world: World) -> None:
        self._world = world

    def put(self, app: str, department: str, secret: str) -> None:
        self._world.step("client")
        self._world.clients[app] = secret

    def rotate(self, app: str, department: str, secret: str) -> None:
        self.put(app, department, secret)

    def remove(self, app: str) -> bool:
        self._world.step("client away")
        return self._world.clients.pop(app, None) is not None


class FakeWebhooks:
    def __init__(self, world: World) -> None:
        self._world = world

    def remove(self, app: str) -> bool:
        self._world.step("webhook")
        return self._world.notifications_answers


class FakeKeeping:
    def __init__(self, world: World) -> None:
        self._world = world

    def keep(self, app: str, kafka: str | None, client: str | None) -> None:
        self._world.step("keep")
        self._world.kept[app] = (kafka, client)

    def registered(self) -> None:
        self._world.step("shown")


class WatchedRegister(Register):
    """The real one, whose changes are steps, too."""

    def __init__(self, path: Path, step: Callable[[str], None]) -> None:
        super().__init__(path)
        self._step = step

    def put(self, apps: dict[str, str]) -> None:
        self._step("register")
        super().put(apps)

    def take(self, app: str) -> bool:
        self._step("struck out")
        return super().take(app)


def a_house(folder: Path, world: World, *, taken: Iterable[str] = (), fixed: Iterable[str] = ()) -> House:
    return House(
        WatchedRegister(folder / "apps.json", world.step),
        FakeKafka(world),
        FakeClients(world),
        FakeWebhooks(world),
        FakeKeeping(world),
        Addresses("broker:9092", "SASL_SSL", "SCRAM-SHA-512", "https://issuer/token"),
        taken=set(taken),
        fixed=set(fixed),
    )


@contextmanager
def broken_at(world: World, step: str) -> Iterator[None]:
    """Inside, the world ends at that step; afterwards it goes on from what there is."""
    world.breaks = step
    try:
        with suppress(Crash):
            yield
    finally:
        world.breaks = None
