"""What supplements does not replace: when a referral is closed for another offer."""

from typing import get_args

import pytest

from services.referral.domain.supplement import refuse_to_replace
from shared.contracts import Refused
from shared.contracts.codes import OFFERS, Reason
from tests.suites.referral_supplement import *  # noqa: F403  (whatever the suite holds is to be run)

SUPPLEMENTS = {code for code, offer in OFFERS.items() if offer.supplements}
OTHERS = OFFERS.keys() - SUPPLEMENTS


def test_peers_and_companions_supplement() -> None:
    """C5: what rests on SEL-82d supplements, and nothing else does."""
    assert {code for code, offer in OFFERS.items() if offer.legal_basis == "SEL-82d"} == SUPPLEMENTS
    assert {"peer-gruppe", "foelgeskab"} == SUPPLEMENTS


@pytest.mark.parametrize("offer", sorted(OTHERS))
@pytest.mark.parametrize("beside", [{"peer-gruppe"}, {"peer-gruppe", "foelgeskab"}])
def test_a_supplement_takes_nobodys_place(offer: str, beside: set[str]) -> None:
    """C5: where all else that the citizen has supplements, no offer is closed for another one."""
    with pytest.raises(Refused) as refused:
        refuse_to_replace(offer, "other_offer", beside)
    assert (refused.value.problem, refused.value.errors[0].pointer) == ("not-allowed", "/data/reason")
    assert "supplerer" in refused.value.detail


@pytest.mark.parametrize("beside", [set(), {None}, {"peer-gruppe", None}, {"peer-gruppe", "kraftcenter-hjaelp"}])
def test_another_offer_may(beside: set[str | None]) -> None:
    """C5: another offer that does not supplement, is not known, or is outside Samspil, may take its place."""
    refuse_to_replace("kraftcenter-traening", "other_offer", beside)


@pytest.mark.parametrize("reason", [each for each in get_args(Reason) if each != "other_offer"])
def test_other_reasons_have_nothing_to_do_with_it(reason: Reason) -> None:
    """C5: a referral that is closed for what it is itself is closed, whatever the citizen has beside it."""
    refuse_to_replace("kraftcenter-traening", reason, {"peer-gruppe"})


@pytest.mark.parametrize("offer", sorted(SUPPLEMENTS))
def test_one_supplement_may_give_way_to_another(offer: str) -> None:
    """C5: a peer group for companionship takes nothing from what either goes beside."""
    refuse_to_replace(offer, "other_offer", SUPPLEMENTS)
