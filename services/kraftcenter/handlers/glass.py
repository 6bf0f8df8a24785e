"""Somebody breaks the glass (V2)."""

from services.kraftcenter.ports import Work
from shared.contracts import GlassBrokenOnInterventions


async def glass_broken(department: str, work: Work) -> None:
    """The citizen and the department's managers are to hear of it; the reason stays with the read."""
    work.publish(GlassBrokenOnInterventions(department=department))
