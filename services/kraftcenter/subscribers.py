"""First door in: what the other services tell.

What each event says of referrals, decisions and who has to do with the citizen stands in `work.involvement` once it has
been heard, and a report that waited for it is then decided. Here is what else follows.
"""

from typing import Any

from services.kraftcenter import handlers
from shared.contracts import (
    CitizenErased,
    Event,
    ReferralAccepted,
    ReferralCancelled,
    ReferralCompleted,
    ReferralEnteredInError,
    ReferralFailed,
    ReferralPutOnHold,
    ReferralRejected,
    ReferralResumed,
)
from shared.messaging.hears import Hears

hears = Hears("referral.events", "notifications.events")


@hears.on(ReferralAccepted)
@hears.on(ReferralRejected)
@hears.on(ReferralPutOnHold)
@hears.on(ReferralResumed)
@hears.on(ReferralCompleted)
@hears.on(ReferralFailed)
@hears.on(ReferralCancelled)
@hears.on(ReferralEnteredInError)
async def _(event: Event[Any], work: handlers.Work) -> None:
    """It is answered, rests, rests no more, or that was an error: the follow-up's clock stands still, or runs again."""
    await handlers.referral_moved(event, work)


@hears.on(CitizenErased)
async def _(event: Event[CitizenErased], work: handlers.Work) -> None:
    """Everything kept of the citizen goes; their places are free."""
    await handlers.citizen_erased(event, work)
