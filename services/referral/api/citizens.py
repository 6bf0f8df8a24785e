"""The citizen index over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.referral import handlers
from services.referral.api.looks import look, plain_look, plain_purposeful_look, purposeful_look
from shared.http import RateLimit
from shared.identity import birth_date_of, normal_cpr, require

router = APIRouter(tags=["citizens"])

_AT_ONCE = 100
# Far above what a department's day takes, far below what trying all numbers would.
_often_enough = RateLimit(per_minute=600, burst=600)


class Number(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    cpr: Annotated[str, Field(max_length=20), AfterValidator(normal_cpr)]


class Person(Number):
    """`birth_date` left out is read from the number."""

    name: Annotated[str, Field(max_length=400)]
    birth_date: date | None = None


class Enrolled(BaseModel):
    citizen_id: UUID


class CitizenName(BaseModel):
    citizen_id: UUID
    name: str
    departments: tuple[str, ...]

    @classmethod
    def of(cls, seen: handlers.SeenCitizen) -> "CitizenName":
        return cls(citizen_id=seen.citizen_id, name=seen.name, departments=seen.departments)


class CitizenNames(BaseModel):
    items: tuple[CitizenName, ...]


@router.post(
    "/citizens",
    summary="The pseudonym of a citizen",
    dependencies=[Depends(require("app", "coordinator")), Depends(_often_enough)],
)
async def enrol(request: Request, person: Person, who: Annotated[handlers.Look, Depends(plain_look)]) -> Enrolled:
    """The same CPR number always gives the same id; a name once known is not changed."""
    citizen_id = await handlers.enrol_citizen(
        who,
        cpr=person.cpr,
        name=person.name,
        birth_date=person.birth_date or birth_date_of(person.cpr),
        index=request.app.state.reads.index,
    )
    return Enrolled(citizen_id=citizen_id)


@router.post(
    "/citizens/search",
    summary="The pseudonym of a citizen one works with, by CPR number",
    dependencies=[Depends(require("coordinator", "manager")), Depends(_often_enough)],
)
async def search(request: Request, number: Number, who: Annotated[handlers.Look, Depends(look)]) -> Enrolled:
    """For a department that may read the name; any other breaks the glass, with a reason. It registers nobody."""
    return Enrolled(citizen_id=await handlers.find_citizen(who, cpr=number.cpr, reads=request.app.state.reads))


@router.get(
    "/citizens",
    summary="Names and involved departments of several citizens",
    dependencies=[Depends(require("coordinator", "manager"))],
)
async def citizens(
    request: Request,
    who: Annotated[handlers.Look, Depends(plain_purposeful_look)],
    asked: Annotated[list[UUID], Query(alias="id", min_length=1, max_length=_AT_ONCE)],
) -> CitizenNames:
    """Those of them whom the reader's department is involved with; of others, and of nobody, nothing is said. Breaking
    the glass opens nothing here."""
    seen = await handlers.read_citizens(who, asked, request.app.state.reads)
    return CitizenNames(items=tuple(map(CitizenName.of, seen)))


@router.get(
    "/citizens/{citizen_id}",
    summary="Name and involved departments",
    dependencies=[Depends(require("coordinator", "manager"))],
)
async def citizen(
    request: Request, citizen_id: UUID, who: Annotated[handlers.Look, Depends(purposeful_look)]
) -> CitizenName:
    """For a department involved with the citizen; any other breaks the glass, with a reason."""
    return CitizenName.of(await handlers.read_citizen(who, citizen_id, request.app.state.reads))
