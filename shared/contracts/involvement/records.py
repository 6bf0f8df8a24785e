"""The pieces a loop is made of, and the questions each can answer alone."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from shared.contracts.codes import AUTHORITY, OFFERS, ReferralState
from shared.contracts.immutable import immutable

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OPEN: frozenset[ReferralState] = frozenset({"requested", "accepted", "in-progress", "on-hold"})


def micros(at: datetime) -> int:
    """A moment as whole microseconds since 1970: exact, short to store, and comparable."""
    return (at - EPOCH) // timedelta(microseconds=1)


def moment(at: int) -> datetime:
    return EPOCH + timedelta(microseconds=at)


class Move(NamedTuple):
    """An event that brought a referral to a state."""

    event_id: UUID
    state: ReferralState
    at: int


def before_hold(moves: Sequence[Move]) -> ReferralState:
    """The state that a resumption leads back to."""
    return next(move.state for move in reversed(moves) if move.state != "on-hold")


def without(moves: Sequence[Move], erred: Collection[UUID]) -> tuple[Move, ...]:
    """The moves as if those events had led nowhere: each stays, as one to the state before it.

    What was resumed leads back to the state it was, without it, put on hold from.
    """
    kept: list[Move] = []
    for move in moves:
        if move.event_id in erred:
            kept.append(move._replace(state=kept[-1].state))
            continue
        resumed = bool(kept) and kept[-1].state == "on-hold" and move.state in ("accepted", "in-progress")
        kept.append(move._replace(state=before_hold(kept)) if resumed else move)
    return tuple(kept)


@immutable(frozen=True, slots=True)
class Referral:
    """`moves` is never empty and starts with the creation; `erred_at` is set once the whole is entered in error.

    A move entered in error is one to the state before it.
    """

    loop: UUID
    sender: str | None
    receiver: str
    offer: str
    origin: str
    decision: UUID | None
    moves: tuple[Move, ...]
    erred_at: int | None = None

    @property
    def state(self) -> ReferralState:
        return self.moves[-1].state if self.erred_at is None else "entered-in-error"

    @property
    def open(self) -> bool:
        return self.erred_at is None and self.moves[-1].state in OPEN

    @property
    def answered(self) -> bool:
        """Whether it ever was, also where the answer was an error: who went by it had heard of it."""
        return len(self.moves) > 1

    @property
    def last_at(self) -> int:
        return self.moves[-1].at if self.erred_at is None else self.erred_at

    @property
    def parties(self) -> frozenset[str]:
        return frozenset({self.receiver} if self.sender is None else {self.sender, self.receiver})


@immutable(frozen=True, slots=True)
class Intervention:
    """`started` and `ended` are event ids; `last_at` is when the last of its events was registered."""

    loop: UUID
    provider: str
    referral: UUID | None
    started: UUID
    last_at: int
    ended: UUID | None = None
    erred: bool = False

    @property
    def running(self) -> bool:
        return self.ended is None and not self.erred


@immutable(frozen=True, slots=True)
class Decision:
    """`event` is the id of the event that told of it."""

    loop: UUID
    application: UUID
    offer: str
    granted: bool
    event: UUID
    at: int
    erred: bool = False

    @property
    def stands(self) -> bool:
        return self.granted and not self.erred


@immutable(frozen=True, slots=True)
class Loop:
    """All that carries one correlationid, each kind in the order it was heard; `referral_ids` as `referrals`."""

    id: UUID
    referrals: tuple[Referral, ...]
    interventions: tuple[Intervention, ...]
    decisions: tuple[Decision, ...]
    referral_ids: tuple[UUID, ...]

    @property
    def referral(self) -> Referral | None:
        """The one that counts now: the latest not entered in error, else the latest."""
        candidates = [r for r in self.referrals if r.erred_at is None] or self.referrals
        return candidates[-1] if candidates else None

    @property
    def at_hand(self) -> tuple[Intervention, ...]:
        """The interventions that rest on `referral`; of a loop without one, all.

        An authority can refer more than once on its decision: what an earlier referral led to says nothing of this.
        """
        if not self.referrals:
            return self.interventions
        id_ = next(id_ for id_, r in zip(self.referral_ids, self.referrals, strict=True) if r is self.referral)
        return tuple([i for i in self.interventions if i.referral == id_])

    @property
    def sender(self) -> str | None:
        return None if self.referral is None else self.referral.sender

    @property
    def receiver(self) -> str | None:
        return None if self.referral is None else self.referral.receiver

    @property
    def provider(self) -> str | None:
        """Who runs the intervention, or ran the last one."""
        running = [i for i in self.interventions if i.running]
        living = running or [i for i in self.interventions if not i.erred]
        return living[-1].provider if living else None

    @property
    def parties(self) -> frozenset[str]:
        """Every department that is or was sender, receiver or provider in the loop, and the authority that decided."""
        told = {i.provider for i in self.interventions} | ({AUTHORITY} if self.decisions else set())
        return frozenset(told).union(*(r.parties for r in self.referrals))

    @property
    def origin(self) -> str | None:
        """Who first asked (professional, self, relative); None for an intervention nobody referred to."""
        return self.referrals[0].origin if self.referrals else None

    @property
    def quiet(self) -> bool:
        """A self-referral to an offer without assessment: told to its receiver and the citizen only (I2)."""
        return self.origin == "self" and not OFFERS[self.referrals[0].offer].needs_decision

    @property
    def granted_and_unused(self) -> bool:
        """A granted decision stands and nothing has been begun under it yet."""
        used = any(r.decision is not None and r.erred_at is None for r in self.referrals) or any(
            not i.erred for i in self.interventions
        )
        return not used and any(d.stands for d in self.decisions)

    @property
    def open(self) -> bool:
        return (
            any(r.open for r in self.referrals) or any(i.running for i in self.interventions) or self.granted_and_unused
        )

    @property
    def closed_at(self) -> datetime | None:
        """When the last of it closed; None while it is open."""
        if self.open:
            return None
        return moment(
            max(
                [r.last_at for r in self.referrals]
                + [i.last_at for i in self.interventions]
                + [d.at for d in self.decisions]
            )
        )

    @property
    def next_owner(self) -> str | None:
        """I5: who has the next step. None where nobody has: a self-referral that came to an end."""
        referral = self.referral
        if referral is None:
            return self.provider if self.open else None
        if referral.state in ("requested", "on-hold"):
            return referral.receiver
        if referral.state == "entered-in-error":
            return None
        if referral.state in ("accepted", "in-progress"):
            at_hand = self.at_hand
            running = [i.provider for i in at_hand if i.running]
            if running:
                return running[-1]
            ended = any(i.ended is not None and not i.erred for i in at_hand)
            return referral.sender if ended else referral.receiver
        return referral.sender
