"""The knowledge box through its doors: anybody hands in, nothing is given away, no words stand anywhere in clear."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from deploy.embedded.stack import Stack
from services.notifications.handlers import discard_knowledge, match_knowledge
from shared.contracts import KnowledgeReceived, Refused
from shared.identity import Unreadable
from tests.integration.driver import Driver
from tests.integration.inboxes import listed
from tests.integration.leaks import found, in_tables, logs, metrics, on_topics
from tests.integration.ledger import at_rest
from tests.integration.notifications_world import RealWorld
from tests.integration.story import Story, until
from tests.integration.traces import all_traces
from tests.suites.notifications_knowledge import TEAM, handed_in, unmatched
from tests.suites.notifications_story import asked

ABOUT = "Ølgerd Quistorff på Xylofonvej"
WORDS = "<script>alert('zebra')</script> Hun spiser kun havregrød"
CONTACT = "søsteren, qzx@example.invalid"
HANDED = {"about": ABOUT, "words": WORDS, "contact": CONTACT}
LONE, ANNE, KAREN, PETER = "lone", "anne", "karen", "peter"


async def hand_in(driver: Driver, said: object, address: str = "192.0.2.1", **headers: str) -> httpx2.Response:
    """From that address, without a token; the stack stands behind a proxy it trusts on its own machine."""
    url = f"{driver.endpoints['notifications']}/knowledge"
    return await driver.client.post(url, json=said, headers={"X-Forwarded-For": address, **headers})


async def box(driver: Driver) -> list[dict[str, Any]]:
    """All that is unmatched, as the team sees it."""
    items: list[dict[str, Any]] = []
    path = "/knowledge?limit=200"
    while True:
        answer = await driver.get(LONE, "notifications", path)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        items += page["items"]
        if page["next"] is None:
            return items
        path = f"/knowledge?limit=200&cursor={page['next']}"


async def match(driver: Driver, person: str, knowledge_id: str, said: object) -> httpx2.Response:
    url = f"{driver.endpoints['notifications']}/knowledge/{knowledge_id}/match"
    return await driver.client.post(url, json=said, headers=await driver.bearer(person))


def problem(answer: httpx2.Response, status: int, slug: str) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    body: dict[str, Any] = answer.json()
    assert body["type"] == f"/problems/{slug}"
    assert found({"about": ABOUT, "words": WORDS, "contact": CONTACT}, answer.content, "the answer") == []
    return body


@pytest.fixture(scope="module")
async def lived(driver: Driver) -> dict[str, str]:
    """Handed in, refused, matched, told, read and refused again; all at rest."""
    story = Story(driver, await driver.citizen())
    await story.ask()
    await until(lambda: listed(driver, ANNE, story.citizen))
    answer = await hand_in(driver, HANDED)
    assert answer.status_code == 202, answer.text
    (id_,) = [item["knowledge_id"] for item in await box(driver) if item["about"] == ABOUT]
    for bad in ({**HANDED, "about": 7}, {**HANDED, ABOUT: WORDS}, {"words": WORDS}, WORDS):
        problem(await hand_in(driver, bad), 422, "invalid")
    problem(await match(driver, LONE, id_, {"citizen_id": WORDS}), 422, "invalid")
    problem(await match(driver, LONE, id_, {"citizen_id": str(uuid4())}), 422, "unknown-citizen")
    assert (await match(driver, LONE, id_, {"citizen_id": story.citizen})).status_code == 204
    return {"citizen": story.citizen, "knowledge": id_}


async def test_the_answer_is_the_same_whoever_it_is_about(driver: Driver, lived: dict[str, str]) -> None:
    """P4: known or not, with or without a token: byte for byte the same, without an id that would tell them apart."""
    answers = [
        await hand_in(driver, {**HANDED, "about": about}, "192.0.2.2", **headers)
        for about in ("Prøve Person", lived["citizen"], str(uuid4()))
        for headers in ({}, await driver.bearer(KAREN))
    ]
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"words": WORDS}, "/about"),
        ({"about": ABOUT}, "/words"),
        ({**HANDED, "about": "  "}, "/about"),
        ({**HANDED, "about": "x" * 1_001}, "/about"),
        ({**HANDED, "words": "x" * 10_001}, "/words"),
        ({**HANDED, "words": [WORDS]}, "/words"),
        ({**HANDED, "contact": "x" * 401}, "/contact"),
        ({**HANDED, "contact": {"name": CONTACT}}, "/contact"),
        ({**HANDED, "citizen_id": str(uuid4())}, ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_bad_content_is_named_by_its_field(driver: Driver, said: dict[str, Any], pointer: str) -> None:
    """Interface: bounded and strict; 422 with the pointer, and nothing of what was sent."""
    refused = problem(await hand_in(driver, said, f"192.0.2.{3 + len(pointer)}"), 422, "invalid")
    assert [error["pointer"] for error in refused["errors"]] == [pointer]


async def test_nobody_fills_the_box(driver: Driver) -> None:
    """Interface: rate limited per address (of IPv6 per network), with Retry-After; another address is let in."""
    answers = [await hand_in(driver, {}, f"2001:db8:0:1::{number}") for number in range(1, 13)]
    assert {answer.status_code for answer in answers[:10]} == {422}
    problem(answers[-1], 429, "too-many-requests")
    assert int(answers[-1].headers["Retry-After"]) >= 1
    problem(await hand_in(driver, {}, "2001:db8:0:2::1"), 422, "invalid")


async def test_only_the_team_looks_into_the_box(driver: Driver, lived: dict[str, str]) -> None:
    """P4: 401 without a token, 403 for everybody but the coordinators of the relatives' team, the managers included."""
    url = f"{driver.endpoints['notifications']}/knowledge"
    assert (await driver.client.get(url)).status_code == 401
    for person in (PETER, ANNE, KAREN, "viggo", "ellen", "drift", "paaroerende-app"):
        headers = await driver.bearer(person)
        gone = f"{url}/{lived['knowledge']}"
        for answer in (
            await driver.client.get(url, headers=headers),
            await driver.client.delete(gone, headers=headers),
            await match(driver, person, lived["knowledge"], {"citizen_id": lived["citizen"]}),
        ):
            problem(answer, 403, "forbidden")


