"""A situation made up to ask who gets what in it (P3)."""

from dataclasses import dataclass

from shared.contracts import Refused
from shared.contracts.codes import AUTHORITY, OFFERS, Level


@dataclass(frozen=True, slots=True)
class Situation:
    """`sender` refers, or the citizen where it is None, to `offer`. `also` is another department that runs something
    for the citizen. With `relative` one is designated to know of the type asked about. `level` is how far silence has
    climbed (R4)."""

    sender: str | None
    offer: str
    also: str | None = None
    relative: bool = False
    level: Level = 1

    @property
    def receiver(self) -> str:
        """R5, R6: what needs a decision is applied for at the authority."""
        offer = OFFERS[self.offer]
        return AUTHORITY if offer.needs_decision and self.sender != AUTHORITY else offer.run_by

    @property
    def provider(self) -> str:
        return OFFERS[self.offer].run_by

    def must_be_possible(self) -> None:
        """Raises Refused (422) where nobody could be in it (R5)."""
        offer = OFFERS[self.offer]
        straight = offer.needs_decision or self.sender in offer.senders
        if not (offer.citizen if self.sender is None else straight):
            detail = "Afdelingen kan ikke henvise til tilbuddet."
            raise Refused("not-allowed", detail, pointer="/situation/from_department")
