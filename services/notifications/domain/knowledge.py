"""Knowledge: what somebody close to a citizen hands in, without anybody's consent (P4).

It lies unmatched until a coordinator of the relatives' team says about whom it is, or discards it. Whether anybody is
known plays no part in the handing in, so nothing can be learnt by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple
from uuid import UUID

from shared.contracts import KnowledgeReceived, Refused, Reporter
from shared.contracts.codes import RELATIVES_TEAM
from shared.contracts.involvement import Involvement

LONGEST: Final[Mapping[str, int]] = MappingProxyType({"about": 1_000, "words": 10_000, "contact": 400})
"""So many characters of each are taken."""


@dataclass(frozen=True, slots=True)
class Said:
    """The words as they were sent. `contact` is how the giver can be reached, None where none was given."""

    about: str = field(repr=False)
    words: str = field(repr=False)
    contact: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """`citizen_id` and `matched_at` are None until it is matched."""

    id: UUID
    received_at: datetime
    said: Said
    citizen_id: UUID | None = None
    matched_at: datetime | None = None

    def match(self, citizen_id: UUID, at: datetime) -> "tuple[Knowledge, KnowledgeReceived | None]":
        """Says about whom it is: once. The same citizen again changes nothing; another is Refused (409)."""
        if self.citizen_id == citizen_id:
            return self, None
        if self.citizen_id is not None:
            raise already_matched()
        return replace(self, citizen_id=citizen_id, matched_at=at), KnowledgeReceived(knowledge_id=self.id)


class KnowledgePage(NamedTuple):
    """`next` is the cursor of the following page, None at the end."""

    items: tuple[Knowledge, ...]
    next: str | None


def admit_team(who: Reporter) -> None:
    """Raises Refused (403) for everybody but the coordinators of the relatives' team."""
    if who.role != "coordinator" or who.department != RELATIVES_TEAM:
        raise Refused("forbidden", "Kun pårørendeteamets koordinatorer har adgang til videnkassen.", status=403)


def may_read(who: Reporter, involvement: Involvement) -> bool:
    """What is matched is for the coordinators of the departments involved now."""
    return who.role == "coordinator" and involvement.of(who.department)


def none_such() -> Refused:
    """Alike for what is not there, what is not matched yet, and what is none of the reader's business."""
    return Refused("not-found", "Den viden findes ikke, eller du har ikke adgang.", status=404)


def already_matched() -> Refused:
    return Refused("conflict", "Den viden er allerede knyttet til en borger.", status=409)
