"""Shows how the start goes: a bar per part on a terminal, a line per step elsewhere."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from deploy.embedded.part import PartState
from deploy.embedded.supervisor import StackState

WORDS = {
    "waiting": "venter",
    "preparing": "gør klar",
    "starting": "starter",
    "restarting": "starter igen",
    "ready": "klar",
    "failed": "kan ikke",
    "stopped": "stoppet",
}


class Show:
    """Drawn from a `StackState`, whether it is our own or read from a file. `update` may be called from any thread."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._tasks: dict[str, TaskID] = {}
        self._said: dict[str, str] = {}
        self._bars = Progress(
            TextColumn("{task.fields[part]:<22}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[text]}"),
            console=console,
            refresh_per_second=8,
            disable=not console.is_terminal,
        )

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def update(self, state: StackState) -> None:
        for part in list(state.parts.values()):
            if self._console.is_terminal:
                self._draw(part)
            else:
                self._say(part)

    def _draw(self, part: PartState) -> None:
        if part.name not in self._tasks:
            self._tasks[part.name] = self._bars.add_task("", total=None, part=part.name, text="")
        fetching = part.total > 0
        if part.status == "ready":
            total, done = 1, 1
        else:
            total, done = (part.total, part.done) if fetching else (0, 0)
        self._bars.update(self._tasks[part.name], total=total or None, completed=done, text=text_of(part))

    def _say(self, part: PartState) -> None:
        # Without the bytes, which would make a line for every piece that arrives.
        words = part.doing or WORDS[part.status]
        if part.status in {"waiting", "stopped"} or self._said.get(part.name) == words:
            return
        self._said[part.name] = words
        self._console.print(f"{part.name}: {text_of(part) if part.status == 'ready' else words}", highlight=False)


def text_of(part: PartState) -> str:
    """One part's state in words: what it does, how much of it is done, or how long it took."""
    if part.status == "ready":
        return f"klar ({part.seconds:.1f} s)".replace(".", ",")
    text = part.doing or WORDS[part.status]
    if part.total:
        text += f": {part.done / 1e6:.0f} MB"
    if part.status == "restarting" and part.why:
        text += f" ({part.why})"
    return text
