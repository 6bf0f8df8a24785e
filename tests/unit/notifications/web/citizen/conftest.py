"""A citizen with one goal under an intervention that runs, one referral and one group."""

import re
from typing import Any
from uuid import uuid4

import pytest

from tests.unit.notifications.web.conftest import Visitor
from tests.unit.notifications.web.others import Other
from tests.unit.notifications.web.records import an_entry
from tests.unit.notifications.web.samples import CITIZEN

STEP, GOAL, START, REFERRAL, COURSE = (str(uuid4()) for _ in range(5))
GOALS = f"/citizens/{CITIZEN}/goals"


def a_goal(state: str = "agreed", **step: Any) -> dict[str, Any]:
    history = [
        {"event_type": "dk.samspil.delmaal.aftalt.v1", "on": "2026-11-01", "informant": None, "citizen_words": None}
    ]
    known = {"sub_goal_id": STEP, "state": state, "target_on": "2026-12-15", "history": history, **step}
    return {"goal_id": GOAL, "themes": ["relationer"], "kind": "develop", "sub_goals": [known]}


def a_course(**more: Any) -> dict[str, Any]:
    return {"course_id": COURSE, "offer": "peer-gruppe", "capacity": 10, "places_free": 2, "session": 0, "sessions": 10,
            "intake": "open", "reason": None, "next_course_id": None, **more}  # fmt: skip


@pytest.fixture
def kraftcenter(visitor: Visitor) -> Other:
    """With one goal under an intervention that runs, one referral and one group."""
    other = Other({GOALS: [a_goal()], "/courses": [a_course()], f"/courses/{COURSE}": a_course()})
    visitor.stand.kraftcenter = other
    asked: dict[str, Any] = {
        "referral_id": REFERRAL,
        "offer": "kraftcenter-hjaelp",
        "to_department": "kraftcenter",
        "origin": "self",
    }
    begun: dict[str, Any] = {"intervention_id": START, "offer": "kraftcenter-hjaelp", "department": "kraftcenter",
             "follow_up_on": "2027-02-01"}  # fmt: skip
    step: dict[str, Any] = {"sub_goal_id": STEP, "goal_id": GOAL, "intervention_id": START}
    visitor.stand.records.entries = [
        an_entry("henvisning.oprettet", **asked),
        an_entry("indsats.startet", **begun),
        an_entry("delmaal.aftalt", **step),
    ]
    return other


def found(page: str, name: str) -> str:
    hidden = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert hidden is not None
    return hidden[1]
