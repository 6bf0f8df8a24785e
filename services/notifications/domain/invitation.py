"""An invitation: how a designated relative comes to sign in (P1).

One mail, one use. Whoever opens its link and signs in is from then on the one the designation names.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

LIFETIME = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Invitation:
    """`id` is random, and the delivery's that brings it."""

    id: UUID
    designation_id: UUID
    expires_at: datetime


def invite(designation_id: UUID, now: datetime) -> Invitation:
    return Invitation(uuid4(), designation_id, now + LIFETIME)
