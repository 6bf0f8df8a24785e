"""A Kafka broker: formatted once with the administrator in it, then ready when a group can really be joined."""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from deploy.embedded import jars, java
from deploy.embedded.credentials import KAFKA_ADMIN, Credentials, load
from deploy.embedded.head_start import INSISTING, head_start, learning, starting_from
from deploy.embedded.kafka.cluster import until_registered, until_whole
from deploy.embedded.kafka.group import wait_until_joinable
from deploy.embedded.kafka.properties import HOST, Broker, format_arguments, properties
from deploy.embedded.kafka.quorum import directory_ids
from deploy.embedded.layout import Layout, write_private
from deploy.embedded.part import CannotStart, Part, PartState, Progress
from deploy.embedded.ports import choose
from deploy.embedded.process import Process
from shared.messaging.topics_admin import Cluster, apply

HEAP, HEAP_OF_SEVERAL = "512m", "320m"
_PAUSE_S = 0.1
_WRITING_S = 60.0
"""How long a broker may take to write down what it learnt, when it has been told to end."""
_NOTHING_MUCH = ("kafka.tools.StorageTool", "random-uuid")
LOGGING = (
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSZ",
)


def names(count: int) -> tuple[str, ...]:
    """The brokers' names as parts: "kafka", "kafka-2", …"""
    return ("kafka", *(f"kafka-{number}" for number in range(2, count + 1)))


def ports_of(count: int) -> tuple[str, ...]:
    """The names of the ports that many brokers need."""
    return tuple(port for name in names(count) for port in (name, f"{name}-controller"))


class Kafka:
    """All brokers of one stack, as others see them.

    `wanted` brokers, or as many as the data are made for. `folders` are data folders by broker, where not under the
    stack's own; `settings` stand in every broker's configuration beside the ordinary ones. `learning` is where a run
    that is but practice leaves what it learnt.
    """

    def __init__(
        self,
        layout: Layout,
        credentials: Credentials,
        ports: dict[str, int],
        wanted: int | None = None,
        *,
        folders: Mapping[str, Path] | None = None,
        settings: Mapping[str, str] | None = None,
        learning: Path | None = None,
    ) -> None:
        self.layout = layout
        self.credentials = credentials
        self.directory_ids = directory_ids(layout, wanted)
        self.settings = dict(settings or {})
        at = dict(folders or {})
        self.brokers = [
            Broker(number, ports[name], ports[f"{name}-controller"], at.get(name, layout.data / name))
            for number, name in enumerate(names(len(self.directory_ids)), 1)
        ]
        self.learning = learning
        self.learnt: Path | None = None
        self._jars: list[Path] = []
        self._fetching = asyncio.Lock()

    @property
    def parts(self) -> list[Part]:
        return [
            BrokerPart(name, self, broker) for name, broker in zip(names(len(self.brokers)), self.brokers, strict=True)
        ]

    @property
    def bootstrap(self) -> str:
        return ",".join(f"{HOST}:{broker.port}" for broker in self.brokers)

    @property
    def cluster(self) -> Cluster:
        """For whoever administers it."""
        return Cluster(self.bootstrap, KAFKA_ADMIN, self.credentials.kafka[KAFKA_ADMIN])

    async def jars(self, progress: Progress) -> list[Path]:
        """The program, fetched and held against its lock by the first who asks."""
        async with self._fetching:
            if not self._jars:
                self._jars = await jars.fetch("Kafka", Path(__file__).with_name("jgo.lock.toml"), progress)
                if self.learning is None:
                    self.learnt = await head_start(self._jars, lambda draft: _practise(draft, progress))
            return self._jars

    async def open_up(self, progress: Progress) -> None:
        """Topics, users and rights as declared, and a group can be joined."""
        progress.doing("venter på de andre brokere")
        await until_registered(self.cluster, len(self.brokers))
        progress.doing("opretter emner, brugere og rettigheder")
        known = load(self.layout)  # as of now: apps may have come and gone since the broker last started
        users = {user: word for user, word in known.kafka.items() if user != KAFKA_ADMIN}
        await asyncio.to_thread(apply, self.cluster, known.apps, passwords=users)
        progress.doing("venter på at en gruppe kan dannes")
        await wait_until_joinable(self.bootstrap, self.credentials.kafka)


