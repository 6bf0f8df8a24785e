"""The authority's decision on an application (R6)."""

from services.referral.domain import reported_by
from services.referral.handlers.admission import admit, party_to
from services.referral.handlers.keeping import keep, say, tell
from services.referral.ports import Work
from shared.contracts import EligibilityDecided, ReferralCompleted, Refused, Report
from shared.contracts.codes import AUTHORITY


async def decide_eligibility(report: Report[EligibilityDecided], work: Work) -> None:
    """The application is decided, granted or not, and that is what was asked for: it is completed."""
    admit(report, work)
    if report.reporter.department != AUTHORITY:
        detail = "Kun Visitationen træffer afgørelse."
        raise Refused("not-allowed", detail, status=403)
    application = party_to(report, report.data.referral_id, work)
    fact = application.decide(report.data, report.reporter, at=work.now)
    if work.involvement.decision(fact.decision_id) is not None:
        raise Refused("already-exists", "Id'et er allerede brugt.", pointer="/data/decision_id")
    event = tell(report, application.id, fact, application.loop, work)
    decided = application.after(event, reported_by(report.reporter))
    completed = ReferralCompleted(referral_id=application.id, outcome="completed")
    keep(application, say(decided, completed, work, rests_on=event.id), work)
