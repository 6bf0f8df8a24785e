"""Before a referral is closed for another offer: which other one that could be (C5)."""

from collections.abc import Iterator
from typing import Any

from services.referral.domain import Referral
from services.referral.domain.supplement import refuse_to_replace
from services.referral.ports import Work
from shared.contracts import Report
from shared.contracts.codes import Reason
from shared.contracts.involvement import Involvement, Loop


def not_for_a_supplement(report: Report[Any], referral: Referral, reason: Reason, work: Work) -> None:
    """Raises `Refused` as `refuse_to_replace`, by what the reporter's department is a party to and is under way.

    To be called where a department closes a referral by a decision that is not the citizen's.
    """
    known = work.involvement
    beside: set[str | None] = set()
    for id_ in known.loops.of_party(report.reporter.department) - {referral.loop}:
        other = known.loop(id_)
        if other is not None:
            beside.update(_under_way(other, known))
    refuse_to_replace(referral.offer, reason, beside)


def _under_way(loop: Loop, known: Involvement) -> Iterator[str | None]:
    yield from (r.offer for r in loop.referrals if r.open)
    for intervention in loop.interventions:
        if intervention.running:
            # Of one begun without a referral the involvement does not tell the offer.
            asked = None if intervention.referral is None else known.referral(intervention.referral)
            yield None if asked is None else asked.offer
    if loop.granted_and_unused:
        yield from (d.offer for d in loop.decisions if d.stands)
