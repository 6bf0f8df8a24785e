"""The rows of the table, one file each: what strikes, and what the row claims beyond the oracle."""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from tests.faults.trial import Trial

RIGS: Mapping[str, Mapping[str, Any]] = {
    "one broker": {},
    "three brokers": {"brokers": 3},
    "clocks of their own": {
        "night": datetime(2026, 10, 25, 0, 0, tzinfo=UTC),
        "clocks": {"answer.peer-gruppe": "PT6S"},
    },
    "small disks": {"disks": {"kafka": 128, "postgres": 320}},
}
"""What `Rig.open` is given, by the kind of rig a row asks for."""


@dataclass(frozen=True, slots=True)
class RowSpec:
    """One row. `number` is that of the table asked for, with a letter where it has several.

    `bites`: the oracle must find faults of this kind, as the row breaks the promise on purpose. `measures`: how long
    something takes is held against how long it takes without the fault.
    """

    number: str
    name: str
    rig: str
    act: Callable[[Trial], Awaitable[None]]
    bites: Literal["lost", "doubled", "reordered"] | None = None
    measures: bool = False


def every_row() -> list[RowSpec]:
    """From every module here that has a `ROW`, or several `ROWS`, in the order of their numbers."""
    found: list[RowSpec] = []
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        found += [*getattr(loaded, "ROWS", ()), *([loaded.ROW] if hasattr(loaded, "ROW") else [])]
    return sorted(found, key=lambda row: _place(row.number))


def _place(number: str) -> tuple[int, str]:
    digits = "".join(c for c in number if c.isdigit())
    return int(digits or 999), number
