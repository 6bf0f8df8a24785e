"""The Kafka broker: formatted once with the administrator in it, then ready when a group can really be joined."""

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

from deploy.embedded import jars, java
from deploy.embedded.credentials import KAFKA_ADMIN, Credentials, load
from deploy.embedded.kafka.group import wait_until_joinable
from deploy.embedded.kafka.properties import HOST, Broker, format_arguments, properties
from deploy.embedded.layout import Layout, write_private
from deploy.embedded.part import CannotStart, Progress
from deploy.embedded.process import Process
from shared.messaging.topics_admin import Cluster, apply

HEAP = "512m"
LOGGING = (
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSZ",
)


class Kafka:
    name = "kafka"
    needs: frozenset[str] = frozenset()
    patience = 60.0

    def __init__(self, layout: Layout, credentials: Credentials, ports: dict[str, int]) -> None:
        self._layout = layout
        self._credentials = credentials
        self._broker = Broker(1, ports["kafka"], ports["kafka-controller"], layout.data / "kafka")
        self._jars: list[Path] = []

    @property
    def bootstrap(self) -> str:
        return f"{HOST}:{self._broker.port}"

    @property
    def cluster(self) -> Cluster:
        """For whoever administers it."""
        return Cluster(self.bootstrap, KAFKA_ADMIN, self._credentials.kafka[KAFKA_ADMIN])

    async def prepare(self, progress: Progress) -> None:
        self._jars = await jars.fetch("Kafka", Path(__file__).with_name("jgo.lock.toml"), progress)
        if not self._broker.folder.exists():
            progress.doing("formaterer")
            await self._format()
        self._configure(self._broker)

    def process(self) -> Process:
        return Process("kafka", self._java(HEAP, "kafka.Kafka", str(self._settings)), self._log)

    async def probe(self) -> bool:
        _, writer = await asyncio.open_connection(HOST, self._broker.port)
        writer.close()
        return True

    async def settle(self, progress: Progress) -> None:
        progress.doing("opretter emner, brugere og rettigheder")
        known = load(self._layout)  # as of now: apps may have come and gone since the broker last started
        users = {user: word for user, word in known.kafka.items() if user != KAFKA_ADMIN}
        await asyncio.to_thread(apply, self.cluster, known.apps, passwords=users)
        progress.doing("venter på at en gruppe kan dannes")
        await wait_until_joinable(self.bootstrap, self._credentials.kafka)

    async def _format(self) -> None:
        # Made beside its place and moved there when whole: half a folder would be taken for a finished one.
        draft = self._broker.folder.with_name("kafka.new")
        await asyncio.to_thread(shutil.rmtree, draft, ignore_errors=True)
        draft.mkdir(mode=0o700, parents=True)
        self._configure(replace(self._broker, folder=draft))
        admin = f"SCRAM-SHA-512=[name={KAFKA_ADMIN},password={self._credentials.kafka[KAFKA_ADMIN]}]"
        arguments = self._layout.run / "kafka-format.arguments"
        command = self._java(
            "128m",
            "kafka.tools.StorageTool",
            "format",
            "--cluster-id",
            self._credentials.cluster_id,
            "--config",
            str(self._settings),
            "--add-scram",
            admin,
            *format_arguments([self._broker], []),
        )
        tool = Process("kafka-format", java.from_file(arguments, command), self._log)
        if await tool.finish() != 0:
            raise CannotStart(f"Kafka kunne ikke formatere sin mappe: {tool.last_words()} (se {self._log})")
        arguments.unlink()
        draft.rename(self._broker.folder)

    def _configure(self, broker: Broker) -> None:
        write_private(self._settings, properties(broker, [broker], KAFKA_ADMIN, self._credentials.kafka))

    @property
    def _settings(self) -> Path:
        return self._layout.run / "kafka.properties"

    @property
    def _log(self) -> Path:
        return self._layout.logs / "kafka.log"

    def _java(self, heap: str, main: str, *arguments: str) -> list[str]:
        return java.command(heap, *LOGGING, "-cp", java.class_path(self._jars), main, *arguments)
