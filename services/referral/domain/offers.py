"""Who may refer a citizen to what (R5), and what the law says it rests on."""

from uuid import UUID

from shared.contracts import ReferralCreated, Refused, Reporter
from shared.contracts.codes import OFFERS, Offer
from shared.contracts.involvement import Decision
from shared.contracts.referring import open_to, receiver_of, refers_on_decision

_ORIGINS = {"citizen": "self", "relative": "relative"}


def entrance(asked: ReferralCreated, by: Reporter, decision: Decision | None) -> tuple[UUID, str | None]:
    """The loop the new referral belongs to and its legal basis; raises `Refused` where the offer is not open to `by`.

    `decision` is what is known of the decision the report names, None where it names none or an unknown one.
    """
    offer = OFFERS[asked.offer]
    _speaks_for_itself(asked, by)
    if asked.legal_basis not in (None, offer.legal_basis):
        detail = "Lovgrundlaget følger af tilbuddet. Udelad feltet."
        raise Refused("not-allowed", detail, pointer="/data/legal_basis")
    if refers_on_decision(offer, by):
        return _granted(asked, offer, decision).loop, offer.legal_basis
    if asked.decision_id is not None:
        detail = "Kun Visitationen henviser efter en afgørelse, og kun til et tilbud, der kræver en."
        raise Refused("not-allowed", detail, pointer="/data/decision_id")
    if not open_to(offer, by):
        raise Refused("not-allowed", "Du kan ikke henvise til dette tilbud.", pointer="/data/offer")
    _goes_to(receiver_of(offer, by), asked)
    return asked.referral_id, offer.legal_basis


def _speaks_for_itself(asked: ReferralCreated, by: Reporter) -> None:
    department = None if by.role in _ORIGINS else by.department
    if asked.from_department != department:
        detail = "Afsenderen skal være den afdeling, du handler for; en borger eller pårørende har ingen."
        raise Refused("wrong-department", detail, pointer="/data/from_department", status=403)
    if asked.origin != _ORIGINS.get(by.role, "professional"):
        raise Refused("not-allowed", "Feltet passer ikke til den, der henviser.", pointer="/data/origin")


def _granted(asked: ReferralCreated, offer: Offer, decision: Decision | None) -> Decision:
    if asked.decision_id is None:
        detail = "Tilbuddet kræver en afgørelse, der bevilger det."
        raise Refused("not-allowed", detail, pointer="/data/decision_id")
    if decision is None:
        raise Refused("unknown-reference", "Afgørelsen findes ikke.", pointer="/data/decision_id")
    if not decision.stands or decision.offer != offer.code:
        raise Refused("not-allowed", "Afgørelsen bevilger ikke dette tilbud.", pointer="/data/decision_id")
    _goes_to(offer.run_by, asked)
    return decision


def _goes_to(receiver: str, asked: ReferralCreated) -> None:
    if asked.to_department != receiver:
        detail = "Tilbuddet modtages af en anden afdeling, når henvisningen kommer fra dig."
        raise Refused("not-allowed", detail, pointer="/data/to_department")
