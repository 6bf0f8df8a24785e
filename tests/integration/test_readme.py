"""What the README tells people to type works, on the stack of the run."""

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

from deploy.embedded.layout import REPOSITORY
from deploy.embedded.stack import Stack

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SAMSPIL = re.compile(r"\.venv/bin/samspil (status|doctor|demo --once|apps list|dead-letters list|events tail)")
_RECIPE = re.compile(r"^(?:exec )?(\.venv/bin/samspil .+)$", re.MULTILINE)
_FOLLOWS = {".venv/bin/samspil events tail"}
"""Commands that run until Ctrl-C."""


def _commands(readme: str) -> list[str]:
    """Every command of every block, in order. In `console` blocks they come after a dollar sign."""
    found = []
    for language, text in _BLOCK.findall(readme):
        lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
        if language == "console":
            found += [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        elif language in ("bash", "sh", "shell", ""):
            found += lines
    return found


README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
COMMANDS = _commands(README)


async def _run(stack: Stack, command: str, *, until_output: bool = False) -> tuple[int, str]:
    """Its exit code and what it said; one that follows is ended as Ctrl-C would, once it has run for a moment."""
    # Whoever runs the tests may have the packages elsewhere.
    command = command.replace(".venv/bin/", f"{Path(sys.executable).parent}/")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMSPIL_", "MAKE"))}
    environment |= {"SAMSPIL_STACK": str(stack.layout.root), "COLUMNS": "200", "NO_COLOR": "1"}
    process = await asyncio.create_subprocess_exec(
        *command.split(),
        cwd=REPOSITORY,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(5 if until_output else 120):
            said, _ = await process.communicate()
    except TimeoutError:
        process.terminate()
        await process.wait()
        if not until_output:
            raise
        return 0, ""
    return process.returncode or 0, said.decode()


def test_there_are_commands_to_try() -> None:
    """README: the two commands stand in it."""
    assert {"make demo", "make test"} <= set(COMMANDS)


@pytest.mark.parametrize("command", dict.fromkeys(COMMANDS))
async def test_the_command_works(stack: Stack, command: str) -> None:
    """README: each command of each block is tried, and one that nobody knows how to try fails.

    A make target that would set up or start over is resolved by make itself, and what it would start is tried on the
    stack that runs already.
    """
    if _SAMSPIL.fullmatch(command):
        code, said = await _run(stack, command, until_output=command in _FOLLOWS)
    elif command == "make help":
        code, said = await _run(stack, command)
    elif command == "make test":
        code, said = await _run(stack, "make --dry-run test")
        assert all(f".venv/bin/{tool}" in said for tool in ("ruff", "mypy", "lint-imports", "pytest"))
    elif command == "make demo":
        code, recipe = await _run(stack, "make --dry-run demo")
        assert code == 0, recipe
        (started,) = _RECIPE.findall(recipe)
        assert started == ".venv/bin/samspil demo"
        code, said = await _run(stack, started)
        assert "Alle, der skulle have besked, fik den, og ingen andre." in said
    else:
        pytest.fail(f"the README has a command that is not tried: {command}")
    assert code == 0, said


def test_every_link_leads_somewhere() -> None:
    """README: each link and picture inside the house is there."""
    links = [target for target in re.findall(r"\]\(([^)#]+)[^)]*\)", README) if "://" not in target]
    assert [target for target in links if not (REPOSITORY / target).exists()] == []
