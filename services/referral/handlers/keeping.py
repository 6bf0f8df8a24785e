"""What every decision ends with: the fact published, its words kept, and the referral saved with its one clock."""

import json
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from services.referral.domain import Referral, follows, reported_by
from services.referral.ports import Work
from shared.contracts import Event, Fact, Private, Report


def conclude(report: Report[Any], referral: Referral, fact: Fact, work: Work) -> None:
    """The report came to this fact about the referral."""
    event = tell(report, referral.id, fact, referral.loop, work)
    keep(referral, referral.after(event, reported_by(report.reporter)), work)


def tell(report: Report[Any], referral_id: UUID, fact: Fact, loop: UUID, work: Work) -> Event[Any]:
    """Publishes what the report came to; the words that came with it stay here."""
    event = work.publish(fact, correlationid=loop)
    if report.private != Private():
        words = json.dumps(asdict(report.private), ensure_ascii=False).encode()
        work.words.keep(referral_id, event.id, words)
    return event


def say(referral: Referral, fact: Fact, work: Work, *, rests_on: UUID | None = None) -> Referral:
    """What Samspil itself makes of it: published and taken in, yet to be kept."""
    return referral.after(work.publish(fact, correlationid=referral.loop), None, rests_on=rests_on)


def keep(before: Referral | None, now: Referral, work: Work) -> None:
    """Saves the referral with what follows of itself; the clock that no longer runs is stopped, the one that now runs
    is started (R1)."""
    now = _caught_up(now, work)
    while (said := follows(now)) is not None:
        fact, rests_on = said
        now = say(now, fact, work, rests_on=rests_on)
    if now == before:
        return
    work.referrals.save(now.id, now)
    old, new = None if before is None else before.clock, now.clock
    if old is not None and (new is None or new.kind != old.kind):
        work.clear_timer(old.kind, now.id)
    if new is not None and new != old:
        work.set_timer(new.kind, now.id, new.rings, now.loop)


def _caught_up(referral: Referral, work: Work) -> Referral:
    """With an end that a version which makes nothing of one has read; how it went is not known any more."""
    begun = referral.begun
    known = None if begun is None or begun.ended is not None else work.involvement.intervention(begun.intervention_id)
    if begun is None or known is None or known.ended is None or known.erred:
        return referral
    return replace(referral, begun=replace(begun, ended=known.ended, outcome="completed"))
