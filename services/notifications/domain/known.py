"""Who knows what: what a citizen is shown of who was told, and a relative of what they may know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from services.notifications.domain.delivery import Status
from services.notifications.domain.recipient import designation_of, parse
from services.notifications.domain.shown import ABOUT_TELLING
from shared.contracts.involvement.designations import Designation

QUIET_ABOUT = ABOUT_TELLING
"""What is said of telling itself: who was told stands beside the event that they were told of."""

How = Literal["told", "waiting", "stopped", "not_reached"]
_SENT: dict[Status, How] = {"queued": "waiting", "delivered": "told", "given_up": "not_reached", "stopped": "stopped"}


@dataclass(frozen=True, slots=True)
class Knower:
    """One who was told of an event over one channel. `how` is whether it left the house; `read` whether it was read.

    `designation_id` and `name` are a relative's; no name where none was given, or none is kept any more.
    """

    recipient_kind: str
    department: str | None
    designation_id: UUID | None
    name: str | None
    channel: str
    how: How
    read: bool


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """One thing that happened, in words for the citizen, and everybody who was told."""

    event_id: UUID
    event_type: str
    text: str
    time: datetime
    department: str | None
    data: dict[str, Any]
    known_by: tuple[Knower, ...]


@dataclass(frozen=True, slots=True)
class KnownPage:
    items: tuple[KnownEvent, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class MayKnow:
    """One standing designation, as the relative sees it: each type with the moment from which it is told."""

    citizen_id: UUID
    designation_id: UUID
    relation: str
    types: tuple[tuple[str, datetime], ...]
    channels: tuple[str, ...]


def knower(key: str, channel: str, delivery: Status | None, read: bool, names: dict[UUID, str]) -> Knower:
    """From a notice's recipient key; `delivery` is how far it has come on its way out, None where it stays inside."""
    who = parse(key)
    id_ = designation_of(who) if who.kind == "relative" else None
    how: How = "told" if delivery is None else _SENT[delivery]
    return Knower(who.kind, who.department, id_, names.get(id_) if id_ else None, channel, how, read)


def may_know(citizen_id: UUID, relation: str, designation: Designation) -> MayKnow:
    """Of a designation that stands."""
    since = ((type_, designation.names_since(type_)) for type_ in sorted(designation.may_know))
    types = tuple((type_, at) for type_, at in since if at is not None)
    return MayKnow(citizen_id, designation.id, relation, types, tuple(sorted(designation.channels)))
