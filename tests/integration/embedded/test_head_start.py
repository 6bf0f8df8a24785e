"""The broker's head start is one: the JVM takes what was kept."""

import asyncio
import subprocess
from pathlib import Path

from deploy.embedded import java
from deploy.embedded.credentials import load
from deploy.embedded.head_start import INSISTING, starting_from
from deploy.embedded.kafka.part import Kafka, ports_of
from deploy.embedded.layout import Layout
from deploy.embedded.part import PartState, Progress
from deploy.embedded.ports import choose


async def test_the_jvm_takes_what_an_earlier_run_learnt(tmp_path: Path) -> None:
    """Where it does not fit, a JVM goes without and says nothing: told to insist, it ends."""
    layout = Layout(tmp_path)
    layout.make()
    kafka = Kafka(layout, load(layout), choose(layout, ports_of(1)))
    jars = await kafka.jars(Progress(PartState("kafka"), lambda: None))
    assert kafka.learnt is not None

    def ends(kept: Path) -> int:
        tool = ("-cp", java.class_path(jars), "kafka.tools.StorageTool", "random-uuid")
        command = java.command("128m", INSISTING, *starting_from(kept), *tool)
        return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode

    assert await asyncio.to_thread(ends, kafka.learnt) == 0
    assert await asyncio.to_thread(ends, tmp_path / "nothing.aot") != 0
