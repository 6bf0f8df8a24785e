"""One citizen in the fake world, and what has been told and heard so far; `test_histories` makes the moves."""

from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from hypothesis.stateful import RuleBasedStateMachine

from services.referral.domain import MOVES, Referral
from shared.contracts import (
    EligibilityDecided,
    Event,
    ReferralConflict,
    ReferralCreated,
    ReferralEnteredInError,
    ReferralOverdue,
    Refused,
    Report,
    Reporter,
    Waits,
)
from tests.fakes.referral import FakeWorld
from tests.suites import referral_story as story
from tests.suites.referral_story import of, says
from tests.suites.referral_world import somebody

T = TypeVar("T")
SAID: dict[str, Callable[[UUID], Any]] = {
    "hold": story.holding,
    "resume": story.resuming,
    "complete": story.completing,
    "fail": story.failing,
    "decide": story.deciding,
}


def now(work: Coroutine[Any, Any, T]) -> T:
    """What it comes to; the fake waits for nothing."""
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise AssertionError("the fake has waited")


def one(things: Sequence[T], which: int) -> T:
    return things[which % len(things)]


class Told(RuleBasedStateMachine):
    """Whatever is refused or has to wait is passed over."""

    def __init__(self) -> None:
        super().__init__()
        self.world = FakeWorld()
        self.anna = now(somebody(self.world))
        self.ids: list[UUID] = []
        self.told: list[Event[Any]] = []
        self.heard: list[Event[Any]] = []
        self.places: list[Event[Any]] = []
        self.released: set[UUID] = set()
        self.states: dict[UUID, str] = {}

    def _say(self, referral: Referral, who: str, act: str) -> None:
        if act in ("accept", "reject"):
            make = story.accepting if act == "accept" else story.rejecting
            fact: Any = make(referral.id, who if who != "citizen" else "svr")
        elif act == "cancel":
            side = {referral.sender: "sender", referral.receiver: "receiver"}.get(who, "citizen")
            fact = story.cancelling(referral.id, side)
        else:
            fact = SAID[act](referral.id)
        if act == "hold":
            fact = story.holding(referral.id, self.world.now.date() + timedelta(days=30))
        self._report(says(self._who(who), self.anna, fact))

    def _asked(self, who: str, fact: ReferralCreated) -> None:
        before = len(self.told)
        self._report(says(self._who(who), self.anna, fact))
        if len(self.told) > before:
            self.ids.append(fact.referral_id)

    def _timers(self) -> list[tuple[tuple[str, UUID], datetime]]:
        timers = now(self.world.timers_of(self.anna)).items()
        return sorted(timers, key=lambda timer: self.ids.index(timer[0][1]))

    def _offered(self, which: int, *acts: str) -> bool:
        return any(self._is_legal(self._referral(which), act) for act in acts)

    def _is_legal(self, referral: Referral, act: str) -> bool:
        fact = story.accepting(referral.id) if act == "accept" else SAID[act](referral.id)
        return fact.type in referral.legal_moves(of(referral.receiver))

    def _who(self, name: str) -> Reporter:
        return story.citizen(self.anna) if name == "citizen" else of(name)

    def _referral(self, which: int) -> Referral:
        referral = now(self.world.referral_of(self.anna, one(self.ids, which)))
        assert referral is not None
        return referral

    def _report(self, report: Report[Any]) -> None:
        self.world.now += timedelta(hours=5)
        with suppress(Refused, Waits):
            self._took(now(self.world.report(report)))

    def _hear(self, event: Event[Any]) -> None:
        self.world.now += timedelta(hours=5)
        with suppress(Waits):
            told = now(self.world.hear(event))
            if hasattr(event.data, "intervention_id"):
                self.heard.append(event)
            self._took(told)

    def _took(self, told: Sequence[Event[Any]]) -> None:
        """R2: every event moved its referral along an arrow of the table, until one is taken back."""
        self.told += told
        for event in told:
            fact = event.data
            if isinstance(fact, ReferralCreated):
                self.states[fact.referral_id] = "requested"
            elif isinstance(fact, ReferralEnteredInError):
                referral = now(self.world.referral_of(self.anna, fact.referral_id))
                assert referral is not None
                self.states[fact.referral_id] = referral.state
                break
            elif isinstance(fact, ReferralConflict):
                assert self.states[fact.referral_id] == fact.state
            elif not isinstance(fact, ReferralOverdue | EligibilityDecided):
                move = MOVES[type(fact)]
                assert self.states[fact.referral_id] in move.start
                self.states[fact.referral_id] = move.end or self._resumed_to(event)

    def _resumed_to(self, event: Event[Any]) -> str:
        moves = now(self.world.involvement_of(self.anna)).loops.referrals[event.data.referral_id].moves
        return next(move.state for move in moves if move.event_id == event.id)
