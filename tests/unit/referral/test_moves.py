"""Who may bring a referral from one state to the next."""

from collections.abc import Callable
from dataclasses import replace
from typing import get_args
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from services.referral.api import reports
from services.referral.domain import MOVES, Entry, Referral
from shared.contracts import Fact, ReferralCreated, ReferralFailed, ReferralPutOnHold, ReferralRejected, Refused
from shared.contracts import Reporter as Who
from shared.contracts.codes import ReferralState
from tests.fakes.referral import MONDAY
from tests.suites import referral_story as story
from tests.suites.referral_story import accepting, asking, cancelling, citizen, happened, of, rejecting

SENDER, RECEIVER, STRANGER, SVR = of("socialpsykiatri"), of("kraftcenter"), of("sel82"), of("svr")
CITIZEN = citizen(uuid4())
ACCEPT, REJECT, HOLD, RESUME, DECIDE, COMPLETE, FAIL, CANCEL, ERR = (
    f"dk.samspil.{fact}.v1"
    for fact in (
        "henvisning.accepteret",
        "henvisning.afvist",
        "henvisning.sat_i_bero",
        "henvisning.genoptaget",
        "afgoerelse.truffet",
        "henvisning.gennemfoert",
        "henvisning.opgivet",
        "henvisning.annulleret",
        "henvisning.fejlregistreret",
    )
)


def in_state(state: ReferralState, **data: str) -> Referral:
    """Asked for by the sender; brought to the state by something nobody here has reported."""
    fact = asking(**data).model_copy(update={"answer_due": MONDAY})
    referral = Referral.asked(happened(fact, uuid4(), fact.referral_id), "socialpsykiatri")
    return referral.refolded((*referral.history, Entry(uuid4(), "noget", None, MONDAY, state, MONDAY)))


@pytest.mark.parametrize(
    ("state", "who", "legal"),
    [
        ("requested", SENDER, {CANCEL, ERR}),
        ("requested", RECEIVER, {ACCEPT, REJECT, CANCEL}),
        ("requested", CITIZEN, {CANCEL}),
        ("requested", STRANGER, set()),
        ("accepted", SENDER, {CANCEL, ERR}),
        ("accepted", RECEIVER, {HOLD, COMPLETE, FAIL, CANCEL}),
        ("in-progress", SENDER, {CANCEL, ERR}),
        ("in-progress", RECEIVER, {HOLD, COMPLETE, FAIL, CANCEL}),
        ("in-progress", CITIZEN, {CANCEL}),
        ("on-hold", RECEIVER, {RESUME, COMPLETE, FAIL, CANCEL}),
        ("on-hold", SENDER, {CANCEL, ERR}),
        ("rejected", RECEIVER, set()),
        ("cancelled", SENDER, {ERR}),
        ("completed", CITIZEN, set()),
        ("failed", SENDER, {ERR}),
        ("entered-in-error", SENDER, set()),
    ],
)
def test_legal_moves(state: ReferralState, who: Who, legal: set[str]) -> None:
    """R2, R7: each move is its party's; an error may be reported at any time by whoever reported it, and but once."""
    assert set(in_state(state).legal_moves(who)) == legal


def test_an_application_is_decided() -> None:
    """R6: only an application, accepted, can be decided, and only by the authority."""
    polaris = {"offer": "polaris-gruppe", "to_department": "svr"}
    assert DECIDE in in_state("accepted", **polaris).legal_moves(SVR)
    assert DECIDE not in in_state("requested", **polaris).legal_moves(SVR)
    assert DECIDE not in in_state("accepted", **polaris).legal_moves(SENDER)
    assert DECIDE not in in_state("accepted").legal_moves(RECEIVER)


