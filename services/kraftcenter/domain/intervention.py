"""An intervention: what one department does together with a citizen."""

from dataclasses import replace
from datetime import date
from typing import Literal
from uuid import UUID

from services.kraftcenter.domain.dates import danish_date
from shared.contracts import Event, InterventionEnded, InterventionEnteredInError, InterventionStarted, Refused
from shared.contracts.codes import AUTHORITY, OFFERS
from shared.contracts.immutable import immutable

InterventionState = Literal["running", "ended"]


@immutable(frozen=True, slots=True)
class Intervention:
    """Running from the day it started until the day it ended.

    `loop` is the correlationid that everything about it carries: the referral's, else the intervention's own id.
    `follow_up_on` is the day agreed for following up. `event_id` is the event that told of the start.
    """

    id: UUID
    event_id: UUID
    loop: UUID
    department: str
    offer: str
    legal_basis: str | None
    referral_id: UUID | None
    started_on: date
    follow_up_on: date
    ended_on: date | None = None

    @classmethod
    def started(cls, event: Event[InterventionStarted]) -> "Intervention":
        """What the event says has begun."""
        data = event.data
        return cls(
            id=data.intervention_id,
            event_id=event.id,
            loop=event.correlationid,
            department=data.department,
            offer=data.offer,
            legal_basis=data.legal_basis,
            referral_id=data.referral_id,
            started_on=danish_date(event.time),
            follow_up_on=data.follow_up_on,
        )

    @property
    def state(self) -> InterventionState:
        return "running" if self.ended_on is None else "ended"

    @property
    def running(self) -> bool:
        return self.state == "running"

    @property
    def goals_set_by(self) -> str:
        """R6: the authority sets the goals where its decision opened the offer, elsewhere the one who runs it."""
        return AUTHORITY if OFFERS[self.offer].needs_decision else self.department

    def must_run(self) -> None:
        """What has ended is history: nothing more is reported on it, but a correction."""
        if not self.running:
            raise Refused(
                "illegal-move",
                "Indsatsen er afsluttet.",
                pointer="/data/intervention_id",
                legal_moves=(InterventionEnteredInError.type,),
            )

    def end(self, asked: InterventionEnded) -> InterventionEnded:
        """What runs can be ended, once."""
        self.must_run()
        return asked

    def ended(self, event: Event[InterventionEnded]) -> "Intervention":
        """The intervention as the event leaves it."""
        return replace(self, ended_on=danish_date(event.time))
