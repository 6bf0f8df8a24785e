"""What the page shows: the latest lines of each app, and a number that grows with every change."""

import asyncio
from dataclasses import replace

from deploy.embedded.sandbox.lines import Line, merged

KEPT = 300
"""Lines an app; older ones are forgotten."""


class Board:
    """In memory: after a restart the sources tell it all again."""

    def __init__(self) -> None:
        self._lines: dict[str, dict[str, Line]] = {}
        self._changed = asyncio.Event()
        self.revision = 0

    def put(self, line: Line) -> None:
        """A new line, or more about one that is there; the same again changes nothing."""
        lines = self._lines.setdefault(line.app, {})
        old = lines.get(line.key)
        if old is not None:
            line = merged(old, line)
            if line == replace(old, revision=line.revision):
                return
        self.revision += 1
        lines[line.key] = replace(line, revision=self.revision)
        if len(lines) > KEPT:
            del lines[min(lines, key=lambda key: lines[key].at)]
        self._changed.set()
        self._changed = asyncio.Event()

    def lines(self, app: str, after: int = 0) -> list[Line]:
        """The app's lines that changed after that revision, newest first."""
        found = (line for line in self._lines.get(app, {}).values() if line.revision > after)
        return sorted(found, key=lambda line: (line.at, line.revision), reverse=True)

    def traced(self, app: str, trace_id: str | None, type_: str | None) -> bool:
        """Whether there is a report of that type in that trace."""
        return trace_id is not None and any(
            line.kind == "report" and line.trace_id == trace_id and line.type == type_
            for line in self._lines.get(app, {}).values()
        )

    async def changed(self, seconds: float) -> None:
        """Returns at the next change, and at the latest after that long."""
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return
