"""Zipkin, whose pages show every report's journey. It keeps its traces in memory."""

import signal
from pathlib import Path

from deploy.embedded import jars, java
from deploy.embedded.layout import Layout
from deploy.embedded.part import Progress
from deploy.embedded.process import Process
from deploy.embedded.web import answers

HEAP = "384m"
HOST = "127.0.0.1"
SPANS = 100_000


class Zipkin:
    name = "zipkin"
    needs: frozenset[str] = frozenset()
    patience = 90.0

    def __init__(self, layout: Layout, ports: dict[str, int]) -> None:
        self._layout = layout
        self._port = ports["zipkin"]
        self._jar = Path()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    async def prepare(self, progress: Progress) -> None:
        (self._jar,) = await jars.fetch("Zipkin", Path(__file__).with_name("jgo.lock.toml"), progress)

    def process(self) -> Process:
        listen = (f"-Darmeria.ports[0].ip={HOST}", f"-Darmeria.ports[0].port={self._port}")
        return Process(
            "zipkin",
            java.command(HEAP, *listen, "-Darmeria.ports[0].protocols[0]=http", "-jar", str(self._jar)),
            self._layout.logs / "zipkin.log",
            environment={"STORAGE_TYPE": "mem", "MEM_MAX_SPANS": str(SPANS)},
            stop_signal=signal.SIGKILL,  # it has nothing to save and takes two seconds over it
        )

    async def probe(self) -> bool:
        return await answers(f"{self.url}/health")

    async def settle(self, progress: Progress) -> None:
        """Nothing beyond answering."""
