"""What apps and people meet over HTTP is what was promised."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI

from services.kraftcenter.api import reports, router
from shared.contracts import (
    GoalSet,
    InterventionEnded,
    InterventionStarted,
    Reporter,
    SubGoalAgreed,
    SubGoalLost,
    SubGoalReached,
)
from shared.http import prepare
from shared.identity import Actor, actor
from tests.fakes.kraftcenter import FakeWorld
from tests.suites.kraftcenter_story import KRAFTCENTER, SEL82, Story
from tests.suites.kraftcenter_work import told

_caller: list[Actor] = []


def as_actor(reporter: Reporter) -> Actor:
    return Actor(reporter.name, frozenset({reporter.role}), reporter.department, reporter.citizen_id)


@pytest.fixture
async def client(world: FakeWorld) -> AsyncIterator[httpx2.AsyncClient]:
    app = FastAPI()
    prepare(app)
    app.include_router(router)
    app.state.reads = world
    app.dependency_overrides[actor] = lambda: _caller[-1]
    _caller.append(as_actor(KRAFTCENTER))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://kraftcenter") as client:
        yield client
    _caller.clear()


def test_the_reports_of_this_slice_are_taken() -> None:
    """events.md: an intervention's start and end, a goal, and a sub-goal agreed, reached and lost."""
    taken = (InterventionStarted, InterventionEnded, GoalSet, SubGoalAgreed, SubGoalReached, SubGoalLost)
    assert {fact.type for fact in taken} <= reports.types()


async def test_goals_have_the_fields_promised(client: httpx2.AsyncClient, world: FakeWorld, story: Story) -> None:
    """interface.md: goal_id, themes, kind, sub_goals with state, target_on and history; G2, G3."""
    await told(world, story)
    answer = await client.get(f"/citizens/{story.citizen}/goals")
    assert answer.status_code == 200
    (goal,) = answer.json()["items"]
    assert answer.json()["next"] is None
    (sub_goal,) = goal.pop("sub_goals")
    assert goal == {"goal_id": str(story.goal), "themes": ["relationer", "sundhed"], "kind": "develop"}
    history = sub_goal.pop("history")
    target = story.agree().data.target_on.isoformat()
    assert sub_goal == {"sub_goal_id": str(story.sub_goal), "state": "reached", "target_on": target}
    assert history[1] == {
        "event_type": SubGoalReached.type,
        "on": story.today.isoformat(),
        "informant": "citizen",
        "citizen_words": "Jeg tog selv bussen.",
    }


async def test_goals_come_in_pages(client: httpx2.AsyncClient, world: FakeWorld, story: Story) -> None:
    """interface.md: lists are paged by an opaque cursor, and `next` is null at the end."""
    for event in (story.referred(), story.accepted()):
        await world.hear(event)
    await world.report(story.start())
    names = [uuid4() for _ in range(3)]
    for name in names:
        await world.report(story.set_goal(goal_id=name))
    seen: list[UUID] = []
    cursor: str | None = None
    for _ in range(2):
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await client.get(f"/citizens/{story.citizen}/goals", params=params)).json()
        seen += [UUID(goal["goal_id"]) for goal in page["items"]]
        cursor = page["next"]
    assert (seen, cursor) == (names, None)
    wrong = await client.get(f"/citizens/{story.citizen}/goals", params={"cursor": "nonsense"})
    assert wrong.status_code == 422


async def test_who_is_not_involved_learns_nothing(client: httpx2.AsyncClient, world: FakeWorld, story: Story) -> None:
    """I1: the same answer for a citizen that is another's and for one that is nobody."""
    await told(world, story)
    _caller.append(as_actor(SEL82))
    known, nobody = [await client.get(f"/citizens/{id_}/goals") for id_ in (story.citizen, uuid4())]
    assert known.status_code == nobody.status_code == 403
    assert known.json()["type"] == nobody.json()["type"] == "/problems/not-involved"
    other, none = [await client.get(f"/interventions/{id_}") for id_ in (story.intervention, uuid4())]
    assert other.status_code == none.status_code == 404


async def test_an_intervention_is_shown(client: httpx2.AsyncClient, world: FakeWorld, story: Story) -> None:
    """interface.md: `GET /interventions/{id}` for the involved."""
    await told(world, story)
    answer = await client.get(f"/interventions/{story.intervention}")
    assert answer.json() == {
        "intervention_id": str(story.intervention),
        "citizen_id": str(story.citizen),
        "state": "running",
        "department": "kraftcenter",
        "offer": "kraftcenter-traening",
        "legal_basis": None,
        "referral_id": str(story.referral),
        "started_on": story.today.isoformat(),
        "ended_on": None,
        "follow_up_on": story.start().data.follow_up_on.isoformat(),
        "due": f"{story.start().data.follow_up_on.isoformat()}T23:59:59+01:00",
        "overdue_level": 0,
        "correlationid": str(story.referral),
    }


async def test_an_ended_intervention_shows_when(client: httpx2.AsyncClient, world: FakeWorld, story: Story) -> None:
    """interface.md: `GET /interventions/{id}` shows its state, and the day it ended."""
    await told(world, story)
    await world.report(story.end())
    shown = (await client.get(f"/interventions/{story.intervention}")).json()
    assert (shown["state"], shown["ended_on"]) == ("ended", story.today.isoformat())
    assert (shown["due"], shown["overdue_level"]) == (None, 0)


async def test_a_departments_own_are_listed(client: httpx2.AsyncClient, world: FakeWorld, story: Story) -> None:
    """interface.md: `GET /interventions`, the last begun first, by a cursor; `state` and `overdue` narrow it."""
    await told(world, story)
    later = uuid4()
    await world.report(story.start(intervention_id=later, referral_id=None, offer="kraftcenter-hjaelp"))
    await world.run_out(story.citizen, "follow_up", later)

    async def ids(**params: str) -> list[str]:
        answer = await client.get("/interventions", params=params)
        assert answer.status_code == 200, answer.text
        return [each["intervention_id"] for each in answer.json()["items"]]

    first = (await client.get("/interventions", params={"limit": "1"})).json()
    assert [each["overdue_level"] for each in first["items"]] == [1]
    assert await ids(limit="1", cursor=first["next"]) == [str(story.intervention)]
    assert await ids() == [str(later), str(story.intervention)]
    assert await ids(overdue="true", citizen_id=str(story.citizen)) == [str(later)]
    assert await ids(state="ended") == []
    for wrong in ({"state": "entered-in-error"}, {"cursor": "nonsense"}):
        assert (await client.get("/interventions", params=wrong)).status_code == 422


async def test_the_list_is_for_who_works_there(client: httpx2.AsyncClient, world: FakeWorld, story: Story) -> None:
    """I1, V2: citizens and operations have no list; breaking the glass, which nobody would be told of, is refused."""
    await told(world, story)
    for nobody in (story.oneself, Reporter("drift", "operator"), Reporter("søster", "relative", None, story.citizen)):
        _caller.append(as_actor(nobody))
        assert (await client.get("/interventions")).status_code == 403, nobody
    _caller.append(as_actor(Reporter("leder", "manager", "sel82")))
    broken = {"Samspil-Purpose": "noedadgang", "Samspil-Reason": "Akut"}
    assert (await client.get("/interventions", headers=broken)).status_code == 422
    assert (await client.get("/interventions")).json()["items"] == []
    assert await world.looks_at(story.citizen) == []
