"""Who may report on a citizen and on a referral at all; which move is legal is the referral's own business."""

from typing import Any
from uuid import UUID

from services.referral.domain import Referral, reported_by, with_its_use
from services.referral.ports import Work
from shared.contracts import Refused, Report, Reporter


def admit(report: Report[Any], work: Work) -> None:
    """The citizen must be in the index, and whoever speaks as a citizen or relative must speak of theirs."""
    who = report.reporter
    if who.role == "citizen" and who.citizen_id != report.subject:
        raise not_involved()
    if who.role == "relative" and not _stands_for(who, work):
        raise not_involved()
    if not work.citizen_known:
        raise Refused("unknown-citizen", "Borgeren kendes ikke.", pointer="/subject")


def party_to(report: Report[Any], referral_id: UUID, work: Work) -> Referral:
    """The referral reported on.

    Reporting takes involvement with the citizen. Whoever is or was a party to the loop, or asked, has it here even
    after it closed: they then hear that the move is illegal, not that they are strangers.
    """
    admit(report, work)
    who = report.reporter
    referral = work.referrals.get(referral_id)
    party = referral is not None and (
        who.department in work.involvement.parties(referral.loop) or referral.reporter == reported_by(who)
    )
    if who.role != "citizen" and not party and not work.involvement.of(who.department):
        raise not_involved()
    if referral is None:
        raise Refused("unknown-reference", "Henvisningen kendes ikke.", pointer="/data/referral_id")
    return with_its_use(referral, work.involvement)


def acts_for(report: Report[Any], department: str) -> None:
    """The department the data names as acting must be the reporter's own."""
    if report.reporter.department != department:
        detail = "Feltet skal være den afdeling, du handler for."
        raise Refused("wrong-department", detail, pointer="/data/by_department", status=403)


def not_involved() -> Refused:
    return Refused("not-involved", "Du er ikke involveret i borgerens sag.", status=403)


def _stands_for(who: Reporter, work: Work) -> bool:
    """P2: a designation known to be revoked speaks for nobody; one not heard of yet is as the token says.

    Where the token names nobody, the designation is one that an invitation binds: it must be known here as this very
    citizen's, and stand. So an id made up, or another citizen's, opens nothing.
    """
    known = [d for id_ in who.designations if (d := work.involvement.designation(id_)) is not None]
    if who.citizen_id is None:
        return any(d.standing for d in known)
    if who.citizen_id != work.subject:
        return False
    return len(known) < len(who.designations) or any(d.standing for d in known)
