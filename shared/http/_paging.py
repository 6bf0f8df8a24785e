"""Lists come a page at a time; where the next one starts travels in an opaque cursor."""

import base64
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel

from shared.contracts.answer import FieldError
from shared.http._problems import Problem

T = TypeVar("T")
R = TypeVar("R")
_READERS: dict[type, Callable[[str], Any]] = {datetime: datetime.fromisoformat, UUID: UUID, int: int, str: str}


class Page(BaseModel, Generic[T]):
    """`next` is the cursor of the page that follows, null at the end."""

    items: list[T]
    next: str | None = None


def cursor_of(*position: datetime | UUID | int | str) -> str:
    """A cursor that says where a page ended. Holds sort keys and ids alone: it stands in an address."""
    words = [value.isoformat() if isinstance(value, datetime) else str(value) for value in position]
    return base64.urlsafe_b64encode(json.dumps(words, separators=(",", ":")).encode()).decode().rstrip("=")


def position_of(cursor: str | None, *types: type) -> tuple[Any, ...] | None:
    """The position in a cursor, as `types` (datetime, UUID, int, str); None for the first page.

    Raises Problem (422, naming `cursor`) for one that was not made by `cursor_of` with these types.
    """
    if cursor is None:
        return None
    try:
        words = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise ValueError
        position = tuple(_READERS[kind](word) for kind, word in zip(types, words, strict=True))
        if any(isinstance(value, datetime) and value.tzinfo is None for value in position):
            raise ValueError
        # Larger than any key of ours: the database would refuse it as a fault of ours.
        if any(isinstance(value, int) and abs(value) >= 2**63 for value in position):
            raise ValueError
    except ValueError:
        raise Problem("invalid", errors=[FieldError("/query/cursor", "Er ikke en gyldig markør.")]) from None
    return position


def page_of(
    rows: Sequence[R], limit: int, position: Callable[[R], tuple[datetime | UUID | int | str, ...]]
) -> tuple[Sequence[R], str | None]:
    """Rows and cursor of a page, from a query that asked for `limit` + 1 rows; `position` gives a row's sort key."""
    if len(rows) <= limit:
        return rows, None
    shown = rows[:limit]
    return shown, cursor_of(*position(shown[-1]))
