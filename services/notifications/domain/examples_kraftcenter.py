"""One event of each type that kraftcenter publishes."""

from collections.abc import Mapping
from typing import Final

from services.notifications.domain.example_parts import (
    COURSE,
    DAY,
    GOAL,
    GROUP,
    INTERVENTION,
    NOON,
    PLACE,
    REFERRAL,
    RUNS,
    SUB_GOAL,
    YES,
    Before,
    Example,
    provider,
    samspil,
    takes_back,
    with_data,
)
from services.notifications.domain.situation import Situation
from shared.contracts import (
    CompanionshipEnded,
    CompanionshipStarted,
    CourseEnded,
    CourseIntakeClosed,
    CourseOpened,
    CourseSessionHeld,
    DialogueToolUsed,
    Fact,
    FollowUpHeld,
    FollowUpOverdue,
    GoalSet,
    InterventionEnded,
    InterventionEnteredInError,
    InterventionStarted,
    PlaceGiven,
    PlaceReleased,
    PlaceWaitlisted,
    SubGoalAgreed,
    SubGoalLost,
    SubGoalReached,
)
from shared.contracts.codes import OFFERS

_SUB = {"sub_goal_id": SUB_GOAL, "goal_id": GOAL, "intervention_id": INTERVENTION}
_PLACE = {"course_id": COURSE, "place_id": PLACE}
_SIGNED = {**_PLACE, "referral_id": REFERRAL}
_ALONG = {"companionship_id": PLACE, "course_id": COURSE, "ends_by": DAY}


def _begun(s: Situation, _: Before) -> InterventionStarted:
    return InterventionStarted(
        intervention_id=INTERVENTION, referral_id=REFERRAL, department=s.provider, offer=s.offer,
        legal_basis=OFFERS[s.offer].legal_basis, follow_up_on=DAY,
    )  # fmt: skip


def _agreed(_: Situation, __: Before) -> SubGoalAgreed:
    return SubGoalAgreed(
        sub_goal_id=SUB_GOAL, goal_id=GOAL, intervention_id=INTERVENTION, measure_kind="count", target_on=DAY,
        citizen_took_part=True,
    )  # fmt: skip


def _opened(s: Situation, _: Before) -> CourseOpened:
    return CourseOpened(course_id=COURSE, offer=s.offer, capacity=10, sessions=10, first_session_on=DAY)


EXAMPLES: Final[Mapping[type[Fact], Example]] = {
    InterventionStarted: Example(_begun, provider, YES),
    InterventionEnded: Example(
        with_data(InterventionEnded, intervention_id=INTERVENTION, outcome="completed", by="professional"),
        provider,
        RUNS,
    ),
    InterventionEnteredInError: Example(takes_back(InterventionEnteredInError, InterventionStarted), provider, RUNS),
    GoalSet: Example(
        with_data(GoalSet, goal_id=GOAL, intervention_id=INTERVENTION, themes=(), kind="develop"), provider, RUNS
    ),
    SubGoalAgreed: Example(_agreed, provider, RUNS),
    SubGoalReached: Example(
        with_data(SubGoalReached, **_SUB, reached_on=DAY, informant="professional"), provider, RUNS
    ),
    SubGoalLost: Example(with_data(SubGoalLost, **_SUB, lost_on=DAY, informant="professional"), provider, RUNS),
    FollowUpHeld: Example(
        with_data(FollowUpHeld, intervention_id=INTERVENTION, held_on=DAY, decision="continue", next_on=DAY),
        provider,
        RUNS,
    ),
    FollowUpOverdue: Example(
        lambda s, _: FollowUpOverdue(intervention_id=INTERVENTION, due=NOON, level=s.level), samspil, RUNS
    ),
    DialogueToolUsed: Example(
        with_data(DialogueToolUsed, intervention_id=INTERVENTION, tool="other", used_on=DAY), provider, RUNS
    ),
    CourseOpened: Example(_opened, provider, loop=COURSE),
    CourseSessionHeld: Example(with_data(CourseSessionHeld, course_id=COURSE, session=1), provider, GROUP, COURSE),
    CourseIntakeClosed: Example(with_data(CourseIntakeClosed, course_id=COURSE, reason="full"), samspil, GROUP, COURSE),
    CourseEnded: Example(with_data(CourseEnded, course_id=COURSE), provider, GROUP, COURSE),
    PlaceGiven: Example(with_data(PlaceGiven, **_SIGNED), samspil, YES),
    PlaceWaitlisted: Example(with_data(PlaceWaitlisted, **_SIGNED), samspil, YES),
    PlaceReleased: Example(with_data(PlaceReleased, **_PLACE), samspil, loop=COURSE),
    CompanionshipStarted: Example(with_data(CompanionshipStarted, **_ALONG), provider, loop=COURSE),
    CompanionshipEnded: Example(with_data(CompanionshipEnded, **_ALONG), provider, loop=COURSE),
}
