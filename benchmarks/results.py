"""What was measured: a table for people, and JSON for machines (its shape is promised in docs/interface.md)."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

REPOSITORY = Path(__file__).resolve().parents[1]
RESULTS = REPOSITORY / ".local" / "results"


@dataclass(frozen=True, slots=True)
class Floor:
    """Why a goal cannot be met: the section of docs/performance.md that shows it.

    `bound` is what the figure has to keep all the same: the least it may be where the goal is a least, the most where
    that is a most.
    """

    section: str
    bound: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. `row` is its number or name in the table asked for, `figure` the one number that is judged.

    `met` is None where there is no figure, and `detail` then says why. `floor` stands in the JSON's `detail`.
    """

    name: str
    row: str
    goal: str
    figure: float | None
    met: bool | None
    detail: Mapping[str, Any] = field(default_factory=dict)
    floor: Floor | None = None

    @property
    def excused(self) -> bool:
        """Whether the goal is missed on account of the floor: nothing to mend, as long as its bound is kept."""
        if self.met is not False or self.floor is None or self.figure is None:
            return False
        return self.figure <= self.floor.bound if self.wants_little else self.figure >= self.floor.bound

    @property
    def failed(self) -> bool:
        """Whether something is to be mended: the row broke, missed its goal with no floor shown, or lost its bound."""
        return self.met is False and not self.excused

    @property
    def wants_little(self) -> bool:
        """Whether the goal is the most that the figure may be."""
        return self.goal.startswith("≤")


def machine() -> dict[str, Any]:
    """What it ran on, without a name that would tell whose it is."""
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "python": platform.python_version(),
    }


def commit() -> str:
    """The commit that ran; with `+` where the tree differs from it, `unknown` outside a repository."""
    asked = ("rev-parse", "HEAD"), ("status", "--porcelain", "--untracked-files=no")
    try:
        head, changed = (_git(*arguments) for arguments in asked)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return head + ("+" if changed else "")


def write(name: str, rows: Sequence[Row], folder: Path = RESULTS) -> Path:
    """Writes `<name>.json`, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "commit": commit(),
        "rows": [_told(row) for row in rows],
    }
    path = folder / f"{name}.json"
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(path)
    return path


def _told(row: Row) -> dict[str, Any]:
    found = asdict(row)
    floor = found.pop("floor")
    if floor is not None:
        found["detail"] = {**found["detail"], "floor": floor}
    return found


def _git(*arguments: str) -> str:
    asked = ["git", "-C", str(REPOSITORY), *arguments]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603 (our own words)
