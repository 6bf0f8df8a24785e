"""The embedded stack as one object: what `samspil up` runs and what tests start.

    async with Stack(folder, services=("referral",)) as stack:
        stack.endpoints["referral"]

`parts` leaves out what a test does not need (`{"kafka", "postgres"}`); the services' own names are not parts.
"""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2

from deploy.embedded import citizen, ports
from deploy.embedded.choice import Choice, Identity
from deploy.embedded.claim import claim
from deploy.embedded.kafka.part import ports_of
from deploy.embedded.kafka.quorum import count
from deploy.embedded.layout import REPOSITORY, Layout, write_json
from deploy.embedded.plan import PARTS, PORTS, Plan
from deploy.embedded.services import built, instances_of
from deploy.embedded.sign_in import NotTold
from deploy.embedded.supervisor import StackState, Supervisor
from shared.messaging.topics import SERVICES
from shared.messaging.topics_admin import Cluster

NEEDED = frozenset({"kafka", "postgres", "issuer"})
"""What the services cannot do without: with these, and all of them, the demo citizen can be registered."""


class Stack:
    """One stack under `root`. Entering starts it and returns when all of it is ready; leaving stops all of it.

    `services` defaults to every service this checkout has. `identity` is who signs people in: the small issuer
    (the part "issuer"), or Keycloak in its place. `sandbox` adds the page for vendors. Kafka has so many `brokers`, or
    as many as its data are made for. Each service runs in so many `instances`, of which `endpoints` names the first.
    `clocks` are clock lengths by name (ISO 8601). `extra` adds environment variables to a part: to all instances of a
    service, or to one ("referral-2"). `folders` are data folders of brokers and PostgreSQL by part, `broker` more
    settings of every broker. `watch` is called with every change of state, from any thread. Raises `CannotStart` with
    one Danish line. To be entered from the main thread: processes die with the thread they came from.
    """

    def __init__(
        self,
        root: Path = REPOSITORY,
        services: Sequence[str] | None = None,
        parts: Collection[str] = PARTS,
        *,
        identity: Identity = "issuer",
        sandbox: bool = False,
        brokers: int | None = None,
        instances: int = 1,
        clocks: Mapping[str, str] | None = None,
        extra: Mapping[str, Mapping[str, str]] | None = None,
        folders: Mapping[str, Path] | None = None,
        broker: Mapping[str, str] | None = None,
        watch: Callable[[StackState], None] | None = None,
    ) -> None:
        self.layout = Layout(root)
        self.services = built() if services is None else tuple(services)
        self.complete = set(self.services) == set(SERVICES) and set(parts) >= NEEDED
        self._parts = frozenset(parts)
        self._choice = Choice(identity, sandbox, brokers)
        self._clocks = dict(clocks or {})
        self._instances = instances
        self._extra = {part: dict(more) for part, more in (extra or {}).items()}
        for service in self.services:
            for part in instances_of(service, instances)[1:]:  # each by itself, so that one can be changed alone
                self._extra[part] = {**self._extra.get(service, {}), **self._extra.get(part, {})}
        self._folders = dict(folders or {})
        self._broker = dict(broker or {})
        self._watch = watch
        self._open = contextlib.ExitStack()
        self.endpoints: dict[str, Any] = {}
        """What `endpoints.json` says; complete once the stack has started."""
        self.remarks: list[str] = []
        """What went less than well without being in the way, one Danish line each."""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        self._open.enter_context(claim(self.layout))
        try:
            self._build()
            await self.supervisor.start()
            self._describe()
            if self.complete:
                await self._register_citizen()
            self.supervisor.announce(self.remarks)
        except BaseException:
            await self.stop()
            raise

    def watch(self, watcher: Callable[[StackState], None] | None) -> None:
        """Has `watcher` called with every change from now on; None: nobody."""
        self._watch = watcher

    def kill(self) -> None:
        """Ends every process at once; `stop` is still to be called."""
        if hasattr(self, "supervisor"):
            self.supervisor.kill()

    @property
    def runs(self) -> bool:
        """Whether anything has been started and not stopped again."""
        return hasattr(self, "supervisor") and self.supervisor.state.phase not in {"failed", "down"}

    async def stop(self) -> None:
        """Stops what runs; safe to call again."""
        if self.runs:
            await asyncio.shield(self.supervisor.stop())
        self._open.close()

    def instances(self, service: str) -> tuple[str, ...]:
        """The names of the service's instances as parts."""
        return instances_of(service, self._instances)

    def url(self, part: str) -> str:
        """Where that instance answers."""
        return self._plan.environment.url(part)

    def environment(self, part: str) -> dict[str, str]:
        """What a service, or an instance of it, is started with, and the owner's database address for a migration."""
        return {**self._plan.environment.for_migration(part), **self._extra.get(part, {})}

    @property
    def cluster(self) -> Cluster:
        """Kafka, as its administrator reaches it."""
        return self._plan.kafka.cluster

    @property
    def superuser(self) -> str:
        """PostgreSQL, as its superuser reaches it."""
        return self._plan.postgres.superuser

    def pid(self, name: str) -> int:
        """The process id of a part or service that runs; ProcessLookupError where it does not."""
        found = self.supervisor.state.parts[name].pid
        if found is None:
            raise ProcessLookupError(name)
        return found

    @contextlib.contextmanager
    def changed_environment(self, part: str, **variables: str) -> Iterator[None]:
        """Inside, the part starts with these variables beside its own; one that runs already is left as it is."""
        before = self._extra.get(part, {})
        self._extra[part] = {**before, **variables}
        try:
            yield
        finally:
            self._extra[part] = before

    async def stop_part(self, name: str) -> None:
        """Takes one part down and leaves it down."""
        await self.supervisor.keeper(name).end()

    async def start_part(self, name: str) -> None:
        """Takes it up again and waits until it is ready."""
        await self.supervisor.start_one(name)

    def _build(self) -> None:
        more = [part for service in self.services for part in self.instances(service)[1:]]
        brokers = ports_of(count(self.layout, self._choice.brokers))
        self._plan = Plan.make(
            self.layout,
            ports.choose(self.layout, dict.fromkeys([*PORTS, *brokers, *more])),
            choice=self._choice,
            clocks=self._clocks,
            traced="zipkin" in self._parts,
            folders=self._folders,
            broker=self._broker,
        )
        self._choice.remember(self.layout)
        chosen = self._plan.chosen(self._parts, self.services, self._instances)
        self.supervisor = Supervisor(chosen, self._changed, self._extra)

    def _describe(self) -> None:
        self.endpoints = self._plan.endpoints()
        write_json(self.layout.endpoints, self.endpoints)

    async def _register_citizen(self) -> None:
        try:
            found = await citizen.register(self.endpoints)
            write_json(self.layout.data / "citizen.json", {"citizen_id": str(found)})
            await self._plan.sign_in.tell_citizen(str(found))
            self._describe()
            await citizen.designate(self.endpoints, found)
        except (citizen.NotRegistered, NotTold) as error:
            self.remarks.append(str(error))
        except httpx2.HTTPError as error:
            self.remarks.append(f"demoborgeren kunne ikke registreres ({type(error).__name__})")

    def _changed(self, state: StackState) -> None:
        write_json(self.layout.state, state.plain())
        if self._watch is not None:
            self._watch(state)
