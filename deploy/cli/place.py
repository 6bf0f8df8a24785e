"""Which stack the commands mean, and how they lay out what they print."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from deploy.embedded.layout import REPOSITORY, Layout, read_json
from deploy.embedded.part import CannotStart


def layout() -> Layout:
    """The stack of this checkout, or the one the environment variable SAMSPIL_STACK names (a folder)."""
    named = os.environ.get("SAMSPIL_STACK")
    return Layout(Path(named).resolve() if named else REPOSITORY)


def endpoints() -> dict[str, Any]:
    """`endpoints.json` of the stack that runs. Raises `CannotStart` where none does."""
    from deploy.embedded.claim import is_claimed

    found: dict[str, Any] | None = read_json(layout().endpoints) if is_claimed(layout()) else None
    if found is None:
        raise CannotStart("stakken kører ikke: start den med `samspil up --detach`")
    return found


def rows(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table in plain text, one line each, the columns as wide as they need."""
    table = [heads, *lines]
    widths = [max(len(line[column]) for line in table) for column in range(len(heads))]
    text = ("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in table)
    return "\n".join(text) + "\n"
