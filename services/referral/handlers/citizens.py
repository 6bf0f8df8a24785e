"""The citizen index: from a CPR number to a pseudonym, and from a pseudonym to a name for those who may know it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.referral.domain import NewCitizen, person_name
from services.referral.handlers.admission import not_involved
from services.referral.ports import Index, Look, Reads, SeenCitizen
from shared.contracts import Refused


async def enrol_citizen(look: Look, *, cpr: str, name: str, birth_date: date, index: Index) -> UUID:
    """The pseudonym of the citizen with this number (in its normal form), the same every time."""
    return await index.enrol(look, NewCitizen(cpr, person_name(name), birth_date))


async def find_citizen(look: Look, *, cpr: str, reads: Reads) -> UUID:
    """Raises `Refused` (404) alike for a number nobody has and for one of a citizen who is another's."""
    found = await reads.find(look, cpr)
    if found is None:
        raise Refused("not-found", "Din afdeling arbejder ikke med nogen borger med det nummer.", status=404)
    return found


async def read_citizens(look: Look, citizens: Sequence[UUID], reads: Reads) -> Sequence[SeenCitizen]:
    """Those of them that `read_citizen` would show, each once. Raises nothing for the others."""
    return await reads.citizens(look, list(dict.fromkeys(citizens)))


async def read_citizen(look: Look, citizen_id: UUID, reads: Reads) -> SeenCitizen:
    """Raises `Refused` (403) alike for a citizen that is another's and for one that is nobody: neither is told."""
    seen = await reads.citizen(look, citizen_id)
    if seen is None:
        raise not_involved()
    return seen
