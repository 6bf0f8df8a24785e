"""The file that says which apps there are and for which department each acts; the services read it while they run."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE_MODE = 0o644
"""Nothing secret stands in it, and the services that read it may run as another user."""


class Unreadable(Exception):
    """The file is there and is no register. Nothing is written over it: it may hold apps nobody else knows."""


class Register:
    """`{"<app>": {"department": "<code>"}}` as JSON. What else an entry holds is kept."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def all(self) -> dict[str, str]:
        """App → department; empty where there is no file yet. Raises `Unreadable`."""
        return {app: str(entry["department"]) for app, entry in self._entries().items()}

    def put(self, apps: dict[str, str]) -> None:
        """Enters apps, or gives those that are there their department. Writes nothing where nothing changes."""
        entries = self._entries()
        wanted = {**entries, **{app: {**entries.get(app, {}), "department": code} for app, code in apps.items()}}
        if wanted != entries:
            self._write(wanted)

    def take(self, app: str) -> bool:
        """Strikes an app out; False where it was not there."""
        entries = self._entries()
        if entries.pop(app, None) is None:
            return False
        self._write(entries)
        return True

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else changes apps meanwhile. Raises `BlockingIOError` while somebody does, `OSError` for a folder
        one may not write to."""
        descriptor = os.open(self.path.with_name(f".{self.path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        finally:
            os.close(descriptor)

    def _entries(self) -> dict[str, dict[str, Any]]:
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError:
            raise Unreadable(str(self.path)) from None
        if not isinstance(found, dict) or not all(
            isinstance(entry, dict) and isinstance(entry.get("department"), str) for entry in found.values()
        ):
            raise Unreadable(str(self.path))
        return found

    def _write(self, entries: dict[str, dict[str, Any]]) -> None:
        # Put in place whole: a service that looks in the middle would else find no register at all.
        draft = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        draft.write_text(json.dumps(entries, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        draft.chmod(FILE_MODE)
        draft.replace(self.path)
