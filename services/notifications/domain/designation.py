"""A designation: whom the citizen lets know, and how that person is reached (P1, P2).

What it names and whether it stands is folded from events by `shared.contracts.involvement`, in every service alike;
the contact is kept here alone.
"""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.codes import Relation


@dataclass(frozen=True, slots=True)
class Designation:
    """`contact` is JSON {name, email, phone}, sealed under the citizen's key; None where none was given."""

    id: UUID
    relation: Relation
    contact: bytes | None = None


def bound_to(id_: UUID) -> bytes:
    """What the contact is sealed for: this designation, and no other row."""
    return b"designations.contact\x00" + id_.bytes
