"""What cannot be decided yet: kept per subject, and tried again whenever more of that subject is known.

Kafka gives no order across topics, so a report or an event can name something this service has yet to hear of.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, Literal, TypeVar
from uuid import UUID

from shared.postgres import Connection
from shared.postgres.effects import delete, insert, update

if TYPE_CHECKING:
    from shared.messaging.work import SubjectWork

W = TypeVar("W", bound="SubjectWork")
Kind = Literal["report", "event"]

KEPT = insert(
    "waiting", id="uuid", subject="uuid", kind="text", body="jsonb", private="bytea", names="jsonb", since="timestamptz"
)
SETTLED = delete("waiting", id="uuid")
REWRITTEN = update("waiting", ("id",), id="uuid", body="jsonb")
_BODY = [name for name, _ in KEPT.columns].index("body")

_LOAD = "SELECT id, subject, kind, body, private, names FROM waiting WHERE subject = ANY($1::uuid[]) ORDER BY seq"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits. `id` is the event's or the receipt's; `names` are the ids its data carries."""

    id: UUID
    kind: Kind
    body: str
    private: bytes | None
    names: frozenset[str]


Again = Callable[[W, Item], Awaitable[bool]]


class Waiting(Generic[W]):
    """Knows how each kind is tried again. A trial answers True when the item is settled (decided or refused)."""

    def __init__(self) -> None:
        self._again: dict[Kind, Again[W]] = {}

    def on(self, kind: Kind, again: Again[W]) -> None:
        self._again[kind] = again

    async def load(self, connection: Connection, works: Mapping[UUID, W]) -> None:
        """Gives each work what waits for its subject, oldest first."""
        for r in await connection.fetch(_LOAD, list(works)):
            item = Item(r["id"], r["kind"], r["body"], r["private"], frozenset(json.loads(r["names"])))
            works[r["subject"]].waiting.append(item)

    async def settle(self, work: W) -> None:
        """Tries everything that waits until nothing more gives way; one settled item may be what the next waits for."""
        if not work.touched:
            return
        progress = True
        while progress and work.waiting:
            progress = False
            for item in list(work.waiting):
                mark = work.unit.mark()
                cause = work.cause
                try:
                    settled = await self._again[item.kind](work, item)
                finally:
                    work.cause = cause
                if settled:
                    release(work, item)
                    progress = True
                else:
                    work.unit.undo(mark)


def keep(work: "SubjectWork", item: Item) -> None:
    """Lets the item wait."""
    names = json.dumps(sorted(item.names))
    work.put(KEPT, item.id, (item.id, work.subject, item.kind, item.body, item.private, names, work.now))
    work.waiting.append(item)
    work.unit.on_undo(work.waiting.remove, item)


def rewrite(work: "SubjectWork", item: Item, body: str) -> None:
    """Lets the item wait on in its place, with another body."""
    kept = work.unit.row(KEPT, item.id)
    if kept is None:
        work.put(REWRITTEN, item.id, (item.id, body))
    else:
        work.put(KEPT, item.id, (*kept[:_BODY], body, *kept[_BODY + 1 :]))
    place = work.waiting.index(item)
    work.waiting[place] = replace(item, body=body)
    work.unit.on_undo(work.waiting.__setitem__, place, item)


def release(work: "SubjectWork", item: Item) -> None:
    """Takes a settled item out: of this unit where it was only just kept, else of the database."""
    # One row is written by one effect alone.
    work.unit.drop(REWRITTEN, item.id)
    if not work.unit.drop(KEPT, item.id):
        work.put(SETTLED, item.id, (item.id,))
    place = work.waiting.index(item)
    work.waiting.remove(item)
    work.unit.on_undo(work.waiting.insert, place, item)
