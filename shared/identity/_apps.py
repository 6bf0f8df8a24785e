"""Which apps there are, and for whom each acts: a register that can change while everything runs."""

import json
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from shared.contracts.codes import DEPARTMENTS
from shared.telemetry import logger

_LOOK_SECONDS = 2.0
_NAME = re.compile(r"[a-z0-9-]{1,63}")
_log = logger(__name__)


class Apps:
    """App → department, given once (`inline`) or kept in a JSON file: `{"<app>": {"department": "<code>"}}`.

    The file is looked at again at most two seconds after it was last looked at, and at once for an app that is not
    known; as long as it cannot be read as a whole, the last register that could counts. A file outranks `inline`.
    """

    def __init__(
        self,
        inline: Mapping[str, str] | None = None,
        file: Path | None = None,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.given = bool(inline) or file is not None
        """Whether there is a register at all; without one a token's own word counts."""
        self._apps = dict(inline or {}) if file is None else {}
        self._file = file
        self._now = now
        self._looked = float("-inf")
        self._seen: tuple[int, ...] | None = None
        self._told: tuple[int, ...] | str | None = None
        self._look()

    @property
    def known(self) -> bool:
        """Whether the register has been read at all: before that, an app that is not in it may be one all the same."""
        self._look_if_due()
        return self.given and (self._file is None or self._seen is not None)

    def department_of(self, app: str) -> str | None:
        """The department's code, None for an app that is not registered."""
        self._look_if_due()
        if app not in self._apps:
            self._look()
        return self._apps.get(app)

    def all(self) -> dict[str, str]:
        """Every registered app and its department, as of now."""
        self._look_if_due()
        return dict(self._apps)

    def _look_if_due(self) -> None:
        if self._now() - self._looked > _LOOK_SECONDS:
            self._look()

    def _look(self) -> None:
        if self._file is None:
            return
        self._looked = self._now()
        version: tuple[int, ...] | None = None
        try:
            stat = self._file.stat()
            version = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if version == self._seen:
                return
            self._apps = _read(self._file)
            self._seen = version
        except (OSError, ValueError) as fault:
            # Said once for each state it is in: it is looked at every other second.
            state = version or type(fault).__name__
            if state != self._told:
                self._told = state
                _log.error("the register of apps cannot be read", error_type=type(fault).__name__)


def _read(file: Path) -> dict[str, str]:
    """Raises OSError or ValueError; half a register would lock apps out."""
    given = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(given, dict):
        raise ValueError("not an object")
    return {_name(app): _department(entry) for app, entry in given.items()}


def _name(app: str) -> str:
    if not _NAME.fullmatch(app):
        raise ValueError("not an app's name")
    return app


def _department(entry: Any) -> str:
    department = entry.get("department") if isinstance(entry, dict) else None
    if not isinstance(department, str) or department not in DEPARTMENTS:
        raise ValueError("not a department")
    return department