async def test_the_notice_leads_to_the_words(driver: Driver, lived: dict[str, str]) -> None:
    """P4, V2: the receiver is asked to read; the timeline names what, a purpose is required, and a row is left."""
    notices = await until(lambda: listed(driver, ANNE, lived["citizen"]))
    (notice,) = [n for n in notices if n["event_type"] == KnowledgeReceived.type]
    assert notice["action"] == "Læs, hvad den pårørende har delt."
    timeline = (await driver.get(ANNE, "notifications", f"/citizens/{lived['citizen']}/timeline")).json()["items"]
    (entry,) = [e for e in timeline if e["event_id"] == notice["event_id"]]
    path = f"/knowledge/{entry['data']['knowledge_id']}"
    refused = problem(await driver.get(ANNE, "notifications", path), 422, "purpose-missing")
    assert refused["errors"][0]["pointer"] == "/header/Samspil-Purpose"
    problem(await driver.get(KAREN, "notifications", path, Samspil_Purpose="sagsbehandling"), 404, "not-found")
    problem(await driver.get("henrik", "notifications", path, Samspil_Purpose="sagsbehandling"), 403, "forbidden")
    answer = await driver.get(ANNE, "notifications", path, Samspil_Purpose="opfoelgning")
    assert answer.status_code == 200, answer.text
    assert answer.json().items() >= {**HANDED, "citizen_id": lived["citizen"]}.items()
    async with driver.database("notifications") as database:
        looks = await database.fetch(
            "SELECT purpose, department FROM access_log WHERE citizen_id = $1 AND route = '/knowledge/{knowledge_id}'",
            UUID(lived["citizen"]),
        )
    assert [tuple(row) for row in looks] == [("opfoelgning", "kraftcenter")]
    (after,) = [n for n in await listed(driver, ANNE, lived["citizen"]) if n["notice_id"] == notice["notice_id"]]
    assert after["read_by"] == "Anne Kjær"


async def test_the_words_stand_nowhere(stack: Stack, driver: Driver, lived: dict[str, str]) -> None:
    """V1: not on Kafka, in a log, a span or a metric, and in no table in clear."""
    words = {"about": ABOUT, "words": WORDS, "contact": CONTACT}
    await at_rest(driver)
    faults, count = await on_topics(stack, words)
    assert (faults, count > 0) == ([], True)
    assert await in_tables(stack, words) == []
    assert found(words, (await all_traces(driver)).encode(), "a span") == []
    for name, content in {**logs(stack), **await metrics(driver)}.items():
        assert found(words, content, name) == []
    events = await driver.on_topic("notifications.events", {UUID(lived["citizen"])})
    (told,) = [event for event in events if isinstance(event.data, KnowledgeReceived)]
    assert told.data.model_dump(mode="json") == {"knowledge_id": lived["knowledge"]}


@pytest.fixture
async def world(stack: Stack) -> AsyncIterator[RealWorld]:
    async with RealWorld.open(stack.environment("notifications")) as opened:
        yield opened


async def _key(world: RealWorld, id_: UUID) -> Any:
    return await world.pool.fetchrow("SELECT own_key, sealed FROM knowledge WHERE id = $1", id_)


async def test_unmatched_words_lie_under_a_key_of_their_own(world: RealWorld) -> None:
    """P4: there is no citizen yet; a row in another's place opens nothing, and matching lets go of the key."""
    anna, one, other = uuid4(), await handed_in(world), await handed_in(world)
    await world.hear(asked(anna))
    before = await _key(world, one)
    assert (await _key(world, other))["own_key"] != before["own_key"]
    swap = "UPDATE knowledge SET own_key = $2, sealed = $3 WHERE id = $1"
    kept = await _key(world, other)
    await world.pool.execute(swap, other, *before)
    with pytest.raises(Unreadable):
        await unmatched(world)
    await world.pool.execute(swap, other, *kept)
    await match_knowledge(TEAM, one, anna, world.knowledge)
    after = await _key(world, one)
    assert after["own_key"] is None
    assert after["sealed"] != before["sealed"]
    await discard_knowledge(TEAM, other, world.knowledge)
    assert await _key(world, other) is None


async def test_of_many_at_once_one_counts(world: RealWorld) -> None:
    """P4: matched to two citizens and discarded at the same moment, it is one of the three, told of at most once."""
    for _ in range(5):
        anna, bo, id_ = uuid4(), uuid4(), await handed_in(world)
        for citizen in (anna, bo):
            await world.hear(asked(citizen))
        before = [await world.counted(citizen) for citizen in (anna, bo)]
        done = await asyncio.gather(
            match_knowledge(TEAM, id_, anna, world.knowledge),
            match_knowledge(TEAM, id_, bo, world.knowledge),
            discard_knowledge(TEAM, id_, world.knowledge),
            return_exceptions=True,
        )
        assert sum(outcome is None for outcome in done) == 1
        assert all(isinstance(outcome, Refused) for outcome in done if outcome is not None)
        grown = [await world.counted(citizen) - count for citizen, count in zip((anna, bo), before, strict=True)]
        assert grown == [2 * (outcome is None) for outcome in done[:2]]
