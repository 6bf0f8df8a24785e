"""Reports on referrals, and the intervention that answers one: load, decide, save, publish."""

import json
from dataclasses import asdict
from typing import Any

from services.referral.domain import Referral, entrance
from services.referral.handlers.admission import acts_for, admit, party_to
from services.referral.handlers.hints import advise
from services.referral.handlers.supplement import not_for_a_supplement
from services.referral.ports import Work
from shared.contracts import (
    Event,
    Fact,
    InterventionStarted,
    Private,
    ReferralAccepted,
    ReferralCancelled,
    ReferralCreated,
    ReferralRejected,
    Refused,
    Report,
)


async def create_referral(report: Report[ReferralCreated], work: Work) -> None:
    """Somebody asks for an offer to a citizen. It takes no involvement: this is how one becomes involved."""
    admit(report, work)
    asked = report.data
    known = work.referrals.get(asked.referral_id)
    if known is not None:
        raise Refused(
            "illegal-move",
            "Der er allerede en henvisning med dette id.",
            pointer="/data/referral_id",
            legal_moves=known.legal_moves(report.reporter),
        )
    decision = None if asked.decision_id is None else work.involvement.decision(asked.decision_id)
    loop, legal_basis = entrance(asked, report.reporter, decision)
    advise(report, work)
    answer_due = work.due("answer", start=work.now, offer=asked.offer, priority=asked.priority)
    referral, fact = Referral.ask(asked, loop=loop, legal_basis=legal_basis, answer_due=answer_due, at=work.now)
    _save(None, referral, work)
    _tell(report, referral, fact, work)


async def accept_referral(report: Report[ReferralAccepted], work: Work) -> None:
    """The receiver says yes; from now on the start is awaited."""
    referral = party_to(report, report.data.referral_id, work)
    acts_for(report, report.data.by_department)
    start_due = work.due("start", start=work.now, offer=referral.offer, priority=referral.priority)
    accepted, fact = referral.accept(report.data, report.reporter, start_due=start_due)
    _save(referral, accepted, work)
    _tell(report, accepted, fact, work)


async def reject_referral(report: Report[ReferralRejected], work: Work) -> None:
    """The receiver says no, and why."""
    referral = party_to(report, report.data.referral_id, work)
    acts_for(report, report.data.by_department)
    not_for_a_supplement(report, referral, report.data.reason, work)
    rejected, fact = referral.reject(report.data, report.reporter)
    _save(referral, rejected, work)
    _tell(report, rejected, fact, work)


async def cancel_referral(report: Report[ReferralCancelled], work: Work) -> None:
    """It is no longer asked for."""
    referral = party_to(report, report.data.referral_id, work)
    if report.data.by != "citizen":
        not_for_a_supplement(report, referral, report.data.reason, work)
    cancelled, fact = referral.cancel(report.data, report.reporter)
    _save(referral, cancelled, work)
    _tell(report, cancelled, fact, work)


async def intervention_started(event: Event[InterventionStarted], work: Work) -> None:
    """What was asked for has started; where it was closed meanwhile, both sides are asked to sort it out."""
    referral = None if event.data.referral_id is None else work.referrals.get(event.data.referral_id)
    outcome = None if referral is None else referral.start(event)
    if referral is None or outcome is None:
        return
    started, fact = outcome
    _save(referral, started, work)
    work.publish(fact, correlationid=referral.loop)


def _save(before: Referral | None, after: Referral, work: Work) -> None:
    """Keeps the referral and its one clock: what no longer runs is stopped, what now runs is started (R1)."""
    if after == before:
        return
    work.referrals.save(after.id, after)
    old, new = None if before is None else before.clock, after.clock
    if old is not None and (new is None or new.step != old.step):
        work.clear_timer(old.step, after.id)
    if new is not None and new != old:
        work.set_timer(new.step, after.id, new.due, after.loop)


def _tell(report: Report[Any], referral: Referral, fact: Fact, work: Work) -> None:
    event = work.publish(fact, correlationid=referral.loop)
    if report.private != Private():
        words = json.dumps(asdict(report.private), ensure_ascii=False).encode()
        work.words.keep(referral.id, event.id, words)
