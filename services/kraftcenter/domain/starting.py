"""The start of an intervention: what it may rest on."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from services.kraftcenter.domain.intervention import Intervention
from shared.contracts import InterventionStarted, ReferralResumed, Refused, Waits
from shared.contracts.codes import OFFERS
from shared.contracts.involvement import Involvement, Referral


def start(
    asked: InterventionStarted, citizen: Involvement, earlier: Iterable[Intervention], on: date, today: date
) -> tuple[InterventionStarted, UUID]:
    """Whether it may start: by whom (R5), on which referral (R2), under which law (R6), no later than today.

    Of courses and within them none does (C3, C4, C6).

    The fact, and its loop.

    `earlier` are the citizen's other interventions, `on` the day it starts. Raises Waits where the referral's
    acceptance has yet to be heard.
    """
    offer = OFFERS[asked.offer]
    if asked.department != offer.run_by:
        raise Refused("not-allowed", "Afdelingen driver ikke dette tilbud.", pointer="/data/offer")
    if offer.courses:
        # Its intervention would say who takes part, and have goals and follow-ups about a group.
        detail = "Tilbuddet gennemføres som forløb: borgeren tilmeldes et forløb."
        raise Refused("not-allowed", detail, pointer="/data/offer")
    if offer.within_course:
        # It would need no place, end at no day, and be told to everybody involved.
        detail = "Tilbuddet er for deltagere i et forløb: det indberettes som følgeskab på forløbet."
        raise Refused("not-allowed", detail, pointer="/data/offer")
    if on > today:
        raise Refused("invalid-data", "Tidspunktet ligger i fremtiden.", pointer="/time")
    if asked.follow_up_on < on:
        raise Refused("invalid-data", "Opfølgningen ligger før indsatsens start.", pointer="/data/follow_up_on")
    referral = _accepted(asked, citizen, earlier) if asked.referral_id is not None else None
    if offer.needs_decision and not _granted(referral, citizen):
        detail = "Tilbuddet kræver en afgørelse: start indsatsen på Visitationens henvisning, der bygger på den."
        raise Refused("not-allowed", detail, pointer="/data/referral_id")
    loop = asked.intervention_id if referral is None else referral.loop
    return asked.model_copy(update={"legal_basis": offer.legal_basis}), loop


def _accepted(asked: InterventionStarted, citizen: Involvement, earlier: Iterable[Intervention]) -> Referral:
    """The referral the intervention is to rest on, which its receiver has accepted and nobody has used."""
    pointer = "/data/referral_id"
    referral = citizen.referral(asked.referral_id) if asked.referral_id else None
    if referral is None:
        raise Waits
    if referral.receiver != asked.department:
        raise Refused("not-allowed", "Kun henvisningens modtager kan starte indsatsen.", pointer=pointer, status=403)
    if referral.offer != asked.offer:
        raise Refused("invalid-data", "Henvisningen gælder et andet tilbud.", pointer="/data/offer")
    begun = [intervention for intervention in earlier if intervention.referral_id == asked.referral_id]
    if any(not intervention.erred for intervention in begun):
        raise Refused("illegal-move", "Henvisningen har allerede en indsats.", pointer=pointer, legal_moves=())
    if referral.state == "requested":
        raise Waits
    # In progress by a start that was entered in error alone: it is as it was before.
    if referral.state != "accepted" and not (begun and referral.state == "in-progress"):
        resumed = (ReferralResumed.type,) if referral.state == "on-hold" else ()
        raise Refused("illegal-move", "Henvisningen er ikke accepteret.", pointer=pointer, legal_moves=resumed)
    return referral


def _granted(referral: Referral | None, citizen: Involvement) -> bool:
    """R6: whether the referral carries out a decision that was granted and still stands."""
    decision = citizen.decision(referral.decision) if referral and referral.decision else None
    return decision is not None and decision.stands
