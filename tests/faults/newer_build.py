"""A newer build of this checkout: one optional field more in one type of event, and one migration more."""

import asyncio
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.embedded.layout import REPOSITORY
from deploy.embedded.process import plain_environment

TYPE = "dk.samspil.indsatsmaal.fastsat.v1"
FIELD = "assessed_by"
_DECLARED = 'class GoalSet(Fact, noun_fact="indsatsmaal.fastsat", owner="kraftcenter"):'
_LAST = "    kind: GoalKind\n"
_MIGRATION = """-- migrate:up
ALTER TABLE outbox ADD COLUMN built text;
ALTER TABLE subjects ADD COLUMN built text;
ALTER TABLE receipts ADD COLUMN built text;

-- migrate:down
"""


class NewerBuild:
    """A copy in a folder of its own. Making it takes a moment; nothing of it is in the checkout."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name in ("services", "shared", "deploy"):
            # With what is compiled already: each start would compile it all again.
            shutil.copytree(REPOSITORY / name, folder / name)
        self._declare()
        migration = folder / "shared" / "intake" / "migrations" / "0089_built.sql"
        migration.write_text(_MIGRATION, encoding="utf-8")

    def environment(self, before: Mapping[str, str]) -> dict[str, str]:
        """What a service of this build is started with, beside what it has."""
        path = os.pathsep.join([str(self._folder), *filter(None, [before.get("PYTHONPATH")])])
        # Started in the checkout's folder, a service would find the checkout's code first.
        return {"PYTHONPATH": path, "PYTHONSAFEPATH": "1"}

    async def run(self, *command: str, environment: Mapping[str, str] | None = None) -> str:
        """A module of this build as a command; what it says. Raises `RuntimeError` with it where it fails."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *command,
            cwd=self._folder,
            env={**plain_environment(), **(environment or {})},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        if process.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: {said.decode(errors='replace')[-500:]}")
        return said.decode()

    def _declare(self) -> None:
        path = self._folder / "shared" / "contracts" / "kraftcenter.py"
        code = path.read_text(encoding="utf-8")
        at = code.index(_LAST, code.index(_DECLARED)) + len(_LAST)
        path.write_text(f"{code[:at]}    {FIELD}: DepartmentCode | None = None\n{code[at:]}", encoding="utf-8")
