"""Erasing a citizen takes two managers: one who asks, and another who confirms (V3)."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from shared.contracts import Refused, Reporter


@dataclass(frozen=True, slots=True)
class Ask:
    """What stands until it is confirmed, withdrawn or expired. `asked_by` is the issuer's name for the manager."""

    citizen_id: UUID
    asked_by: str = field(repr=False)
    department: str
    asked_at: datetime
    expires_at: datetime


def let_ask(reader: Reporter) -> str:
    """The asking manager's department. Raises `Refused` for anybody else (403)."""
    if reader.role != "manager" or reader.department is None:
        raise Refused("forbidden", "Kun en leder kan bede om, at en borger slettes.", status=403)
    return reader.department


def let_look(reader: Reporter) -> None:
    """Raises `Refused` for whoever is no manager (403)."""
    if reader.role != "manager":
        raise Refused("forbidden", "Kun en leder kan se og afvise, hvad der er bedt om at slette.", status=403)


def let_confirm(ask: Ask | None, reader: Reporter) -> None:
    """Raises `Refused`: 403 for whoever is no manager or asked themselves, 404 where nothing is asked."""
    if reader.role != "manager":
        raise Refused("forbidden", "Kun en leder kan bekræfte en sletning.", status=403)
    if ask is None:
        raise none_asked()
    if ask.asked_by == reader.name:
        detail = "Du har selv bedt om sletningen. En anden leder skal bekræfte den."
        raise Refused("another-manager", detail, status=403)


def none_asked() -> Refused:
    return Refused("not-found", "Der er ikke bedt om, at borgeren slettes.", status=404)
