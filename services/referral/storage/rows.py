"""A referral as a row, and back; what was written with it."""

import json
from uuid import UUID

from asyncpg import Record

from services.referral.domain import Referral, fold
from services.referral.storage.journal import (
    begun_in,
    begun_written,
    history_in,
    place_in,
    place_over_in,
    place_over_written,
    written,
)
from shared.postgres.effects import Row, insert, upsert

REFERRAL = upsert(
    "referrals",
    ("citizen_id", "referral_id"),
    citizen_id="uuid",
    referral_id="uuid",
    loop="uuid",
    from_department="text",
    to_department="text",
    offer="text",
    legal_basis="text",
    decision_id="uuid",
    priority="text",
    themes="jsonb",
    origin="text",
    state="text",
    due="timestamptz",
    created_at="timestamptz",
    overdue_level="int",
    intervention_id="uuid",
    provider="text",
    history="jsonb",
    begun="jsonb",
    place_id="uuid",
    place_event="uuid",
    place_over="jsonb",
)
PARTY = insert("loop_parties", ignore_known=True, department="text", citizen_id="uuid", loop="uuid")
WORDS = insert("referral_words", citizen_id="uuid", referral_id="uuid", event_id="uuid", sealed="bytea")

COLUMNS = ", ".join(f"r.{name}" for name, _ in REFERRAL.columns)


def row_of(citizen_id: UUID, r: Referral) -> Row:
    """In the order of `REFERRAL.columns`."""
    return (
        citizen_id,
        r.id,
        r.loop,
        r.sender,
        r.receiver,
        r.offer,
        r.legal_basis,
        r.decision_id,
        r.priority,
        json.dumps(r.themes),
        r.origin,
        r.state,
        r.due,
        r.created_at,
        r.overdue_level,
        None if r.begun is None else r.begun.intervention_id,
        None if r.begun is None else r.begun.provider,
        written(r.history),
        None if r.begun is None else begun_written(r.begun),
        None if r.place is None else r.place.place_id,
        None if r.place is None else r.place.event_id,
        None if r.place_over is None else place_over_written(r.place_over),
    )


def referral_from(row: Record) -> Referral:
    begun = begun_in(row)
    history = history_in(row, begun is not None)
    return Referral(
        id=row["referral_id"],
        loop=row["loop"],
        sender=row["from_department"],
        receiver=row["to_department"],
        offer=row["offer"],
        legal_basis=row["legal_basis"],
        decision_id=row["decision_id"],
        priority=row["priority"],
        themes=tuple(json.loads(row["themes"])),
        origin=row["origin"],
        created_at=row["created_at"],
        history=history,
        position=fold(history),
        begun=begun,
        place=place_in(row),
        place_over=place_over_in(row),
    )


def bound_to(event_id: UUID) -> bytes:
    """What words are sealed to: the event they came with."""
    return b"referral_words" + event_id.bytes


def note_in(words: bytes) -> str | None:
    """The note among a report's words."""
    private: dict[str, str | None] = json.loads(words)
    return private["note"]
