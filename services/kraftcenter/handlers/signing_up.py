"""Signing up for a course and off it.

C3: what is asked about eligibility is answered and forgotten. Of a sign-up that is refused nothing is kept: the citizen
is not even looked up before it is known that the course can take somebody.
"""

from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from services.kraftcenter.domain import (
    Outcome,
    Place,
    Roll,
    let_referral_sign_up,
    let_sign_off,
    let_sign_up,
    may_know_of,
)
from services.kraftcenter.handlers.companionship import end_with_place
from services.kraftcenter.handlers.courses import existing, offered_instead, roll_of, tell_closing
from services.kraftcenter.handlers.telling import announce
from services.kraftcenter.ports import Courses, Work, WorkOf
from shared.contracts import Refused, Reporter, Waits


@dataclass(frozen=True, slots=True)
class SignUp:
    """Somebody wants in. What the citizen answered about eligibility stands in no repr."""

    course_id: UUID
    citizen_id: UUID
    referral_id: UUID | None
    adult: bool = field(repr=False)
    contact_under_two_years: bool = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """`next_course_id` is the course offered instead, where one takes sign-ups."""

    outcome: Outcome
    next_course_id: UUID | None = None


async def sign_up(asked: SignUp, reporter: Reporter, courses: Courses) -> Answer:
    """C3: a place, a spot on the waiting list, or neither. Nobody gets two.

    Who stands on the roll already is told so, and so is the sender of the referral that the place answers; from then on
    also of one that is named now. To every other department it is as if the citizen stood nowhere (C4).

    Raises `Refused`, and `Waits` where the referral named, or its acceptance, has yet to be heard.
    """
    seen = await existing(asked.course_id, courses)
    let_sign_up(reporter, seen.course.offer, asked.citizen_id)
    if not (asked.adult and asked.contact_under_two_years):
        return Answer("not_eligible")
    return await courses.decide(asked.course_id, partial(_enter, asked, reporter))


async def sign_off(course_id: UUID, citizen_id: UUID, reporter: Reporter, courses: Courses) -> None:
    """C3: frees the place, and gives it to who has waited longest. For who has none: nothing, as quietly."""
    seen = await existing(course_id, courses)
    let_sign_off(reporter, seen.course.offer, citizen_id)
    await courses.decide(course_id, partial(_leave, course_id, citizen_id))


async def _enter(asked: SignUp, reporter: Reporter, work_of: WorkOf) -> Answer:
    work = work_of(asked.course_id)
    before = roll_of(work)
    instead = await offered_instead(before.course, work)
    standing = before.of(asked.citizen_id)
    if standing is not None:
        return _again(asked, reporter, before, standing, instead, work_of)
    if before.course.window_over:
        return Answer("closed", instead)
    citizen = work_of(asked.citizen_id)
    loop = _loop(asked, reporter, before, citizen)
    place = before.sign_up(asked.citizen_id, work.new_id(), asked.referral_id)
    _save(place, work, citizen)
    announce(place.answer(instead), loop, citizen, about=place.id)
    after = move_up(work, work_of)
    await tell_closing(before, after, work)
    return _answer(after.of(asked.citizen_id) or place, instead)


def _again(
    asked: SignUp, reporter: Reporter, roll: Roll, standing: Place, instead: UUID | None, work_of: WorkOf
) -> Answer:
    citizen = work_of(asked.citizen_id)
    referral = None if asked.referral_id is None else citizen.involvement.referral(asked.referral_id)
    if may_know_of(standing, reporter, asked.referral_id, referral):
        return _answer(standing, instead)
    if asked.referral_id is None:
        return _as_a_newcomer(roll, instead)
    try:
        loop = _loop(asked, reporter, roll, citizen)
    except (Refused, Waits):
        if reporter.role != "citizen" and roll.course.window_over:
            # Of somebody without a place no referral would have been looked at.
            return _as_a_newcomer(roll, instead)
        raise
    place = standing.answering(asked.referral_id)
    _save(place, work_of(roll.course.id), citizen)
    announce(place.answer(instead), loop, citizen, about=place.id)
    return _answer(place, instead)


def _as_a_newcomer(roll: Roll, instead: UUID | None) -> Answer:
    """What the course itself says to whoever looks; nothing is made of it."""
    outcome = roll.for_a_newcomer
    return Answer(outcome, None if outcome == "place" else instead)


async def _leave(course_id: UUID, citizen_id: UUID, work_of: WorkOf) -> None:
    work = work_of(course_id)
    before = roll_of(work)
    place = before.of(citizen_id)
    if place is None:
        return
    citizen = work_of(citizen_id)
    _save(place.released(), work, citizen)
    announce(place.release(), course_id, citizen, about=place.id)
    end_with_place(place, citizen)
    await tell_closing(before, move_up(work, work_of), work)


def move_up(work: Work, work_of: WorkOf) -> Roll:
    """Free places go to who has waited longest; also one that an erasure or a correction has left free."""
    roll = roll_of(work)
    while (following := roll.next_in_line()) is not None:
        promoted = work_of(following.citizen_id)
        _save(following.given(), work, promoted)
        announce(following.promote(), roll.course.id, promoted, about=following.id)
        roll = roll_of(work)
    return roll


def _loop(asked: SignUp, reporter: Reporter, roll: Roll, citizen: Work) -> UUID:
    """The loop that the sign-up belongs to: its referral's, else the course's own."""
    if citizen.involvement.erased or citizen.courses.get(asked.citizen_id) is not None:
        raise Refused("unknown-citizen", "Borgeren kendes ikke.", pointer="/citizen_id")
    if asked.referral_id is None:
        return roll.course.id
    referral = citizen.involvement.referral(asked.referral_id)
    return let_referral_sign_up(reporter, asked.referral_id, referral, roll.course, citizen.places)


def _answer(place: Place, instead: UUID | None) -> Answer:
    return Answer("place") if place.state == "given" else Answer("waitlist", instead)


def _save(place: Place, course: Work, citizen: Work) -> None:
    """It is the course's and the citizen's: whoever decides on either at the same time must decide again."""
    course.places.save(place.id, place)
    citizen.places.save(place.id, place)
