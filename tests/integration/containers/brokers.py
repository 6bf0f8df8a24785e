"""Compose's three brokers on this machine's ports: their own start script, settings, certificates and passwords."""

import asyncio
import shlex
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.docker.credentials.__main__ import make
from deploy.embedded import jars, java, kafka, ports
from deploy.embedded.layout import Layout
from deploy.embedded.part import PartState, Progress
from deploy.embedded.process import Process
from shared.messaging.topics_admin import Cluster
from tests.integration.containers.composition import lay_out

NUMBERS = (1, 2, 3)
DOORS = {"services": 9092, "controllers": 9093, "apps": 9094, "brokers": 9095}
PATIENCE_S = 180.0


@dataclass(slots=True)
class Brokers:
    private: Path
    ports: dict[str, int]
    processes: dict[int, Process] = field(default_factory=dict)

    def bootstrap(self, door: str) -> str:
        return ",".join(f"127.0.0.1:{self.ports[f'{door}-{number}']}" for number in NUMBERS)

    def password(self, file: str) -> str:
        return (self.private / file).read_text(encoding="utf-8").strip()

    def cluster(self) -> Cluster:
        """As the job `topics` reaches it."""
        return Cluster(
            self.bootstrap("services"),
            "admin",
            self.password("kafka_admin_password"),
            "SASL_SSL",
            "SCRAM-SHA-512",
            str(self.private / "ca.pem"),
        )

    async def restart(self, number: int) -> None:
        """Starts one again that ended, and waits until it answers."""
        await self.processes[number].start()
        async with asyncio.timeout(PATIENCE_S):
            await _open(self, number)

    def log(self, number: int) -> str:
        return self.processes[number].log.read_text(encoding="utf-8", errors="replace")


@asynccontextmanager
async def started(root: Path) -> AsyncIterator[Brokers]:
    """Three brokers that answer on all their doors; stopped at the end."""
    make(root / "private")
    Layout(root).make()
    names = [f"{door}-{number}" for number in NUMBERS for door in DOORS]
    brokers = Brokers(root / "private", ports.choose(Layout(root), names))
    home = await _home(root)
    for number in NUMBERS:
        brokers.processes[number] = _process(brokers, number, root, home)
    try:
        for process in brokers.processes.values():
            await process.start()
        async with asyncio.timeout(PATIENCE_S):
            for number in NUMBERS:
                await _open(brokers, number)
        yield brokers
    finally:
        await asyncio.gather(*(process.stop() for process in brokers.processes.values()))


def _process(brokers: Brokers, number: int, root: Path, home: Path) -> Process:
    place = root / f"kafka-{number}"
    at = brokers.ports
    changes = {f"kafka-{n}:{port}": f"127.0.0.1:{at[f'{door}-{n}']}" for n in NUMBERS for door, port in DOORS.items()}
    changes |= {f"localhost:{n}9094": f"127.0.0.1:{at[f'apps-{n}']}" for n in NUMBERS}
    changes |= {f"://:{port}": f"://127.0.0.1:{at[f'{door}-{number}']}" for door, port in DOORS.items()}
    environment = lay_out(f"kafka-{number}", place, brokers.private, changes)
    return Process(
        f"kafka-{number}",
        ["/bin/bash", str(place / "etc" / "samspil" / "start.sh")],
        root / f"kafka-{number}.log",
        environment={**environment, "KAFKA_HOME": str(home), "KAFKA_HEAP_OPTS": "-Xmx256m"},
    )


async def _home(root: Path) -> Path:
    """Kafka's two scripts as in the image, on the jars the embedded stack fetches."""
    state = PartState("kafka")
    lock = Path(kafka.__file__).with_name("jgo.lock.toml")
    found = java.class_path(await jars.fetch("Kafka", lock, Progress(state, lambda: None)))
    (root / "kafka" / "bin").mkdir(parents=True)
    for script, program, heap in (
        ("kafka-storage.sh", "kafka.tools.StorageTool", "128m"),
        ("kafka-server-start.sh", "kafka.Kafka", "256m"),
    ):
        logging = "-Dorg.slf4j.simpleLogger.defaultLogLevel=info"
        command = shlex.join(java.command(heap, logging, "-cp", found, program))
        (root / "kafka" / "bin" / script).write_text(f'#!/bin/bash\nexec {command} "$@"\n', encoding="utf-8")
        (root / "kafka" / "bin" / script).chmod(0o755)
    return root / "kafka"


async def _open(brokers: Brokers, number: int) -> None:
    for door in ("services", "apps"):
        while True:
            if brokers.processes[number].pid is None:
                raise RuntimeError(f"kafka-{number} ended: {brokers.log(number)[-2000:]}")
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", brokers.ports[f"{door}-{number}"])
            except OSError:
                await asyncio.sleep(0.2)
            else:
                writer.close()
                break