class BrokerPart:
    """One broker of them; the first also sets up what all have in common."""

    needs: frozenset[str] = frozenset()
    patience = 120.0  # it reads its logs first, and fetches what it has missed

    def __init__(self, name: str, kafka: Kafka, broker: Broker) -> None:
        self.name = name
        self._kafka = kafka
        self._broker = broker
        self._jars: list[Path] = []
        self._open = False

    async def prepare(self, progress: Progress) -> None:
        self._jars = await self._kafka.jars(progress)
        if not self._broker.folder.exists():
            progress.doing("formaterer")
            await self._format()
        self._configure(self._broker)

    def process(self) -> Process:
        heap = HEAP if len(self._kafka.brokers) == 1 else HEAP_OF_SEVERAL
        draft = self._kafka.learning
        flags = [] if draft is None else learning(draft)
        return Process(self.name, self.java(heap, *flags, "kafka.Kafka", str(self._settings)), self._log)

    async def probe(self) -> bool:
        _, writer = await asyncio.open_connection(HOST, self._broker.port)
        writer.close()
        return True

    async def settle(self, progress: Progress) -> None:
        if self.name == "kafka" and not (self._open and len(self._kafka.brokers) > 1):
            await self._kafka.open_up(progress)
            self._open = True
        if len(self._kafka.brokers) > 1:
            progress.doing("henter det, de andre har modtaget imens")
            await until_whole(self._kafka.cluster, self._broker.node_id)

    async def _format(self) -> None:
        # Made beside its place and moved there when whole: half a folder would be taken for a finished one.
        draft = self._broker.folder.with_name(f"{self._broker.folder.name}.new")
        await asyncio.to_thread(shutil.rmtree, draft, ignore_errors=True)
        draft.mkdir(mode=0o700, parents=True)
        self._configure(replace(self._broker, folder=draft))
        admin = f"SCRAM-SHA-512=[name={KAFKA_ADMIN},password={self._kafka.credentials.kafka[KAFKA_ADMIN]}]"
        arguments = self._kafka.layout.run / f"{self.name}-format.arguments"
        command = self.java(
            "128m",
            "kafka.tools.StorageTool",
            "format",
            "--cluster-id",
            self._kafka.credentials.cluster_id,
            "--config",
            str(self._settings),
            "--add-scram",
            admin,
            *format_arguments(self._kafka.brokers, self._kafka.directory_ids),
        )
        tool = Process(f"{self.name}-format", java.from_file(arguments, command), self._log)
        if await tool.finish() != 0:
            raise CannotStart(f"Kafka kunne ikke formatere sin mappe: {tool.last_words()} (se {self._log})")
        arguments.unlink()
        draft.rename(self._broker.folder)

    def _configure(self, broker: Broker) -> None:
        text = properties(broker, self._kafka.brokers, KAFKA_ADMIN, self._kafka.credentials.kafka, self._kafka.settings)
        write_private(self._settings, text)

    @property
    def _settings(self) -> Path:
        return self._kafka.layout.run / f"{self.name}.properties"

    @property
    def _log(self) -> Path:
        return self._kafka.layout.logs / f"{self.name}.log"

    def java(self, heap: str, *arguments: str) -> list[str]:
        """The command line of one of Kafka's programs, whose name and arguments these are."""
        flags = starting_from(self._kafka.learnt)
        return java.command(heap, *flags, *LOGGING, "-cp", java.class_path(self._jars), *arguments)


async def _practise(draft: Path, progress: Progress) -> None:
    """A broker of no account, from formatting to a group that is joined; what it learnt is tried before it is kept.

    Raises `CannotStart` where it ends by itself, or a JVM would not take what it left.
    """
    progress.doing("øver sin start, én gang for denne maskine")
    mute = Progress(PartState("kafka"), lambda: None)
    with tempfile.TemporaryDirectory(prefix="samspil-kafka-") as folder:
        layout = Layout(Path(folder))
        layout.make()
        kafka = Kafka(layout, load(layout), choose(layout, ports_of(1)), 1, learning=draft)
        part = BrokerPart("kafka", kafka, kafka.brokers[0])
        await part.prepare(mute)
        process = part.process()
        process.patience = _WRITING_S
        await process.start()
        try:
            async with asyncio.timeout(part.patience):
                await _until_there(process, part)
                await part.settle(mute)
        except BaseException:
            # Asked to end, it would first write down what nobody will read.
            process.kill()
            await process.wait()
            raise
        await process.stop()
        kafka.learnt = draft
        trial = part.java("128m", INSISTING, *_NOTHING_MUCH)
        if await Process("kafka-trial", trial, layout.logs / "trial.log").finish() != 0:
            raise CannotStart("det, Kafka lærte, kan ikke bruges")


async def _until_there(process: Process, part: Part) -> None:
    while process.pid is not None:
        with contextlib.suppress(OSError):
            if await part.probe():
                return
        await asyncio.sleep(_PAUSE_S)
    raise CannotStart(process.last_words())
