"""What a service says of itself to the chassis."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI

from shared.contracts.fact import Owner
from shared.identity import Held, Keyring, Wrapped
from shared.intake import Reports
from shared.messaging import Hears, Storage
from shared.messaging.decider import Decider
from shared.messaging.wake import Wake
from shared.postgres import Leftover, Pool
from shared.timers import ClockLengths, Clocks


@dataclass(frozen=True, slots=True)
class Service:
    """`storage` makes the service's `Storage`, `reads` what its pages and routes read from (`app.state.reads`).

    `holds` are its own tables with rows about citizens, which an erasure deletes in that order.
    `wraps` are its own columns of wrapped keys, `leftovers` its rows that are kept for a time.
    `set_up` is called with the application before it starts, for what is this service's alone.
    """

    name: Owner
    title: str
    migrations: Path
    storage: Callable[[str, Keyring, ClockLengths], Storage[Any]]
    reads: Callable[[Pool, Keyring, Wake, Decider[Any]], Any]
    reports: Reports
    hears: Hears
    clocks: Clocks
    routers: Sequence[APIRouter]
    holds: Sequence[Held]
    wraps: Sequence[Wrapped] = ()
    leftovers: Sequence[Leftover] = ()
    set_up: Callable[[FastAPI], None] | None = field(default=None)
