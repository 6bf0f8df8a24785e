"""Where the embedded stack keeps its things: everything under `.local/` of one checkout."""

import json
import os
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
"""The checkout this code runs from; its `.local/` is the stack's home unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths of one stack. `data` outlives restarts, `run` describes the one that runs, `logs` is for reading."""

    root: Path

    @property
    def local(self) -> Path:
        return self.root / ".local"

    @property
    def data(self) -> Path:
        return self.local / "data"

    @property
    def run(self) -> Path:
        return self.local / "run"

    @property
    def logs(self) -> Path:
        return self.local / "logs"

    @property
    def endpoints(self) -> Path:
        return self.run / "endpoints.json"

    @property
    def state(self) -> Path:
        return self.run / "state.json"

    @property
    def lock(self) -> Path:
        return self.run / "lock"

    def make(self) -> None:
        for folder in (self.local, self.data, self.run, self.logs):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def wipe(self) -> None:
        """Deletes the stack's data, passwords and logs; what was measured (`.local/results`) stays."""
        for folder in (self.data, self.run, self.logs):
            shutil.rmtree(folder, ignore_errors=True)


def write_private(path: Path, text: str) -> None:
    """Writes a file only its owner can read, whole or not at all: a reader never sees half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def write_json(path: Path, value: Any) -> None:
    write_private(path, json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def read_json(path: Path) -> Any:
    """What the file holds, or None where it is missing or unreadable as JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
