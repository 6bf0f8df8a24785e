"""Reading on behalf of somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.kraftcenter.domain import GoalOverview, InterventionState, overview
from services.kraftcenter.ports import Look, Reads, SeenIntervention, Wanted
from shared.contracts import Refused


@dataclass(frozen=True, slots=True)
class InterventionView:
    """Field names are those the outside sees. `due` is by when a follow-up is owed, None where none is."""

    intervention_id: UUID
    citizen_id: UUID
    state: InterventionState
    department: str
    offer: str
    legal_basis: str | None
    referral_id: UUID | None
    started_on: date
    ended_on: date | None
    follow_up_on: date
    due: datetime | None
    overdue_level: int
    correlationid: UUID


async def read_goals(
    look: Look, citizen_id: UUID, reads: Reads, *, after: UUID | None, limit: int
) -> Sequence[tuple[UUID, GoalOverview]]:
    """G3: the citizen's goals in the order set, each with its place (`after`, for the next page).

    Raises `Refused` (403) alike for a citizen that is another's and for one that is nobody: neither may be learnt.
    """
    seen = await reads.goals(look, citizen_id, after=after, limit=limit)
    if seen is None:
        raise Refused("not-involved", "Du er ikke involveret i borgerens sag.", status=403)
    return [(s.goal.event_id, overview(s.goal, s.sub_goals, s.citizen_words)) for s in seen]


async def read_intervention(look: Look, intervention_id: UUID, reads: Reads) -> InterventionView:
    """Raises `Refused` (404) alike for one that is another's and for one that is not there."""
    seen = await reads.intervention(look, intervention_id)
    if seen is None:
        raise Refused("not-found", "Indsatsen findes ikke.", status=404)
    return _view(seen)


async def find_interventions(look: Look, wanted: Wanted, reads: Reads) -> Sequence[tuple[UUID, InterventionView]]:
    """Those of the reader's department, the last begun first, each with its place (`before`, for the next page)."""
    return [(seen.intervention.event_id, _view(seen)) for seen in await reads.interventions(look, wanted)]


def _view(seen: SeenIntervention) -> InterventionView:
    intervention = seen.intervention
    owed = intervention.owed
    return InterventionView(
        intervention_id=intervention.id,
        citizen_id=seen.citizen_id,
        state=intervention.state,
        department=intervention.department,
        offer=intervention.offer,
        legal_basis=intervention.legal_basis,
        referral_id=intervention.referral_id,
        started_on=intervention.started_on,
        ended_on=intervention.ended_on,
        follow_up_on=intervention.follow_up_on,
        due=None if owed is None else owed.due,
        overdue_level=0 if owed is None else owed.level,
        correlationid=intervention.loop,
    )
