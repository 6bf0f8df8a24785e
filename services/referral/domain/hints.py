"""What a referral passes over: offers that would intrude less on the citizen (R8). It is advice and refuses nothing."""

from collections.abc import Collection

from services.referral.domain.offers import open_to
from shared.contracts import ReferralCreated, Reporter
from shared.contracts.codes import OFFERS

MOST = 3
"""More would be a catalogue, and nobody would read it."""


def hints(asked: ReferralCreated, by: Reporter, tried: Collection[str]) -> tuple[str, ...]:
    """One Danish sentence for each offer that intrudes less, is open to `by` (R5) and is not among `tried`.

    The nearest to what is asked for come first. An offer is available when it is on the municipality's list; whether
    there is room this week is the receiver's to answer. `tried` holds what `by` may know of only: an offer that was
    left out for another's referral would tell of that referral.
    """
    less = [
        offer
        for offer in OFFERS.values()
        if offer.intrusiveness < OFFERS[asked.offer].intrusiveness
        and not offer.within_course
        and open_to(offer, by)
        and offer.code not in tried
    ]
    nearest = sorted(less, key=lambda offer: offer.intrusiveness, reverse=True)
    return tuple(f"Et mindre indgribende tilbud er også muligt: ”{offer.name}”." for offer in nearest[:MOST])
