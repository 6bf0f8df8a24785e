"""The `samspil` command against the stack of the run."""

import asyncio
import os
import sys
from dataclasses import dataclass

from deploy.embedded.layout import REPOSITORY
from deploy.embedded.stack import Stack


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    said: str


async def samspil(stack: Stack, *arguments: str, seconds: float = 120) -> Ran:
    """Runs it as a process of its own and gives its exit code and everything it printed."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SAMSPIL_")}
    environment |= {"SAMSPIL_STACK": str(stack.layout.root), "COLUMNS": "200", "NO_COLOR": "1"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "deploy.cli",
        *arguments,
        cwd=REPOSITORY,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(seconds):
            said, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise
    return Ran(process.returncode or 0, said.decode())
