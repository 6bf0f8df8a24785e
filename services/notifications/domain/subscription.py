"""What a person wants to be mailed about their own inbox, and when (N3)."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from services.notifications.domain.quiet import Hours

Pace = Literal["none", "at_once", "digest"]
"""Not at all; as it comes, but for quiet hours; or one mail each working morning."""

GOOD_FOR = timedelta(days=90)
"""How long after their last sign-in somebody is mailed: who has left the department signs in no more."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`email` is where to, None where nothing is kept; `hours` when not, with the digest in them."""

    pace: Pace
    hours: Hours
    email: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class MailWanted:
    """What a form asks for: `pace` is a `Pace` or wrong, the hours as they were chosen."""

    pace: str
    quiet_from: int
    quiet_until: int
    closed_days: bool
