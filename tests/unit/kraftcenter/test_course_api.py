"""What apps and people meet of courses over HTTP is what was promised."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI

from services.kraftcenter.api import courses, router
from services.kraftcenter.handlers import sign_up
from shared.contracts import Reporter
from shared.http import prepare
from shared.identity import Actor, actor
from tests.fakes.kraftcenter_courses import FakeCourseWorld
from tests.suites.kraftcenter_course_story import KRAFTCENTER, SEL82, CourseStory, oneself, referred
from tests.suites.kraftcenter_courses import filled, held
from tests.suites.kraftcenter_story import SOCIALPSYKIATRI

_caller: list[Actor] = []
ELIGIBLE = {"adult": True, "contact_under_two_years": True}


def as_actor(reporter: Reporter) -> Actor:
    return Actor(reporter.name, frozenset({reporter.role}), reporter.department, reporter.citizen_id)


@pytest.fixture
def world() -> FakeCourseWorld:
    return FakeCourseWorld()


@pytest.fixture
async def story(world: FakeCourseWorld) -> CourseStory:
    story = CourseStory(now=world.now)
    await world.report(story.open_next())
    await filled(world, story)
    return story


@pytest.fixture
async def client(world: FakeCourseWorld) -> AsyncIterator[httpx2.AsyncClient]:
    app = FastAPI()
    prepare(app)
    app.include_router(router)
    app.state.courses = world.known
    courses._often_enough._buckets.clear()
    app.dependency_overrides[actor] = lambda: _caller[-1]
    _caller.append(as_actor(SEL82))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://kraftcenter") as client:
        yield client
    _caller.clear()


async def up(client: httpx2.AsyncClient, story: CourseStory, citizen: UUID, **answers: Any) -> httpx2.Response:
    body = {"citizen_id": str(citizen), **ELIGIBLE, **answers}
    return await client.post(f"/courses/{story.course}/signup", json=body)


async def test_a_course_has_the_fields_promised(client: httpx2.AsyncClient, story: CourseStory) -> None:
    """interface.md: for anyone with a token, also one whose department has nothing to do with courses."""
    for who in (SOCIALPSYKIATRI, Reporter("drift", "operator"), oneself(uuid4())):
        _caller.append(as_actor(who))
        answer = await client.get(f"/courses/{story.course}")
        assert answer.json() == {
            "course_id": str(story.course),
            "offer": "peer-gruppe",
            "capacity": 2,
            "places_free": 2,
            "session": 0,
            "sessions": 10,
            "intake": "open",
            "reason": None,
            "next_course_id": str(story.following),
        }
    assert (await client.get(f"/courses/{uuid4()}")).status_code == 404


async def test_courses_come_in_pages(client: httpx2.AsyncClient, world: FakeCourseWorld, story: CourseStory) -> None:
    """interface.md: lists are paged by an opaque cursor, and `next` is null at the end."""
    stories = [story, *(CourseStory(now=world.now) for _ in range(2))]
    for each in stories[1:]:
        await filled(world, each)
    first = (await client.get("/courses?limit=2")).json()
    second = (await client.get(f"/courses?limit=2&cursor={first['next']}")).json()
    listed = [course["course_id"] for course in first["items"] + second["items"]]
    assert listed == [*(str(each.course) for each in reversed(stories)), str(story.following)]
    assert second["next"] is None


async def test_every_outcome_is_a_200(client: httpx2.AsyncClient, world: FakeCourseWorld, story: CourseStory) -> None:
    """interface.md: place, waitlist, not_eligible or closed; the next course where there is one to offer."""
    citizens = [uuid4() for _ in range(4)]
    answers = [await up(client, story, citizen) for citizen in citizens[:3]]
    answers.append(await up(client, story, citizens[3], adult=False))
    await held(world, story, 4)
    answers.append(await up(client, story, citizens[3]))
    assert {answer.status_code for answer in answers} == {200}
    offered = {"next_course_id": str(story.following)}
    assert [answer.json() for answer in answers] == [
        {"outcome": "place"},
        {"outcome": "place"},
        {"outcome": "waitlist", **offered},
        {"outcome": "not_eligible"},
        {"outcome": "closed", **offered},
    ]


async def test_trying_them_all_takes_too_long(
    client: httpx2.AsyncClient, story: CourseStory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C3: signing up and off are rate limited per caller, together: 429 with Retry-After."""
    monkeypatch.setattr(courses._often_enough, "_burst", 2)
    monkeypatch.setattr(courses._often_enough, "_clock", lambda: 0.0)
    answers = [await up(client, story, uuid4())]
    for _ in range(2):
        answers.append(await client.delete(f"/courses/{story.course}/signup", params={"citizen_id": str(uuid4())}))
    assert [answer.status_code for answer in answers] == [200, 204, 429]
    assert answers[2].headers["Retry-After"] == "1"
    _caller.append(as_actor(KRAFTCENTER))
    answer = await client.delete(f"/courses/{story.course}/signup", params={"citizen_id": str(uuid4())})
    assert answer.status_code == 204


