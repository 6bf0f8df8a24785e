"""Courses over HTTP: shown to anyone with a token, and signing up and off."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, StrictBool

from services.kraftcenter import handlers
from services.kraftcenter.handlers import Courses, CourseView
from shared.contracts import Refused, Waits
from shared.http import Page, RateLimit, page_of, position_of
from shared.identity import Actor, Caller, actor, require

_HEARING = 0.25
_TRIES = 20
"""Five seconds: what another service has told is here long before."""


class SigningUp(BaseModel):
    """The two answers of S3 are asked here and kept nowhere."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    citizen_id: UUID
    referral_id: UUID | None = None
    adult: StrictBool
    contact_under_two_years: StrictBool


class SignedUp(BaseModel):
    outcome: str
    next_course_id: UUID | None = None


def _courses(request: Request) -> Courses:
    courses: Courses = request.app.state.courses
    return courses


_Sender = Annotated[Actor, Depends(require("app", "coordinator", "manager", "citizen"))]
_Known = Annotated[Courses, Depends(_courses)]

# Far above the sign-ups of a department's day, far below what trying every citizen would take.
_often_enough = RateLimit(per_minute=120, burst=60)
_LIMITED = [Depends(_often_enough)]

router = APIRouter(prefix="/courses", tags=["courses"])


@router.get("", summary="Courses, the last opened first", dependencies=[Depends(actor)])
async def courses(
    known: _Known, cursor: str | None = None, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> Page[CourseView]:
    """For anyone with a token."""
    position = position_of(cursor, UUID)
    before = None if position is None else position[0]
    found = await handlers.read_courses(known, before=before, limit=limit + 1)
    shown, following = page_of(found, limit, lambda course: (course[0],))
    return Page(items=[course for _, course in shown], next=following)


@router.get("/{course_id}", summary="One course", dependencies=[Depends(actor)])
async def course(course_id: UUID, known: _Known) -> CourseView:
    """For anyone with a token."""
    return await handlers.read_course(course_id, known)


@router.post(
    "/{course_id}/signup", summary="Sign a citizen up", response_model_exclude_none=True, dependencies=_LIMITED
)
async def sign_up(course_id: UUID, asked: SigningUp, sender: _Sender, known: _Known) -> SignedUp:
    """By the citizen, or a department that may refer to the offer. Nothing of a refused sign-up is kept (C3)."""
    wanted = handlers.SignUp(course_id, asked.citizen_id, asked.referral_id, asked.adult, asked.contact_under_two_years)
    answer = await _once_heard(wanted, sender, known)
    return SignedUp(outcome=answer.outcome, next_course_id=answer.next_course_id)


@router.delete("/{course_id}/signup", status_code=204, summary="Sign a citizen off", dependencies=_LIMITED)
async def sign_off(course_id: UUID, citizen_id: UUID, sender: _Sender, known: _Known) -> None:
    """By who may sign up, or the department that runs the course. Whether there was a place is not told: 204."""
    await handlers.sign_off(course_id, citizen_id, sender.reporter(), known)


async def _once_heard(wanted: handlers.SignUp, sender: Caller, known: Courses) -> handlers.Answer:
    """Kafka may be a moment behind who has just seen the referral accepted; nothing is kept while this waits."""
    for _ in range(_TRIES):
        try:
            return await handlers.sign_up(wanted, sender.reporter(), known)
        except Waits:
            await asyncio.sleep(_HEARING)
    raise Refused("unknown-reference", "Henvisningen er ikke kendt som accepteret.", pointer="/referral_id")
