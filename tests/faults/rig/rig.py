"""One rig: the embedded stack with several instances of each service, and a hand on every process."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import httpx2

from deploy.embedded.keeper import Keeper
from deploy.embedded.services import instances_of
from deploy.embedded.stack import Stack
from shared.messaging.topics import SERVICES
from shared.messaging.topics_admin import connect
from tests.faults.rig import asking, processes
from tests.faults.rig.clocks import Clocks
from tests.faults.rig.disks import Disk
from tests.integration.driver import Driver
from tests.sabotage import Sabotage, Switches

PARTS = frozenset({"kafka", "postgres", "issuer", "mail"})
_FAMILIES = frozenset({"postgres"})
"""Parts that are several processes."""


class Rig:
    """What the rows of faults are given. A part's name is "kafka", "postgres", "referral", "referral-2" and so on.

    A part that was killed is started again by its keeper; one that is frozen is left alone until it is woken.
    """

    def __init__(
        self,
        stack: Stack,
        driver: Driver,
        client: httpx2.AsyncClient,
        switches: Switches,
        disks: Mapping[str, Disk],
        times: Clocks | None,
    ) -> None:
        self.stack = stack
        self.driver = driver
        self.switches = switches
        self.disks = disks
        """The small ones, by part."""
        self._times = times
        self._client = client
        self._frozen: set[str] = set()

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        root: Path,
        *,
        brokers: int = 1,
        instances: int = 2,
        clocks: Mapping[str, str] | None = None,
        extra: Mapping[str, Mapping[str, str]] | None = None,
        disks: Mapping[str, int] | None = None,
        night: datetime | None = None,
    ) -> "AsyncIterator[Rig]":
        """Starts it in a folder of its own, ready; leaves nothing running.

        `clocks` and `extra` are those of `Stack`. Every instance can be sabotaged. `disks` gives brokers and
        PostgreSQL disks of their own of so many MiB. With `night` the instances, the issuer and PostgreSQL live at that
        moment, each by a clock of its own. Raises `NotHere` where the machine does not allow that.
        """
        switches = Switches(root / "switches")
        told = dict.fromkeys(SERVICES, switches.environment)
        for part, more in (extra or {}).items():
            told[part] = {**told.get(part, {}), **more}
        turned = [*(part for service in SERVICES for part in instances_of(service, instances)), "issuer", "postgres"]
        times = Clocks(root / "clocks", turned, night) if night is not None else None
        if times is not None:
            for part in turned:
                told[part] = {**told.get(part, {}), **times.environment(part)}
        small = {part: Disk(root / f"disk-{part}", size) for part, size in (disks or {}).items()}
        stack = Stack(
            root,
            parts=PARTS,
            brokers=brokers,
            instances=instances,
            clocks=clocks,
            extra=told,
            folders={part: disk.folder / part for part, disk in small.items()},
        )
        async with AsyncExitStack() as open_:
            if times is not None:
                open_.callback(times.close)
            for disk in small.values():
                open_.enter_context(disk.mounted())
            await open_.enter_async_context(stack)
            driver = await open_.enter_async_context(Driver.open(stack))
            # Questions of its own, which wait behind nobody's reports.
            client = await open_.enter_async_context(httpx2.AsyncClient(trust_env=False))
            rig = cls(stack, driver, client, switches, small, times)
            open_.callback(rig._wake_everyone)
            yield rig

    @property
    def times(self) -> Clocks:
        """The parts' own clocks, where they have some."""
        assert self._times is not None, "this rig lives in the present"
        return self._times

    async def clocks_seen(self, seconds: float = 60) -> None:
        """Until every instance and PostgreSQL live by their clocks as they are turned. Raises `TimeoutError`."""
        async with asyncio.timeout(seconds), self.superuser() as database:
            for part in self.everyone():
                await self.times.seen(part, partial(asking.time_of, self._client, self.url(part)))
            await self.times.seen("postgres", partial(database.fetchval, "SELECT clock_timestamp()"))

    def instances(self, service: str) -> list[str]:
        """The parts a service runs in."""
        return list(self.stack.instances(service))

    def everyone(self) -> list[str]:
        """Every instance of every service."""
        return [part for service in self.stack.services for part in self.instances(service)]

    def pid(self, part: str) -> int:
        """The process id, also of one that is starting or frozen; ProcessLookupError while it is down."""
        found = self._keeper(part).pid
        if found is None:
            raise ProcessLookupError(part)
        return found

    def url(self, part: str) -> str:
        """The address of that one instance."""
        return self.stack.url(part)

    def kill(self, part: str) -> None:
        """SIGKILL, to PostgreSQL's children, too; its keeper starts it again. ProcessLookupError while it is down."""
        self.signal(part, signal.SIGKILL, children=part in _FAMILIES)
        self._frozen.discard(part)

    def freeze(self, part: str) -> None:
        """SIGSTOP: it keeps its connections and says nothing more."""
        self.signal(part, signal.SIGSTOP, children=part in _FAMILIES)
        self._frozen.add(part)

    def wake(self, part: str) -> None:
        """SIGCONT; nothing where it was killed meanwhile."""
        with contextlib.suppress(ProcessLookupError):
            self.signal(part, signal.SIGCONT, children=part in _FAMILIES)
        self._frozen.discard(part)

    async def terminate(self, part: str, seconds: float = 60) -> float:
        """SIGTERM; seconds until it was gone. Its keeper starts it again."""
        pid = self.pid(part)
        self.signal(part, signal.SIGTERM)
        return await processes.gone(pid, seconds)

    async def stop(self, part: str) -> None:
        """Takes it down, asking first, and leaves it down."""
        self.wake(part)
        await self.stack.stop_part(part)

    async def start(self, part: str) -> None:
        """Takes it up again and waits until it is ready."""
        await self.stack.start_part(part)

    async def ready(self, parts: Collection[str] | None = None, seconds: float = 60) -> None:
        """Until these parts, or all there are, are up and say that they are ready. `TimeoutError` has the reason."""
        asked = list(self.stack.supervisor.state.parts) if parts is None else list(parts)
        instances = {part: self.url(part) for part in asked if part in self.everyone()}
        async with asyncio.timeout(seconds):
            for part in asked:
                await self._keeper(part).ready.wait()
            await asking.until_ready(self._client, instances, seconds)

    async def unready(self, part: str) -> str | None:
        """The reason `/readyz` of this instance gives, or that it does not answer; None where it is ready."""
        return await asking.reason(self._client, self.url(part))

    async def metric(self, part: str, name: str) -> float | None:
        """One of the instance's metrics without labels; None where it does not answer."""
        return await asking.metric(self._client, self.url(part), name)

    async def labelled(self, part: str, name: str) -> dict[str, float]:
        """One of the instance's metrics by its labels as they are written; nothing where it does not answer."""
        return await asking.labelled(self._client, self.url(part), name)

    async def relay_owner(self, service: str, seconds: float = 30) -> str:
        """The instance whose relay sends. Raises `TimeoutError` where none does, or two at once, for so long."""
        parts = self.instances(service)
        async with asyncio.timeout(seconds):
            while True:
                active = await asyncio.gather(*(self.metric(part, "samspil_relay_active") for part in parts))
                owners = [part for part, is_active in zip(parts, active, strict=True) if is_active == 1]
                if len(owners) == 1:
                    return owners[0]
                await asyncio.sleep(0.25)

    @asynccontextmanager
    async def superuser(self) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
        """PostgreSQL's administrator, who may end anybody's connection."""
        connection = await asyncpg.connect(self.stack.superuser)
        try:
            yield connection
        finally:
            await connection.close()

    async def brokers(self) -> Any:
        """What the brokers say of themselves now: confluent-kafka's `ClusterMetadata`. Raises `KafkaException`."""
        return await asyncio.to_thread(connect(self.stack.cluster).list_topics, timeout=5)

    @contextlib.contextmanager
    def sabotaged(self, parts: Collection[str], *sabotages: Sabotage) -> Iterator[None]:
        """Inside the block these instances are broken from the moment they next come by; nobody is restarted."""
        with self.switches.sabotaged(parts, *sabotages):
            yield

    async def come_by(self, strikes: Mapping[str, Sabotage], seconds: float = 40) -> None:
        """One strike an instance; returns when each has happened. Raises `TimeoutError` with those that never did."""
        left = dict(strikes)
        try:
            for part, strike in left.items():
                self._keeper(part).forgive()
                self.switches.on(part, strike)
            async with asyncio.timeout(seconds):
                while left := {part: s for part, s in left.items() if self.switches.is_on(part, s)}:  # noqa: ASYNC110 (in other processes)
                    await asyncio.sleep(0.02)
        except TimeoutError:
            never = ", ".join(f"{part} {strike.name}" for part, strike in left.items())
            raise TimeoutError(f"never came by: {never}") from None
        finally:
            for part, strike in strikes.items():
                self.switches.off(part, strike)
                if strike.arguments["signal"] == "STOP":
                    self._frozen.add(part)

    def signal(self, part: str, number: signal.Signals, *, children: bool = False) -> None:
        """Any signal. What falls of it counts as its first fall, so that its keeper does not wait longer each time."""
        pid = self.pid(part)
        self._keeper(part).forgive()
        processes.send(pid, number, children=children)

    def _wake_everyone(self) -> None:
        for part in list(self._frozen):
            self.wake(part)

    def _keeper(self, part: str) -> Keeper:
        return self.stack.supervisor.keeper(part)
