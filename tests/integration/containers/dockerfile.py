"""The steps of `deploy/docker/Dockerfile`, run by a shell in a folder: as much of a build as needs no engine."""

import asyncio
import os
import re
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from deploy.embedded.layout import REPOSITORY

DOCKERFILE = REPOSITORY / "deploy" / "docker" / "Dockerfile"
NEEDS_ROOT = ("groupadd", "useradd")
"""Makes the user inside the image: left out here, where we are one already."""


@dataclass(slots=True)
class Stage:
    name: str
    base: str
    steps: list[tuple[str, str]] = field(default_factory=list)


def stages() -> dict[str, Stage]:
    """Each stage by its name, its instructions in order with continuation lines joined."""
    text = re.sub(r"\\\n\s*", " ", DOCKERFILE.read_text(encoding="utf-8"))
    found: dict[str, Stage] = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        word, _, rest = line.partition(" ")
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            stage = found[name] = Stage(name, base)
        else:
            stage.steps.append((word, rest.strip()))
    return found


@dataclass(slots=True)
class Build:
    """A folder that stands for the file systems of all stages: what one copies from another is in its place already."""

    root: Path
    done: set[str] = field(default_factory=set)
    packages: dict[str, set[str]] = field(default_factory=dict)

    @property
    def venv(self) -> Path:
        return self.root / "opt" / "samspil"

    def said(self, target: str, word: str) -> list[str]:
        """What a stage and those it stands on say with one instruction, in order."""
        stage = stages()[target]
        below = self.said(stage.base, word) if stage.base in stages() else []
        return [*below, *(rest for each, rest in stage.steps if each == word)]

    async def make(self, target: str) -> None:
        """Runs the steps of a stage after those it stands on and those it copies from."""
        if target in self.done:
            return
        every = stages()
        stage = every[target]
        sources = [match[1] for _, rest in stage.steps if (match := re.match(r"--from=(\S+)", rest))]
        for other in (stage.base, *sources):
            if other in every:
                await self.make(other)
        for word, rest in stage.steps:
            if word == "COPY" and not rest.startswith("--from"):
                self._copy(rest.split())
            elif word == "RUN" and not rest.startswith(NEEDS_ROOT):
                await self._run(rest)
        self.done.add(target)

    def _copy(self, words: list[str]) -> None:
        *sources, target = words
        for source in sources:
            place = self.root / "build" / target
            place = place / Path(source).name if target.endswith("/") else place
            place.parent.mkdir(parents=True, exist_ok=True)
            if (REPOSITORY / source).is_dir():
                shutil.copytree(REPOSITORY / source, place, ignore=shutil.ignore_patterns("__pycache__", "private"))
            else:
                shutil.copy(REPOSITORY / source, place)

    async def _run(self, command: str) -> None:
        (self.root / "build").mkdir(exist_ok=True)
        # The image's Python is the one this runs on; pip may use its cache, which an image must not keep.
        base = Path(sys.base_prefix) / "bin"
        process = await asyncio.create_subprocess_exec(
            "/bin/sh",
            "-ec",
            command.replace("/opt/", f"{self.root}/opt/"),
            cwd=self.root / "build",
            env={**_outside(), "PATH": f"{base}:{os.environ['PATH']}", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        if process.returncode != 0:
            raise RuntimeError(f"{command}: {output.decode(errors='replace')[-2000:]}")


def _outside() -> dict[str, str]:
    """What of this machine a build may know: where packages come from."""
    return {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "HOME", "SSL_", "http"))}
