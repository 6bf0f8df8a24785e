"""Somebody says when they want to be mailed about their own inbox (N3)."""

from services.notifications.domain.quiet import Hours
from services.notifications.domain.subscription import Pace
from services.notifications.ports import Subscriptions
from shared.contracts import FieldError, Refused, Reporter


async def choose_mail(
    reader: Reporter,
    email: str | None,
    pace: Pace,
    quiet_from: int,
    quiet_until: int,
    subscriptions: Subscriptions,
    *,
    closed_days: bool,
) -> None:
    """`email` is the verified one of the sign-in. Raises Refused (403, 422)."""
    if pace == "none":
        await subscriptions.end(reader)
        return
    wrong = [
        FieldError(f"/{field}", "Skal være en hel time fra 0 til 23.")
        for field, hour in (("quiet_from", quiet_from), ("quiet_until", quiet_until))
        if not 0 <= hour <= 23
    ]
    if wrong:
        raise Refused("invalid", "Valget kan ikke gemmes.", errors=tuple(wrong))
    hours = Hours(quiet_from, quiet_until, closed_days, pace == "digest")
    await subscriptions.choose(reader, email, hours)
