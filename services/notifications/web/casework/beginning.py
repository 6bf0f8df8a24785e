"""What a department begins by itself or on a referral, as a form."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from services.notifications.web.casework.fields import Field, a_day
from services.notifications.web.casework.known import Referral
from services.notifications.web.casework.steps import NEW, Step
from shared.contracts import InterventionStarted, Reporter
from shared.contracts.codes import OFFERS, Offer


def start(by: Reporter, today: date, referral: Referral | None = None) -> Step:
    """An intervention begins today: for a referral, or of the department's own accord."""
    offers = own_offers(by)
    fixed: dict[str, Any] = {"intervention_id": NEW, "department": by.department}
    fields: tuple[Field, ...] = (
        a_day("follow_up_on", "Hvornår følger I op første gang?", needed="Skriv en dato for opfølgningen."),
    )
    if referral is None:
        fields = (Field("offer", "Tilbud", "choice", offers, needed="Vælg et tilbud.", assumed=_first(offers)), *fields)
    else:
        fixed |= {"referral_id": str(referral.id), "offer": referral.offer}
    return Step(
        "start",
        InterventionStarted,
        "Start indsatsen",
        "Start indsatsen i dag",
        fixed,
        fields,
        explained="Indsatsen begynder i dag. Datoen for opfølgning kan flyttes, når I følger op.",
        leading=True,
    ).starting(follow_up_on=(today + timedelta(days=28)).isoformat())


def own_offers(by: Reporter) -> tuple[tuple[str, str], ...]:
    """What the department can begin by itself: what it runs, but for what only a decision opens."""
    return tuple(
        (offer.code, offer.name) for offer in OFFERS.values() if _begun_by(by, offer) and not offer.needs_decision
    )


def startable(referral: Referral, by: Reporter) -> bool:
    """Whether the reader's department can begin what was asked for: it has said yes, and it is an intervention."""
    offer = OFFERS.get(referral.offer)
    begins = offer is not None and _begun_by(by, offer)
    return begins and referral.receiver == by.department and referral.state == "accepted"


def _begun_by(by: Reporter, offer: Offer) -> bool:
    """C4, C6: neither a course nor what goes beside one is begun as an intervention."""
    return offer.run_by == by.department and not (offer.courses or offer.within_course)


def _first(choices: Sequence[tuple[str, str]]) -> str:
    return choices[0][0] if choices else ""
