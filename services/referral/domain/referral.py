"""A referral: one sender, one receiver, one next owner and one running clock while it is open (R1)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from services.referral.domain.begun import Begun, Place, PlaceOver
from services.referral.domain.dates import danish_date
from services.referral.domain.journal import STEPS, Clock, ClockKind, Entry, Position, entry_of, fold, reported_by
from services.referral.domain.moves import MOVES, Party, legal_moves
from shared.contracts import (
    EligibilityDecided,
    Event,
    Fact,
    ReferralAccepted,
    ReferralCancelled,
    ReferralCompleted,
    ReferralCreated,
    ReferralFailed,
    ReferralOverdue,
    ReferralPutOnHold,
    ReferralRejected,
    ReferralResumed,
    Refused,
    Reporter,
)
from shared.contracts.codes import AUTHORITY, OFFERS, Level, Priority, ReferralState

OPEN: frozenset[ReferralState] = frozenset({"requested", "accepted", "in-progress", "on-hold"})
F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Referral:
    """Immutable. A decision gives the fact it makes, or raises `Refused`; `after` takes in the event it became.

    `loop` is the correlationid of all that follows from the same asking. `sender` is None where no department refers.
    `history` is never empty, and `position` its fold. `begun` is the intervention that rests on it and `place` the
    place or companionship that answers it (C3, C6), as heard, whatever the state; `place_over` is the last that ended.
    `used` are the events of its decisions that others of the citizen's rest on, where somebody has looked
    (`with_its_use`); it is not kept.
    """

    id: UUID
    loop: UUID
    sender: str | None
    receiver: str
    offer: str
    legal_basis: str | None
    decision_id: UUID | None
    priority: Priority
    themes: tuple[str, ...]
    origin: str
    created_at: datetime
    history: tuple[Entry, ...]
    position: Position
    begun: Begun | None = None
    place: Place | None = None
    place_over: PlaceOver | None = None
    used: frozenset[UUID] = field(default=frozenset(), compare=False)

    @classmethod
    def asked(cls, event: Event[ReferralCreated], by: str | None) -> "Referral":
        """What the event says is asked for; the receiver owes an answer."""
        data = event.data
        history = (entry_of(event, by),)
        return cls(
            id=data.referral_id,
            loop=event.correlationid,
            sender=data.from_department,
            receiver=data.to_department,
            offer=data.offer,
            legal_basis=data.legal_basis,
            decision_id=data.decision_id,
            priority=data.priority,
            themes=data.themes,
            origin=data.origin,
            created_at=event.registeredtime,
            history=history,
            position=fold(history),
        )

    def after(
        self,
        event: Event[Any],
        by: str | None,
        *,
        rests_on: UUID | None = None,
        owed: datetime | None = None,
        rings: datetime | None = None,
    ) -> "Referral":
        """With the event taken in; the arguments as of `entry_of`."""
        return self.refolded((*self.history, entry_of(event, by, rests_on=rests_on, owed=owed, rings=rings)))

    def refolded(self, history: tuple[Entry, ...]) -> "Referral":
        return replace(self, history=history, position=fold(history))

    @property
    def state(self) -> ReferralState:
        return self.position.state

    @property
    def due(self) -> datetime | None:
        """By when the answer or the start is owed; on hold, until when; in progress, the day agreed for the follow-up,
        whose clock the provider's service runs. None where it is closed."""
        if self.state == "in-progress" and self.begun is not None:
            return self.begun.due
        return self.position.due

    @property
    def overdue_level(self) -> int:
        return self.position.level

    @property
    def clock(self) -> Clock | None:
        return self.position.clock

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def next_owner(self) -> str | None:
        """I5: the department that has the next step; None where nobody has."""
        if self.state in ("requested", "accepted", "on-hold"):
            return self.receiver
        if self.state == "in-progress":
            return self.receiver if self.begun is None else self.begun.provider
        return None if self.state == "entered-in-error" else self.sender

    @property
    def application(self) -> bool:
        """Whether it asks the authority to decide (R6), instead of asking somebody to carry out."""
        return self.receiver == AUTHORITY and OFFERS[self.offer].needs_decision

    def parties_of(self, reporter: Reporter) -> frozenset[Party]:
        """What the reporter is to this referral. That a citizen reports about themselves is checked before."""
        parties: set[Party] = set()
        if reporter.role == "citizen":
            parties.add("citizen")
        elif reporter.department is not None:
            if reporter.department == self.sender:
                parties.add("sender")
            if reporter.department == self.receiver:
                parties |= {"receiver", "authority" if self.application else "carrier"}
        name = reported_by(reporter)
        if name is not None and self._may_be_taken_back_by(name):
            parties.add("reporter")
        return frozenset(parties)

    @property
    def reporter(self) -> str | None:
        """R7: who asked, under the name of `reported_by`. Of one older than the journal, what its sender tells."""
        first = self.history[0]
        return first.by if first.type else self.sender or ("citizen" if self.origin == "self" else None)

    def last_of(self, entry: Entry) -> bool:
        """Whether the entry stands and nothing after it does, but silence and what follows from it by itself."""
        later = self.history[self.history.index(entry) + 1 :]
        return not entry.erred and all(e.erred or e.silence or e.rests_on == entry.event_id for e in later)

    @property
    def unstarted(self) -> Position | None:
        """Where it would be, had nothing begun; None where that is not known."""
        entries = [e for e in self.history if e.state != "in-progress" and not e.erred]
        return fold(entries) if entries else None

    @property
    def held_by(self) -> UUID | None:
        """The event that put it on hold last and stands; None where none is known."""
        held = (e.event_id for e in reversed(self.history) if e.state == "on-hold" and not e.erred)
        return next(held, None)

    def _may_be_taken_back_by(self, name: str) -> bool:
        if name == self.reporter and not self.used:
            return True
        own = (entry for entry in self.history if entry.by == name and entry.event_id not in self.used)
        return any(self.last_of(entry) for entry in own)

    def legal_moves(self, reporter: Reporter) -> tuple[str, ...]:
        """The event types this reporter could report on it now (R2)."""
        return legal_moves(self.state, self.parties_of(reporter))

    def accept(self, said: ReferralAccepted, by: Reporter, *, start_due: datetime) -> ReferralAccepted:
        """The receiver says yes and owes the start by `start_due`."""
        return self.along(said, by).model_copy(update={"next_step_due": start_due})

    def reject(self, said: ReferralRejected, by: Reporter) -> ReferralRejected:
        """The receiver says no; nothing is due any more."""
        return self.along(said, by)

    def put_on_hold(self, said: ReferralPutOnHold, by: Reporter, *, at: datetime) -> ReferralPutOnHold:
        """It rests until the day named begins."""
        self.along(said, by)
        if said.until <= danish_date(at):
            raise Refused("invalid-data", "Datoen skal ligge efter i dag.", pointer="/data/until")
        return said

    def resume(self, said: ReferralResumed, by: Reporter | None, *, start_due: datetime | None) -> ReferralResumed:
        """Back to where it was. `start_due` is when a start is then owed, where one is; Samspil is `by` None."""
        if by is not None:
            self.along(said, by)
        held = self.position.held
        awaited = held is not None and held.state == "accepted"
        return said.model_copy(update={"next_step_due": start_due if awaited else None})

    def complete(self, said: ReferralCompleted, by: Reporter) -> ReferralCompleted:
        """What was asked for is done."""
        return self.along(said, by)

    def fail(self, said: ReferralFailed, by: Reporter) -> ReferralFailed:
        """The receiver gives it up."""
        return self.along(said, by)

    def cancel(self, said: ReferralCancelled, by: Reporter) -> ReferralCancelled:
        """It is no longer asked for. A department may pass on the citizen's choice, never the other department's."""
        self.along(said, by)
        if said.by != "citizen" and said.by not in self.parties_of(by):
            detail = "Feltet skal være den part, der annullerer, eller borgeren."
            raise Refused("wrong-department", detail, pointer="/data/by", status=403)
        return said

    def decide(self, said: EligibilityDecided, by: Reporter, *, at: datetime) -> EligibilityDecided:
        """R6: the authority has assessed the application individually, and grants it or not."""
        if not self.application:
            detail = "Henvisningen er ikke en ansøgning, som Visitationen afgør."
            raise Refused("not-allowed", detail, pointer="/data/referral_id")
        self.along(said, by)
        if said.offer != self.offer:
            raise Refused("invalid-data", "Ansøgningen gælder et andet tilbud.", pointer="/data/offer")
        if said.assessed_on > danish_date(at):
            raise Refused("invalid-data", "Vurderingen kan ikke ligge i fremtiden.", pointer="/data/assessed_on")
        return said

    def run_out(self, kind: ClockKind) -> tuple[ReferralOverdue, ...]:
        """R4: the clock ran out in silence. Nothing where it is not the one that runs.

        R9: of an urgent one nobody has answered, the manager is told at once, too.
        """
        step, due, clock = STEPS.get(self.state), self.due, self.clock
        if step is None or due is None or clock is None or clock.kind != kind:
            return ()
        levels: tuple[Level, ...] = {"level2": (2,), "level3": (3,)}.get(kind, (1,))  # type: ignore[assignment]
        if kind == "answer" and self.priority == "urgent":
            levels = (1, 2)
        return tuple(
            ReferralOverdue(referral_id=self.id, waiting_for=self.receiver, due=due, step=step, level=level)
            for level in levels
        )

    def along(self, said: F, by: Reporter) -> F:
        """R2: what is said, where it is an arrow from here that they may take; else refused with those that are."""
        move = MOVES[type(said)]
        if self.state not in move.start or not self.parties_of(by) & move.by:
            raise self.illegal("Henvisningen kan ikke flyttes sådan af dig i den tilstand, den har nu.", by)
        return said

    def illegal(self, detail: str, by: Reporter, pointer: str = "/data/referral_id") -> Refused:
        return Refused("illegal-move", detail, pointer=pointer, legal_moves=self.legal_moves(by))
