"""What can be said of an intervention and of a course."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from shared.contracts import (
    CompanionshipEnded,
    CompanionshipStarted,
    CourseOpened,
    EligibilityDecided,
    Fact,
    GoalSet,
    InterventionStarted,
    ReferralCreated,
    SubGoalLost,
    SubGoalReached,
)
from shared.contracts.codes import OFFERS
from tests.suites.notifications_story import citizen, of
from tests.unit.notifications.lives import COURSES, DAY, Life, Said


def start(life: Life, which: int) -> Said:
    asked = life.pick(which, ReferralCreated)
    if asked is None:
        return None
    offer, own = asked.data.offer, which % 4 == 0
    known = life.world.of(life.anna).involvement.referral(asked.data.referral_id)
    if not own and (known is None or not known.answered):
        # It would wait for the answer, here as there.
        return None
    fact = InterventionStarted.model_validate(
        {
            "intervention_id": uuid4(), "referral_id": None if own else asked.data.referral_id, "offer": offer,
            "department": OFFERS[offer].run_by, "follow_up_on": DAY,
        }
    )  # fmt: skip
    return of(fact.department), fact


def within(fact: type[Fact], **data: Any) -> Callable[[Life, int], Said]:
    """What is said of an intervention by who runs it."""

    def said(life: Life, which: int) -> Said:
        start = life.pick(which, InterventionStarted)
        if start is None:
            return None
        ids = {"sub_goal_id": uuid4(), "goal_id": uuid4(), "intervention_id": start.data.intervention_id}
        return of(start.data.department), fact.model_validate(ids | data)

    return said


def set_goal(life: Life, which: int) -> Said:
    """It rests on a decision or on an intervention."""
    rests_on = life.pick(which, EligibilityDecided, InterventionStarted)
    if rests_on is None:
        return None
    name = "decision_id" if isinstance(rests_on.data, EligibilityDecided) else "intervention_id"
    ids = {"goal_id": uuid4(), name: getattr(rests_on.data, name)}
    return of(rests_on.department or "svr"), GoalSet.model_validate(ids | {"themes": (), "kind": "develop"})


def reach(life: Life, which: int) -> Said:
    start = life.pick(which, InterventionStarted)
    if start is None:
        return None
    fact = SubGoalReached.model_validate(
        {
            "sub_goal_id": uuid4(), "goal_id": uuid4(), "intervention_id": start.data.intervention_id,
            "reached_on": DAY, "informant": "professional",
        }
    )  # fmt: skip
    return (citizen(life.anna) if which % 5 == 0 else of(start.data.department)), fact


def lose(life: Life, which: int) -> Said:
    reached = life.pick(which, SubGoalReached)
    if reached is None:
        return None
    ids = reached.data.model_dump(exclude={"reached_on"})
    who = citizen(life.anna) if which % 2 else of(reached.department or "kraftcenter")
    return who, SubGoalLost.model_validate(ids | {"lost_on": DAY})


def open_(life: Life, which: int) -> Said:
    offer = COURSES[which % len(COURSES)]
    following = life.pick(which, CourseOpened) if which % 2 else None
    fact = CourseOpened(
        course_id=uuid4(), offer=offer, capacity=4, sessions=5, first_session_on=DAY,
        next_course_id=None if following is None else following.data.course_id,
    )  # fmt: skip
    return of(OFFERS[offer].run_by), fact


def in_course(fact: type[Fact], **data: Any) -> Callable[[Life, int], Said]:
    def said(life: Life, which: int) -> Said:
        opened = life.pick(which, CourseOpened)
        if opened is None:
            return None
        ids = {"course_id": opened.data.course_id, "companionship_id": uuid4()}
        return of(OFFERS[opened.data.offer].run_by), fact.model_validate(ids | data)

    return said


def part(life: Life, which: int) -> Said:
    begun = life.pick(which, CompanionshipStarted)
    if begun is None:
        return None
    return of(begun.department or ""), CompanionshipEnded.model_validate(begun.data.model_dump())
