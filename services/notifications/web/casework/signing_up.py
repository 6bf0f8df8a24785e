"""Signing a citizen up for a course and off it (C3): what is asked is answered and forgotten, here too.

The two answers stand in no address, no log and no form that is shown again; what a sign-up came to is shown in the
answer itself, so that no browser's history keeps it.
"""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response

from services.notifications.web.casework import addresses
from services.notifications.web.casework.courses import course_page
from services.notifications.web.casework.staff import ProvenStaff
from services.notifications.web.door import PageRoute
from services.notifications.web.forms import WHOLE_FORM, Filled
from services.notifications.web.parts import Web
from shared.contracts import Refused
from shared.identity import Forbidden

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_OUTCOMES: Final = {
    "place": ("success", "Borgeren har fået en plads."),
    "waitlist": ("info", "Forløbet er fyldt. Borgeren står på ventelisten."),
    "not_eligible": ("info", "Forløbet er ikke for borgeren. Der er ikke gemt noget om det."),
    "closed": ("info", "Forløbet tager ikke flere. Der er ikke gemt noget om det."),
}
_SIGNED_OFF: Final = ("success", "Borgeren er ikke tilmeldt forløbet.")
_ANSWERS: Final = {"ja": True, "nej": False}
_NOT_YOURS: Final = "Det kan din afdeling ikke gøre."


@router.post(addresses.COURSES + "/{course_id}/tilmeld")
async def sign_up(
    request: Request,
    session: ProvenStaff,
    course_id: UUID,
    borger: Annotated[UUID, Form()],
    henvisning: Annotated[UUID | None, Form()] = None,
    voksen: Annotated[str, Form()] = "",
    kontakt: Annotated[str, Form()] = "",
) -> Response:
    """A place, a spot on the waiting list, or neither."""
    faults = {
        name: "Vælg ja eller nej." for name, said in (("voksen", voksen), ("kontakt", kontakt)) if said not in _ANSWERS
    }
    if faults:
        return await course_page(request, session, course_id, borger, filled=Filled({}, faults))
    asked = {
        "citizen_id": str(borger),
        "adult": _ANSWERS[voksen],
        "contact_under_two_years": _ANSWERS[kontakt],
        **({"referral_id": str(henvisning)} if henvisning else {}),
    }
    try:
        said = await Web.of(request).elsewhere.send(
            "kraftcenter", "POST", f"/courses/{course_id}/signup", session, json=asked
        )
    except (Refused, Forbidden) as refused:
        return await _wrong(request, session, course_id, borger, refused)
    following = said.get("next_course_id")
    outcome = (*_OUTCOMES[said["outcome"]], UUID(following) if following else None)
    return await course_page(request, session, course_id, borger, outcome=outcome)


@router.post(addresses.COURSES + "/{course_id}/afmeld")
async def sign_off(
    request: Request, session: ProvenStaff, course_id: UUID, borger: Annotated[UUID, Form()]
) -> Response:
    """Whether there was a place or not is not told."""
    try:
        await Web.of(request).elsewhere.send(
            "kraftcenter", "DELETE", f"/courses/{course_id}/signup", session, params={"citizen_id": str(borger)}
        )
    except (Refused, Forbidden) as refused:
        return await _wrong(request, session, course_id, borger, refused)
    return await course_page(request, session, course_id, borger, outcome=(*_SIGNED_OFF, None))


async def _wrong(
    request: Request, session: ProvenStaff, course_id: UUID, citizen_id: UUID, refused: Refused | Forbidden
) -> Response:
    said = refused.detail if isinstance(refused, Refused) else _NOT_YOURS
    return await course_page(request, session, course_id, citizen_id, filled=Filled({}, {WHOLE_FORM: said}))
