"""A referral's journal, and what rests on it, as JSON beside its row."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Record

from services.referral.domain import Agreed, Begun, Entry, Place, PlaceOver, fold


def written(history: Sequence[Entry]) -> str:
    return _json([_columns(entry) for entry in history])


def history_in(row: Record, under_way: bool) -> tuple[Entry, ...]:
    """The journal, with what the row tells where the two differ: a version that keeps none has written the row.

    What was before such an entry cannot be taken back. `under_way` tells that an intervention says what is due.
    """
    history = tuple(
        Entry(_id(id_), type_, by, datetime.fromisoformat(at), state, _at(due), _at(rings), level, _id(rests_on), erred)
        for id_, type_, by, at, state, due, rings, level, rests_on, erred in json.loads(row["history"])
    )
    state, due, level = row["state"], row["due"], row["overdue_level"]
    if history:
        position = fold(history)
        same_due = position.due == due or (state == "in-progress" and under_way)
        if (position.state, position.level) == (state, level) and same_due:
            return history
    return (*history, Entry(None, "", None, row["created_at"], state, due, None, level))


def begun_written(begun: Begun) -> str:
    agreed = [[_hex(agreed.event_id), _text(agreed.due)] for agreed in begun.agreed]
    return _json([begun.intervention_id.hex, begun.provider, agreed, _hex(begun.ended), begun.outcome])


def begun_in(row: Record) -> Begun | None:
    if row["begun"] is not None:
        id_, provider, agreed, ended, outcome = json.loads(row["begun"])
        return Begun(UUID(id_), provider, tuple(Agreed(_id(e), _at(due)) for e, due in agreed), _id(ended), outcome)
    if row["intervention_id"] is None:
        return None
    # Written by a version that kept no more of it than this.
    return Begun(row["intervention_id"], row["provider"], (Agreed(None, row["due"]),))


def place_in(row: Record) -> Place | None:
    return None if row["place_id"] is None else Place(row["place_id"], row["place_event"])


def place_over_written(over: PlaceOver) -> str:
    return _json([over.place.place_id.hex, over.place.event_id.hex, over.ended.hex])


def place_over_in(row: Record) -> PlaceOver | None:
    if row["place_over"] is None:
        return None
    place_id, event_id, ended = map(UUID, json.loads(row["place_over"]))
    return PlaceOver(Place(place_id, event_id), ended)


def _columns(e: Entry) -> tuple[Any, ...]:
    what = (_hex(e.event_id), e.type, e.by, _text(e.at), e.state)
    return (*what, _text(e.due), _text(e.rings), e.level, _hex(e.rests_on), e.erred)


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _hex(id_: UUID | None) -> str | None:
    return None if id_ is None else id_.hex


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _at(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
