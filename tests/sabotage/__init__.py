"""Switches that only tests can reach: they break a service from outside, while it runs.

The product has none. A test starts a service with `Switches.environment`: this folder on the Python path, whose
`sitecustomize` wraps what is to be broken as it is loaded, and `SABOTAGE`, the folder in which the wraps look. As long
as no switch lies there for that instance, each only passes on.
"""

import json
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

Signal: TypeAlias = Literal["KILL", "STOP", "TERM"]
Stage: TypeAlias = Literal["reader", "intake", "desk", "relay"]
"""Where a service works: on others' events, on the apps' records, on requests, on its outbox."""

_OWN = (str(Path(__file__).parent), str(Path(__file__).parents[2]))
"""Where the switches lie, and the checkout they are of: an environment shared with another one would take its."""

POINTS: dict[Stage, tuple[str, ...]] = {
    "reader": ("before-commit", "after-commit", "before-offset-commit"),
    "intake": ("before-commit", "after-commit", "before-offset-commit"),
    "desk": ("before-commit", "after-commit"),
    "relay": ("before-send", "after-send", "before-delete", "after-delete"),
}
"""`before-send`: the rows are read; `after-send`: on their way, and nothing is confirmed; `before-delete`: all is."""


@dataclass(frozen=True, slots=True)
class Sabotage:
    """What is broken. It lasts until it is switched off; a strike happens once."""

    name: str
    arguments: dict[str, str | int] = field(default_factory=dict)


def strike(stage: Stage, point: str, *, on_pass: int = 1, signal: Signal = "KILL") -> Sabotage:
    """The instance sends itself this signal when it comes by the point, counted from when it first saw the switch."""
    if point not in POINTS[stage]:
        raise ValueError(f"{stage} has no point {point}")
    return Sabotage(f"{stage}-{point}", {"pass": on_pass, "signal": signal})


INBOX_OFF = Sabotage("inbox-off")
"""Every event of ours counts as new: its mark is kept nowhere."""

INTAKE_INBOX_OFF = Sabotage("intake-inbox-off")
"""Every record of an app counts as new, likewise."""

OFFSETS_FIRST = Sabotage("offsets-first")
"""What was fetched is committed as read before any of it has taken effect."""

SHUFFLED = Sabotage("shuffled")
"""The relay sends each batch backwards, and slowly, so that there is something in it."""

DEAF = Sabotage("deaf")
"""No NOTIFY of PostgreSQL is heard; sent they are."""


def untellable(citizen: str) -> Sabotage:
    """Notifications fails at this citizen's accepted referrals."""
    return Sabotage("untellable", {"subject": citizen})


def forgetful(kind: str) -> Sabotage:
    """A correction is told to nobody of this kind, and not a word is said of them."""
    return Sabotage("forgetful", {"kind": kind})


def remembering(where: Literal["log", "span", "row", "event"]) -> Sabotage:
    """Kraftcenter leaves the citizen of a refused sign-up in one place: its log, a span, a row or an event."""
    return Sabotage("remembering", {"in": where})


class Switches:
    """The switches of some processes, each known by its SAMSPIL_INSTANCE, in a folder of the test's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def environment(self) -> dict[str, str]:
        """What the processes are to be started with."""
        return {"PYTHONPATH": os.pathsep.join(_OWN), "SABOTAGE": str(self._folder)}

    def on(self, part: str, sabotage: Sabotage) -> None:
        path = self._path(part, sabotage)
        path.parent.mkdir(exist_ok=True)
        whole = path.with_suffix(".new")
        whole.write_text(json.dumps(sabotage.arguments), encoding="utf-8")
        whole.replace(path)

    def off(self, part: str, sabotage: Sabotage) -> None:
        self._path(part, sabotage).unlink(missing_ok=True)

    def is_on(self, part: str, sabotage: Sabotage) -> bool:
        """False for a strike that has happened."""
        return self._path(part, sabotage).exists()

    @contextmanager
    def sabotaged(self, parts: Collection[str], *sabotages: Sabotage) -> Iterator[None]:
        """Inside the block these instances are broken; also ones that start meanwhile."""
        try:
            for part in parts:
                for sabotage in sabotages:
                    self.on(part, sabotage)
            yield
        finally:
            for part in parts:
                for sabotage in sabotages:
                    self.off(part, sabotage)

    def _path(self, part: str, sabotage: Sabotage) -> Path:
        return self._folder / part / sabotage.name