@pytest.mark.parametrize("state", get_args(ReferralState))
@pytest.mark.parametrize("who", [SENDER, RECEIVER, STRANGER, CITIZEN])
def test_a_move_is_made_or_refused_as_the_legal_moves_say(state: ReferralState, who: Who) -> None:
    """R2: anything else is refused, with the moves listed that the same reporter could make."""
    referral = in_state(state)
    by = who.department or "svr"
    side = {"citizen": "citizen"}.get(who.role, "sender" if who == SENDER else "receiver")
    moves: dict[str, Callable[[], Fact]] = {
        ACCEPT: lambda: referral.accept(accepting(referral.id, by), who, start_due=MONDAY),
        REJECT: lambda: referral.reject(rejecting(referral.id, by), who),
        HOLD: lambda: referral.put_on_hold(story.holding(referral.id), who, at=MONDAY),
        RESUME: lambda: referral.resume(story.resuming(referral.id), who, start_due=None),
        COMPLETE: lambda: referral.complete(story.completing(referral.id), who),
        FAIL: lambda: referral.fail(story.failing(referral.id), who),
        CANCEL: lambda: referral.cancel(cancelling(referral.id, side), who),
    }
    for type_, make in moves.items():
        if type_ in referral.legal_moves(who):
            after = referral.after(happened(make(), uuid4(), referral.loop), by)
            assert after.state != state
        else:
            with pytest.raises(Refused) as refused:
                make()
            assert (refused.value.problem, refused.value.status) == ("illegal-move", 422)
            assert refused.value.legal_moves == referral.legal_moves(who)


def test_no_move_leads_on_from_a_closed_referral_but_that_it_was_an_error() -> None:
    """R2: rejected, completed, failed and cancelled are final; entered-in-error may follow any state but itself."""
    closed = {"rejected", "completed", "failed", "cancelled", "entered-in-error"}
    for fact, move in MOVES.items():
        if move.end == "entered-in-error":
            assert move.start == set(get_args(ReferralState)) - {"entered-in-error"}
        else:
            assert not move.start & closed, fact


def test_what_is_offered_as_legal_is_what_is_taken() -> None:
    """R2: a move that anybody but Samspil may make is one the service has a handler for, and the other way round."""
    others = {fact.type for fact, move in MOVES.items() if move.by != {"samspil"}}
    assert others == reports.types() - {ReferralCreated.type}


def test_a_department_cancels_for_itself_or_the_citizen() -> None:
    """R2: `by` is the reporter's own side, or the citizen whose choice it passes on; never the other department."""
    referral = in_state("requested")
    for who, by in ((SENDER, "sender"), (SENDER, "citizen"), (RECEIVER, "receiver"), (CITIZEN, "citizen")):
        said = cancelling(referral.id, by)
        assert referral.cancel(said, who) == said
    for who, by in ((SENDER, "receiver"), (RECEIVER, "sender"), (CITIZEN, "sender")):
        with pytest.raises(Refused) as refused:
            referral.cancel(cancelling(referral.id, by), who)
        assert (refused.value.status, [e.pointer for e in refused.value.errors]) == (403, ["/data/by"])


@pytest.mark.parametrize(
    ("fact", "rest"),
    [
        (ReferralRejected, {"by_department": "kraftcenter"}),
        (ReferralPutOnHold, {"until": "2027-02-01"}),
        (ReferralFailed, {}),
    ],
)
def test_each_no_says_why(fact: type[Fact], rest: dict[str, str]) -> None:
    """R3: a reason is required of a rejection, a hold and a giving up, from the closed list."""
    named: dict[str, UUID | str] = {"referral_id": uuid4(), **rest}
    assert fact.model_validate({**named, "reason": "other"})
    for said in ({}, {"reason": None}, {"reason": "travlt"}):
        with pytest.raises(ValidationError):
            fact.model_validate({**named, **said})


def test_a_referral_that_is_no_departments_has_no_sender() -> None:
    """R1: at most one sender, none where the citizen asks."""
    referral = replace(in_state("rejected"), sender=None)
    assert (referral.next_owner, referral.clock) == (None, None)