async def test_signing_off_tells_nothing(
    client: httpx2.AsyncClient, world: FakeCourseWorld, story: CourseStory
) -> None:
    """interface.md: 204, whether there was a place or not."""
    citizen = uuid4()
    await sign_up(story.sign_up(citizen), SEL82, world.known)
    _caller.append(as_actor(KRAFTCENTER))
    for who in (citizen, citizen, uuid4()):
        answer = await client.delete(f"/courses/{story.course}/signup", params={"citizen_id": str(who)})
        assert (answer.status_code, answer.content) == (204, b"")
    assert len(await world.published(citizen)) == 2


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"adult": "yes"}, "/adult"),
        ({"adult": 1}, "/adult"),
        ({"contact_under_two_years": None}, "/contact_under_two_years"),
        ({"citizen_id": "070761-4285"}, "/citizen_id"),
        ({"referral_id": "070761-4285"}, "/referral_id"),
        ({"diagnosis": "070761-4285"}, ""),
    ],
)
async def test_a_wrong_field_is_named_and_not_repeated(
    client: httpx2.AsyncClient, story: CourseStory, body: dict[str, Any], pointer: str
) -> None:
    """V1, C3: yes or no is asked and nothing else taken in; no answer repeats what was sent."""
    answer = await up(client, story, uuid4(), **body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert "070761" not in answer.text


async def test_who_may_not_is_refused(client: httpx2.AsyncClient, story: CourseStory) -> None:
    """interface.md: the citizen, and `sel82` for one; a relative or operations never."""
    citizen = uuid4()
    for who in (KRAFTCENTER, SOCIALPSYKIATRI, oneself(uuid4()), Reporter("drift", "operator")):
        _caller.append(as_actor(who))
        assert (await up(client, story, citizen)).status_code == 403
    _caller.append(Actor("relative", frozenset({"relative"}), None, citizen))
    assert (await up(client, story, citizen)).status_code == 403


async def test_an_acceptance_on_its_way_is_waited_for_a_moment(
    client: httpx2.AsyncClient, story: CourseStory, world: FakeCourseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hearing comes before judging: what comes a moment later counts, what does not come is unknown."""
    monkeypatch.setattr(courses, "_HEARING", 0.001)
    path = referred(uuid4(), story.now)
    unknown = await up(client, story, path.citizen, referral_id=str(path.referral))
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/referral_id")
    assert unknown.json()["type"] == "/problems/unknown-reference"

    async def soon() -> None:
        await asyncio.sleep(0.005)
        for event in (path.referred(from_department="sel82", offer="peer-gruppe"), path.accepted()):
            await world.hear(event)

    hearing = asyncio.create_task(soon())
    given = await up(client, story, path.citizen, referral_id=str(path.referral))
    await hearing
    assert given.json() == {"outcome": "place"}
