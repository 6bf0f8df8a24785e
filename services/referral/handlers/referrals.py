"""Reports on referrals, each: load, decide, publish, save."""

from services.referral.domain import Referral, entrance, reported_by, with_its_use
from services.referral.handlers.admission import acts_for, admit, party_to
from services.referral.handlers.hints import advise
from services.referral.handlers.keeping import conclude, keep, tell
from services.referral.handlers.supplement import not_for_a_supplement
from services.referral.ports import Work
from shared.contracts import (
    ReferralAccepted,
    ReferralCancelled,
    ReferralCompleted,
    ReferralCreated,
    ReferralFailed,
    ReferralRejected,
    Refused,
    Report,
)


async def create_referral(report: Report[ReferralCreated], work: Work) -> None:
    """Somebody asks for an offer to a citizen. It takes no involvement: this is how one becomes involved."""
    admit(report, work)
    asked = report.data
    decision = None if asked.decision_id is None else work.involvement.decision(asked.decision_id)
    loop, legal_basis = entrance(asked, report.reporter, decision)
    known = work.referrals.get(asked.referral_id)
    if known is not None:
        raise Refused(
            "illegal-move",
            "Der er allerede en henvisning med dette id.",
            pointer="/data/referral_id",
            legal_moves=with_its_use(known, work.involvement).legal_moves(report.reporter),
        )
    advise(report, work)
    answer_due = work.due("answer", start=work.now, offer=asked.offer, priority=asked.priority)
    fact = asked.model_copy(update={"legal_basis": legal_basis, "answer_due": answer_due})
    event = tell(report, asked.referral_id, fact, loop, work)
    keep(None, Referral.asked(event, reported_by(report.reporter)), work)


async def accept_referral(report: Report[ReferralAccepted], work: Work) -> None:
    """The receiver says yes; from now on the start is awaited."""
    referral = party_to(report, report.data.referral_id, work)
    acts_for(report, report.data.by_department)
    start_due = work.due("start", start=work.now, offer=referral.offer, priority=referral.priority)
    conclude(report, referral, referral.accept(report.data, report.reporter, start_due=start_due), work)


async def reject_referral(report: Report[ReferralRejected], work: Work) -> None:
    """The receiver says no, and why."""
    referral = party_to(report, report.data.referral_id, work)
    acts_for(report, report.data.by_department)
    not_for_a_supplement(report, referral, report.data.reason, work)
    conclude(report, referral, referral.reject(report.data, report.reporter), work)


async def complete_referral(report: Report[ReferralCompleted], work: Work) -> None:
    """The receiver says that what was asked for is done."""
    referral = party_to(report, report.data.referral_id, work)
    conclude(report, referral, referral.complete(report.data, report.reporter), work)


async def fail_referral(report: Report[ReferralFailed], work: Work) -> None:
    """The receiver gives it up, and says why."""
    referral = party_to(report, report.data.referral_id, work)
    not_for_a_supplement(report, referral, report.data.reason, work)
    conclude(report, referral, referral.fail(report.data, report.reporter), work)


async def cancel_referral(report: Report[ReferralCancelled], work: Work) -> None:
    """It is no longer asked for."""
    referral = party_to(report, report.data.referral_id, work)
    if report.data.by != "citizen":
        not_for_a_supplement(report, referral, report.data.reason, work)
    conclude(report, referral, referral.cancel(report.data, report.reporter), work)
