"""Who may bring a referral from one state to the next."""

from collections.abc import Callable
from dataclasses import replace
from typing import get_args
from uuid import uuid4

import pytest
from pydantic import ValidationError

from services.referral.api import reports
from services.referral.domain import MOVES, TAKEN, Referral, legal_moves
from shared.contracts import Fact, ReferralCreated, ReferralRejected, Refused, Reporter
from shared.contracts.codes import ReferralState
from tests.fakes.referral import MONDAY
from tests.suites.referral_story import accepting, asking, cancelling, citizen, of, rejecting

SENDER, RECEIVER, STRANGER = of("socialpsykiatri"), of("kraftcenter"), of("sel82")
CITIZEN = citizen(uuid4())
ACCEPT, REJECT, CANCEL = (f"dk.samspil.henvisning.{fact}.v1" for fact in ("accepteret", "afvist", "annulleret"))


def in_state(state: ReferralState) -> Referral:
    fact = asking()
    referral, _ = Referral.ask(fact, loop=fact.referral_id, legal_basis=None, answer_due=MONDAY, at=MONDAY)
    return replace(referral, state=state)


@pytest.mark.parametrize(
    ("state", "who", "legal"),
    [
        ("requested", SENDER, {CANCEL}),
        ("requested", RECEIVER, {ACCEPT, REJECT, CANCEL}),
        ("requested", CITIZEN, {CANCEL}),
        ("requested", STRANGER, set()),
        ("accepted", SENDER, {CANCEL}),
        ("accepted", RECEIVER, {CANCEL}),
        ("in-progress", SENDER, {CANCEL}),
        ("in-progress", CITIZEN, {CANCEL}),
        ("rejected", RECEIVER, set()),
        ("cancelled", SENDER, set()),
        ("completed", CITIZEN, set()),
    ],
)
def test_legal_moves(state: ReferralState, who: Reporter, legal: set[str]) -> None:
    """R2: accepted and rejected are the receiver's, cancelled is both parties' and the citizen's; closed is closed."""
    assert set(in_state(state).legal_moves(who)) == legal


@pytest.mark.parametrize("state", get_args(ReferralState))
@pytest.mark.parametrize("who", [SENDER, RECEIVER, STRANGER, CITIZEN])
def test_a_move_is_made_or_refused_as_the_legal_moves_say(state: ReferralState, who: Reporter) -> None:
    """R2: anything else is refused, with the moves listed that the same reporter could make."""
    referral = in_state(state)
    by = who.department or ""
    side = {"citizen": "citizen"}.get(who.role, "sender" if who == SENDER else "receiver")
    moves: dict[str, Callable[[], tuple[Referral, Fact]]] = {
        ACCEPT: lambda: referral.accept(accepting(referral.id, by or "svr"), who, start_due=MONDAY),
        REJECT: lambda: referral.reject(rejecting(referral.id, by or "svr"), who),
        CANCEL: lambda: referral.cancel(cancelling(referral.id, side), who),
    }
    for type_, make in moves.items():
        if type_ in referral.legal_moves(who):
            assert make()[0].state != state
        else:
            with pytest.raises(Refused) as refused:
                make()
            assert (refused.value.problem, refused.value.status) == ("illegal-move", 422)
            assert refused.value.legal_moves == referral.legal_moves(who)


def test_no_move_leads_on_from_a_closed_referral_but_that_it_was_an_error() -> None:
    """R2: rejected, completed, failed and cancelled are final; entered-in-error may follow any state."""
    closed = {"rejected", "completed", "failed", "cancelled", "entered-in-error"}
    for fact, move in MOVES.items():
        if move.end == "entered-in-error":
            assert move.start == set(get_args(ReferralState))
        else:
            assert not move.start & closed, fact


def test_what_is_offered_as_legal_is_what_is_taken() -> None:
    """R2: a move listed as legal is one the service has a handler for, and the other way round."""
    assert {fact.type for fact in TAKEN} == reports.types() - {ReferralCreated.type}
    assert set(legal_moves("in-progress", frozenset({"receiver", "sender", "citizen"}))) == {CANCEL}


def test_a_department_cancels_for_itself_or_the_citizen() -> None:
    """R2: `by` is the reporter's own side, or the citizen whose choice it passes on; never the other department."""
    referral = in_state("requested")
    for who, by in ((SENDER, "sender"), (SENDER, "citizen"), (RECEIVER, "receiver"), (CITIZEN, "citizen")):
        assert referral.cancel(cancelling(referral.id, by), who)[0].state == "cancelled"
    for who, by in ((SENDER, "receiver"), (RECEIVER, "sender"), (CITIZEN, "sender")):
        with pytest.raises(Refused) as refused:
            referral.cancel(cancelling(referral.id, by), who)
        assert (refused.value.status, [e.pointer for e in refused.value.errors]) == (403, ["/data/by"])


def test_a_rejection_says_why() -> None:
    """R3: a reason is required, from the closed list."""
    for said in ({}, {"reason": None}, {"reason": "travlt"}):
        with pytest.raises(ValidationError):
            ReferralRejected.model_validate({"referral_id": uuid4(), "by_department": "kraftcenter", **said})
