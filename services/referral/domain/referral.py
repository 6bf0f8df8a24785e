"""A referral: one sender, one receiver, one next owner and one running clock while it is open (R1)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from services.referral.domain.moves import MOVES, Party, legal_moves
from shared.contracts import (
    Event,
    Fact,
    InterventionStarted,
    ReferralAccepted,
    ReferralCancelled,
    ReferralConflict,
    ReferralCreated,
    ReferralInProgress,
    ReferralOverdue,
    ReferralRejected,
    Refused,
    Reporter,
)
from shared.contracts.codes import Priority, ReferralState, Step

OPEN: frozenset[ReferralState] = frozenset({"requested", "accepted", "in-progress", "on-hold"})
_ZONE = ZoneInfo("Europe/Copenhagen")
_STEPS: dict[ReferralState, Step] = {"requested": "answer", "accepted": "start"}


class Clock(NamedTuple):
    """The clock this service runs: what is waited for, and until when."""

    step: Step
    due: datetime


@dataclass(frozen=True, slots=True)
class Referral:
    """Immutable; a decision returns the next state and the fact it makes, or raises `Refused`.

    `loop` is the correlationid of all that follows from the same asking. `sender` is None where no department refers.
    `due` is when the answer or the start is owed and, once in progress, the day agreed for the follow-up, whose clock
    the provider's service runs; None where it is closed. `overdue_level` is how far its silence has climbed (R4), 0
    where it has not. `intervention_id` and `provider` are known once it is in progress.
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
    state: ReferralState
    due: datetime | None
    created_at: datetime
    overdue_level: int = 0
    intervention_id: UUID | None = None
    provider: str | None = None

    @classmethod
    def ask(
        cls, asked: ReferralCreated, *, loop: UUID, legal_basis: str | None, answer_due: datetime, at: datetime
    ) -> tuple["Referral", ReferralCreated]:
        """A new referral, requested; the receiver owes an answer by `answer_due`."""
        referral = cls(
            id=asked.referral_id,
            loop=loop,
            sender=asked.from_department,
            receiver=asked.to_department,
            offer=asked.offer,
            legal_basis=legal_basis,
            decision_id=asked.decision_id,
            priority=asked.priority,
            themes=asked.themes,
            origin=asked.origin,
            state="requested",
            due=answer_due,
            created_at=at,
        )
        return referral, asked.model_copy(update={"legal_basis": legal_basis, "answer_due": answer_due})

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def next_owner(self) -> str | None:
        """I5: the department that has the next step; None where nobody has."""
        if self.state in ("requested", "accepted", "on-hold"):
            return self.receiver
        if self.state == "in-progress":
            return self.provider
        return None if self.state == "entered-in-error" else self.sender

    @property
    def clock(self) -> Clock | None:
        """R1: the one clock that runs here; None where it runs elsewhere or nothing is due."""
        step = _STEPS.get(self.state)
        return None if step is None or self.due is None else Clock(step, self.due)

    def parties_of(self, reporter: Reporter) -> frozenset[Party]:
        """What the reporter is to this referral. That a citizen reports about themselves is checked before."""
        parties: set[Party] = set()
        if reporter.role == "citizen":
            parties.add("citizen")
        elif reporter.department is not None:
            if reporter.department == self.sender:
                parties.add("sender")
            if reporter.department == self.receiver:
                parties.add("receiver")
        return frozenset(parties)

    def legal_moves(self, reporter: Reporter) -> tuple[str, ...]:
        """The event types this reporter could report on it now (R2)."""
        return legal_moves(self.state, self.parties_of(reporter))

    def accept(
        self, said: ReferralAccepted, by: Reporter, *, start_due: datetime
    ) -> tuple["Referral", ReferralAccepted]:
        """The receiver says yes and owes the start by `start_due`."""
        moved = self._move(said, by)
        return replace(moved, due=start_due), said.model_copy(update={"next_step_due": start_due})

    def reject(self, said: ReferralRejected, by: Reporter) -> tuple["Referral", ReferralRejected]:
        """The receiver says no; nothing is due any more."""
        return self._move(said, by), said

    def cancel(self, said: ReferralCancelled, by: Reporter) -> tuple["Referral", ReferralCancelled]:
        """It is no longer asked for. A department may pass on the citizen's choice, never the other department's."""
        moved = self._move(said, by)
        if said.by != "citizen" and said.by not in self.parties_of(by):
            detail = "Feltet skal være den part, der annullerer, eller borgeren."
            raise Refused("wrong-department", detail, pointer="/data/by", status=403)
        return moved, said

    def start(self, event: Event[InterventionStarted]) -> tuple["Referral", Fact] | None:
        """An intervention was begun for it; None where one is already under way.

        What has begun on a referral that is closed can never fit: the fact is then a conflict, and the state stays.
        """
        if self.state == "in-progress":
            return None
        if self.state not in MOVES[ReferralInProgress].start:
            return self, ReferralConflict(referral_id=self.id, event_id=event.id, state=self.state)
        started = event.data
        running = replace(
            self,
            state="in-progress",
            due=_end_of(started.follow_up_on),
            overdue_level=0,
            intervention_id=started.intervention_id,
            provider=started.department,
        )
        return running, ReferralInProgress(referral_id=self.id, intervention_id=started.intervention_id)

    def run_out(self, clock: Clock) -> tuple["Referral", ReferralOverdue] | None:
        """R4, level 1: the clock ran out in silence. None where it is not the one that runs, or has been told of."""
        waiting_for = self.next_owner
        if clock != self.clock or self.overdue_level or waiting_for is None:
            return None
        overdue = ReferralOverdue(referral_id=self.id, waiting_for=waiting_for, due=clock.due, step=clock.step, level=1)
        return replace(self, overdue_level=1), overdue

    def _move(self, said: ReferralAccepted | ReferralRejected | ReferralCancelled, by: Reporter) -> "Referral":
        """R2: along the arrow of the fact, or refused with the moves that are legal."""
        move = MOVES[type(said)]
        if self.state not in move.start or not self.parties_of(by) & move.by:
            raise Refused(
                "illegal-move",
                "Henvisningen kan ikke flyttes sådan af dig i den tilstand, den har nu.",
                pointer="/data/referral_id",
                legal_moves=self.legal_moves(by),
            )
        assert move.end is not None  # noqa: S101 (only a resumption has no state of its own)
        return replace(self, state=move.end, due=None, overdue_level=0)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), _ZONE)
