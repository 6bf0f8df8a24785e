"""What is written is what is read."""

from datetime import UTC, date
from typing import Any
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from services.kraftcenter.domain import (
    Clock,
    Companionship,
    Course,
    FollowUp,
    Goal,
    Intervention,
    Place,
    Step,
    SubGoal,
    ToolUse,
)
from services.kraftcenter.storage import course_rows, rows
from shared.contracts.codes import THEMES
from shared.postgres.effects import Effect, Row

ids, days = st.uuids(), st.dates(date(1900, 1, 1), date(2199, 12, 31))
moments = st.datetimes(timezones=st.just(UTC))
watches = st.builds(Clock, moments, st.none() | moments, st.sampled_from([0, 1, 2, 3]), st.none() | moments)
follow_ups = st.builds(FollowUp, ids, days, st.sampled_from(["continue", "end", "end_and_refer"]), days,
                       st.none() | watches)  # fmt: skip
uses = st.builds(ToolUse, ids, st.sampled_from(["recovery_star", "signs_of_wellbeing", "other"]), days)
interventions = st.builds(Intervention, ids, ids, ids, st.just("kraftcenter"), st.just("foelgeskab"),
                          st.none() | st.just("SEL-82d"), st.none() | ids, days, days, st.none() | days,
                          st.none() | watches, st.lists(follow_ups).map(tuple),
                          st.lists(uses).map(tuple), st.booleans())  # fmt: skip
goals = st.builds(Goal, ids, ids, ids, st.none() | ids, st.none() | ids,
                  st.lists(st.sampled_from(list(THEMES))).map(tuple), st.just("develop"), st.booleans())  # fmt: skip
steps = st.builds(Step, ids, st.sampled_from(["agreed", "reached", "lost"]), days, st.none() | st.just("citizen"))
sub_goals = st.builds(SubGoal, ids, ids, ids, ids, st.just("count"), days, st.booleans(),
                      st.lists(steps, min_size=1).map(tuple), st.booleans())  # fmt: skip

numbers = st.integers(0, 1000)
courses = st.builds(Course, ids, ids, st.just("peer-gruppe"), numbers, numbers, numbers, days, st.none() | ids,
                    st.lists(ids).map(tuple), st.booleans(), st.booleans(), st.none() | ids)  # fmt: skip
states = st.sampled_from(["given", "waiting", "released"])
places = st.builds(Place, ids, ids, ids, st.just("peer-gruppe"), numbers, states, st.none() | ids)
companionships = st.builds(Companionship, ids, ids, st.just("kraftcenter"), ids, st.datetimes(), days,
                          st.booleans(), st.booleans(), st.none() | ids)  # fmt: skip


def record(effect: Effect, row: Row) -> Any:
    """The row as the database gives it back, by column."""
    return dict(zip((name for name, _ in effect.columns), row, strict=True))


@given(interventions, goals, sub_goals)
def test_nothing_is_lost_between_noun_and_row(intervention: Intervention, goal: Goal, sub_goal: SubGoal) -> None:
    """Every field of every noun stands in its row, and comes back as it was."""
    citizen = uuid4()
    kept = record(rows.INTERVENTION, rows.intervention_row(citizen, intervention))
    assert rows.intervention_from(kept) == intervention
    assert rows.goal_from(record(rows.GOAL, rows.goal_row(citizen, goal))) == goal
    assert rows.sub_goal_from(record(rows.SUB_GOAL, rows.sub_goal_row(citizen, sub_goal))) == sub_goal


@given(courses, places, companionships)
def test_nothing_is_lost_of_courses(course: Course, place: Place, companionship: Companionship) -> None:
    """Every field of a course, a place and a companionship stands in its row, and comes back as it was."""
    assert course_rows.course_from(record(course_rows.COURSE, course_rows.course_row(course))) == course
    assert course_rows.place_from(record(course_rows.PLACE, course_rows.place_row(place))) == place
    kept = record(course_rows.COMPANIONSHIP, course_rows.companionship_row(uuid4(), companionship))
    assert course_rows.companionship_from(kept) == companionship
