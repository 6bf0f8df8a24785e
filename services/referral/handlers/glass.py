"""Somebody breaks the glass (V2)."""

from services.referral.ports import Work
from shared.contracts import GlassBrokenOnReferrals


async def glass_broken(department: str, work: Work) -> None:
    """The citizen and the department's managers are to hear of it; the reason stays with the read."""
    work.publish(GlassBrokenOnReferrals(department=department))
