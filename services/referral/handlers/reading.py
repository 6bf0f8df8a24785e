"""Referrals as those who are party to them see them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.referral.ports import Look, Reads, Seen, Wanted
from shared.contracts import Refused, Reporter


@dataclass(frozen=True, slots=True)
class ReferralView:
    """A referral and what the reader could report on it now. Field names are those promised to the outside."""

    referral_id: UUID
    citizen_id: UUID
    state: str
    from_department: str | None
    to_department: str
    offer: str
    priority: str
    next_owner: str | None
    due: datetime | None
    overdue_level: int
    legal_moves: tuple[str, ...]
    correlationid: UUID
    note: str | None = field(repr=False)


async def read_referral(look: Look, referral_id: UUID, reads: Reads) -> ReferralView:
    """Raises `Refused` (404) alike for one that is another's and for one that is not there."""
    seen = await reads.referral(look, referral_id)
    if seen is None:
        raise Refused("not-found", "Henvisningen findes ikke.", status=404)
    return _view(seen, look.reader)


async def find_referrals(look: Look, wanted: Wanted, reads: Reads) -> Sequence[tuple[Seen, ReferralView]]:
    """Newest first, each with what it was made of, for the place where the next page begins."""
    if look.breaks_the_glass and wanted.citizen_id is None:
        detail = "Nødadgang gælder én borger; angiv citizen_id."
        raise Refused("invalid", detail, pointer="/query/citizen_id")
    return [(seen, _view(seen, look.reader)) for seen in await reads.referrals(look, wanted)]


def _view(seen: Seen, reader: Reporter) -> ReferralView:
    referral = seen.referral
    return ReferralView(
        referral_id=referral.id,
        citizen_id=seen.citizen_id,
        state=referral.state,
        from_department=referral.sender,
        to_department=referral.receiver,
        offer=referral.offer,
        priority=referral.priority,
        next_owner=referral.next_owner,
        due=referral.due,
        overdue_level=referral.overdue_level,
        legal_moves=referral.legal_moves(reader),
        correlationid=referral.loop,
        note=seen.note,
    )
