"""How a decision becomes an event everybody hears once, in order.

A decision is made on `work` (one subject), inside a `unit` (one transaction), run by the `decider`. What it publishes
goes through the `outbox` and the `relay` to Kafka, and into another service through its `reader` (inbox, `waiting`,
`dead_letters`), which runs what `hears` registers. `topics` declares every topic and right.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shared.messaging.hears import Hears
    from shared.messaging.rows import Rows
    from shared.messaging.subjects import SubjectRow
    from shared.messaging.unit import Unit
    from shared.messaging.work import Storage, SubjectWork

__all__ = ["Hears", "Rows", "Storage", "SubjectRow", "SubjectWork", "Unit"]

_WHERE = {
    "Hears": "hears",
    "Rows": "rows",
    "Storage": "work",
    "SubjectRow": "subjects",
    "SubjectWork": "work",
    "Unit": "unit",
}


def __getattr__(name: str) -> Any:
    # Fetched when first asked for: whoever only wants the list of topics need not load a web framework and a database
    # driver with it, which every command and the embedded supervisor would do.
    if name not in _WHERE:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"shared.messaging.{_WHERE[name]}"), name)
