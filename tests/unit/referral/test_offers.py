"""Who may refer a citizen to what."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from services.referral.domain import entrance
from shared.contracts import Refused, Reporter
from shared.contracts.codes import DEPARTMENTS, OFFERS
from shared.contracts.involvement import Decision
from tests.suites.referral_story import asking, citizen, of, relative

ANNA = uuid4()
ASSESSED = [code for code, offer in OFFERS.items() if offer.needs_decision]
OPEN = [code for code, offer in OFFERS.items() if not offer.needs_decision]


def reached(who: Reporter, offer: str, to: str, **data: Any) -> UUID | str:
    """The loop where the offer is open to `who`, else the pointer of what is wrong."""
    origin = {"citizen": "self", "relative": "relative"}.get(who.role, "professional")
    fact = asking(offer=offer, from_department=who.department, to_department=to, origin=origin, **data)
    try:
        loop, _ = entrance(fact, who, data.get("decision"))
    except Refused as refused:
        (error,) = refused.errors
        return error.pointer
    return loop


def granted(offer: str, *, granted: bool = True) -> Decision:
    return Decision(loop=uuid4(), application=uuid4(), offer=offer, granted=granted, event=uuid4(), at=0)


@pytest.mark.parametrize("offer", OPEN)
@pytest.mark.parametrize("department", DEPARTMENTS)
def test_departments_refer_to_what_is_open_to_them(offer: str, department: str) -> None:
    """R5: Kraftcenter's and the relatives' own offers are any department's to refer to, peer offers only sel82's."""
    allowed = OFFERS[offer].legal_basis != "SEL-82d" or department == "sel82"
    outcome = reached(of(department), offer, OFFERS[offer].run_by)
    assert isinstance(outcome, UUID) if allowed else outcome == "/data/offer"


@pytest.mark.parametrize("offer", ASSESSED)
def test_everybody_but_the_authority_applies_under_sel85(offer: str) -> None:
    """R5: any other department and the citizen apply to the authority; straight to the provider is refused."""
    for who in (of("socialpsykiatri"), of("kraftcenter"), of("sel82"), of("paaroerende"), citizen(ANNA)):
        assert isinstance(reached(who, offer, "svr"), UUID)
        assert reached(who, offer, "socialpsykiatri") == "/data/to_department"


@pytest.mark.parametrize("offer", ASSESSED)
def test_the_authority_refers_under_its_granted_decision(offer: str) -> None:
    """R5, R6: with a granted decision on the same offer, and the loop is then the application's; else refused."""
    decision = granted(offer)
    named: dict[str, Any] = {"decision_id": uuid4()}
    svr = of("svr")

    def answer(known: Decision | None, to: str = "socialpsykiatri", **data: Any) -> UUID | str:
        fact = asking(offer=offer, from_department="svr", to_department=to, **data)
        try:
            return entrance(fact, svr, known)[0]
        except Refused as refused:
            return refused.errors[0].pointer

    assert answer(decision, **named) == decision.loop
    assert answer(decision, "kraftcenter", **named) == "/data/to_department"
    assert answer(None) == "/data/decision_id"
    assert answer(None, **named) == "/data/decision_id"
    assert answer(granted(offer, granted=False), **named) == "/data/decision_id"
    other = next(code for code in ASSESSED if code != offer)
    assert answer(granted(other), **named) == "/data/decision_id"


def test_nobody_else_names_a_decision() -> None:
    """R5: `decision_id` is the authority's under SEL-85 alone."""
    assert reached(of("sel82"), "polaris-gruppe", "svr", decision_id=uuid4()) == "/data/decision_id"
    assert reached(of("svr"), "kraftcenter-hjaelp", "kraftcenter", decision_id=uuid4()) == "/data/decision_id"


@pytest.mark.parametrize("offer", OPEN)
def test_the_citizen_refers_to_everything(offer: str) -> None:
    """R5: the citizen to every offer without assessment, straight to who runs it."""
    assert isinstance(reached(citizen(ANNA), offer, OFFERS[offer].run_by), UUID)


@pytest.mark.parametrize("offer", OFFERS)
def test_a_relative_refers_to_the_relatives_own_offers(offer: str) -> None:
    """P5, R5: support for relatives is an offer of its own, and the only one a relative may ask for."""
    own = offer.startswith("paaroerende-")
    outcome = reached(relative(ANNA), offer, OFFERS[offer].run_by)
    assert isinstance(outcome, UUID) if own else outcome == "/data/offer"


@pytest.mark.parametrize(
    ("who", "data", "status", "pointer"),
    [
        (of("svr"), {"from_department": "socialpsykiatri"}, 403, "/data/from_department"),
        (of("svr"), {"from_department": None}, 403, "/data/from_department"),
        (citizen(ANNA), {"from_department": "svr", "origin": "self"}, 403, "/data/from_department"),
        (citizen(ANNA), {"from_department": None}, 422, "/data/origin"),
        (of("socialpsykiatri"), {"origin": "self"}, 422, "/data/origin"),
        (of("socialpsykiatri"), {"legal_basis": "SEL-85"}, 422, "/data/legal_basis"),
    ],
)
def test_the_data_say_who_really_asks(who: Reporter, data: dict[str, Any], status: int, pointer: str) -> None:
    """The acting department is the token's, the origin fits the role, and the legal basis follows from the offer."""
    with pytest.raises(Refused) as refused:
        entrance(asking(**data), who, None)
    assert (refused.value.status, refused.value.errors[0].pointer) == (status, pointer)


@pytest.mark.parametrize("offer", OFFERS)
def test_the_legal_basis_is_filled_in(offer: str) -> None:
    """S0, S3: POLARIS rests on SEL-85, peer offers on SEL-82d, others state none; naming the right one is allowed."""
    basis = OFFERS[offer].legal_basis
    to = "svr" if OFFERS[offer].needs_decision else OFFERS[offer].run_by
    for said in (None, basis):
        fact = asking(offer=offer, from_department="sel82", to_department=to, legal_basis=said)
        assert entrance(fact, of("sel82"), None)[1] == basis
