"""Programs of the benchmarks' own, each a process beside the services: what listens, and what is asked and answers."""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from socket import socket
from typing import Any

from benchmarks.place import Place
from benchmarks.results import REPOSITORY
from deploy.embedded.process import Process

HOST = "127.0.0.1"
_PATIENCE = 60.0


@asynccontextmanager
async def listening(place: Place, module: str, **environment: str) -> AsyncIterator[int]:
    """`python -m <module> PORT` for as long as the block lasts; gives the port, on which it answers by then.

    Raises OSError where it does not within a minute; what it said is in the place's logs.
    """
    with socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    name = module.rpartition(".")[2]
    command = [sys.executable, "-m", module, str(port)]
    log = place.stack.layout.logs / f"{name}.log"
    process = Process(name, command, log, environment=environment, folder=REPOSITORY)
    await process.start()
    try:
        await _answers(port)
        yield port
    finally:
        await process.stop()


async def asked(module: str, *arguments: str, given: Any) -> dict[str, Any]:
    """What `python -m <module>` prints as JSON, of what it is `given` as JSON. Raises RuntimeError where it fails."""
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=dict(os.environ),
        cwd=REPOSITORY,
    )
    try:
        printed, _ = await program.communicate(json.dumps(given).encode())
    finally:
        if program.returncode is None:
            program.kill()
            await program.wait()
    if program.returncode != 0:
        raise RuntimeError(f"{module} failed")
    found: dict[str, Any] = json.loads(printed)
    return found


async def _answers(port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            _, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
