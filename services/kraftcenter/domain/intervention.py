"""An intervention: what one department does together with a citizen.

startet ──► running ──afsluttet──► ended
            │     ▲                  │
            │     └─(end corrected)──┘
            └─(start corrected)──► entered-in-error

Follow-ups, tools, goals and sub-goals are reported of what runs, and change no state.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Literal, NamedTuple
from uuid import UUID

from services.kraftcenter.domain.dates import danish_date
from services.kraftcenter.domain.follow_up import Clock, FollowUp
from shared.contracts import (
    DialogueToolUsed,
    Event,
    FollowUpHeld,
    FollowUpOverdue,
    InterventionEnded,
    InterventionEnteredInError,
    InterventionStarted,
    Refused,
)
from shared.contracts.codes import AUTHORITY, OFFERS, Tool
from shared.contracts.immutable import immutable

InterventionState = Literal["running", "ended", "entered-in-error"]


class ToolUse(NamedTuple):
    """G4: that a dialogue tool was used, and when; what came out of it stays with those who used it."""

    event_id: UUID
    tool: Tool
    used_on: date


@immutable(frozen=True, slots=True)
class Intervention:
    """Running from the day it started until the day it ended, unless its start was `erred`: entered in error.

    `loop` is the correlationid that everything about it carries: the referral's, else the intervention's own id.
    `follow_up_on` is the day agreed for following up next (or, once it was decided to end it, for the end), `clock`
    what watches it, None where it was never set; `follow_ups` are those held and `tools` the dialogue tools used, in
    the order reported. `event_id` is the event that told of the start.
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
    clock: Clock | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    tools: tuple[ToolUse, ...] = ()
    erred: bool = False

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
        if self.erred:
            return "entered-in-error"
        return "running" if self.ended_on is None else "ended"

    @property
    def running(self) -> bool:
        return self.state == "running"

    @property
    def alarm(self) -> datetime | None:
        """When its clock runs out; None where none runs."""
        return self.clock.alarm if self.running and self.clock is not None else None

    @property
    def owed(self) -> Clock | None:
        """The clock of the follow-up that is owed; None where none is: it has ended, or its referral is on hold."""
        return self.clock if self.running and self.clock is not None and self.clock.stopped_at is None else None

    @property
    def stands_still(self) -> bool:
        """Whether its clock has to be set to run: it was stopped, has climbed a level, or was never set."""
        return self.clock is None or self.clock.stands_still

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

    def end(self, asked: InterventionEnded, on: date, today: date) -> InterventionEnded:
        """What runs can be ended, once, `on` a day since its start, and no later than today."""
        self.must_run()
        if on > today:
            raise Refused("invalid-data", "Tidspunktet ligger i fremtiden.", pointer="/time")
        if on < self.started_on:
            raise Refused("invalid-data", "Tidspunktet ligger før indsatsens start.", pointer="/time")
        return asked

    def ended(self, event: Event[InterventionEnded]) -> "Intervention":
        """The intervention as the event leaves it."""
        return replace(self, ended_on=danish_date(event.time))

    def hold_follow_up(self, asked: FollowUpHeld, today: date) -> FollowUpHeld:
        """A follow-up was held, after the one before; the next one, or the end, lies ahead of it."""
        self.must_run()
        latest = self.follow_ups[-1].held_on if self.follow_ups else self.started_on
        if asked.held_on > today:
            raise Refused("invalid-data", "Datoen ligger i fremtiden.", pointer="/data/held_on")
        if asked.held_on < latest:
            detail = "Datoen ligger før indsatsens start eller den seneste opfølgning."
            raise Refused("invalid-data", detail, pointer="/data/held_on")
        if asked.decision == "continue" and asked.next_on <= asked.held_on:
            detail = "Den næste opfølgning skal ligge efter den, der er holdt."
            raise Refused("invalid-data", detail, pointer="/data/next_on")
        if asked.next_on < asked.held_on:
            raise Refused("invalid-data", "Afslutningen kan ikke ligge før opfølgningen.", pointer="/data/next_on")
        return asked

    def followed_up(self, event: Event[FollowUpHeld]) -> "Intervention":
        """The intervention as the event leaves it, with a clock still to be set."""
        data = event.data
        held = FollowUp(event.id, data.held_on, data.decision, self.follow_up_on, self.clock)
        return replace(self, follow_up_on=data.next_on, clock=None, follow_ups=(*self.follow_ups, held))

    def use_tool(self, asked: DialogueToolUsed, today: date) -> DialogueToolUsed:
        """G4: a dialogue tool was used in what runs, today at the latest."""
        self.must_run()
        if asked.used_on > today:
            raise Refused("invalid-data", "Datoen ligger i fremtiden.", pointer="/data/used_on")
        return asked

    def tool_used(self, event: Event[DialogueToolUsed]) -> "Intervention":
        """The intervention as the event leaves it."""
        return replace(self, tools=(*self.tools, ToolUse(event.id, event.data.tool, event.data.used_on)))

    def run_out(self, at: datetime) -> tuple["Intervention", FollowUpOverdue] | None:
        """R4: the clock ran out in silence, which climbs a level. None where it is not the one that runs."""
        if self.clock is None or self.alarm != at:
            return None
        clock = self.clock.climbed()
        overdue = FollowUpOverdue(intervention_id=self.id, due=clock.due, level=self.clock.next_level)
        return replace(self, clock=clock), overdue

    def paused(self, at: datetime) -> "Intervention":
        """R1: another clock runs, of its referral."""
        return self if self.clock is None else replace(self, clock=self.clock.stopped(at))

    def going_on(self) -> "Intervention":
        """No other clock runs: its follow-up is owed, also after the last level, when there is nothing to set."""
        return self if self.clock is None else replace(self, clock=self.clock.going_on())

    def wound(self, until: datetime) -> "Intervention":
        """Its clock runs until then."""
        return replace(self, clock=Clock(until, until) if self.clock is None else self.clock.set_to(until))
