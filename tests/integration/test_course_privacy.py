"""Of a refused sign-up nothing is left anywhere, and of a group nothing is taken in by any door."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import uuid4

import httpx2
import pytest

from deploy.embedded.stack import Stack
from tests.integration.driver import Driver, an_event
from tests.integration.intake.writer import KafkaApp
from tests.integration.leaks import found, in_tables, logs, metrics, on_topics
from tests.integration.ledger import at_rest
from tests.integration.story import KRAFT, until
from tests.integration.traces import all_traces
from tests.sabotage import Switches, remembering

QUESTIONS = {"a question of C3": "contact_under_two_years", "a refusal": "not_eligible"}
SPAN = "post /courses/{course_id}/signup"


@pytest.fixture(scope="module")
def switches(tmp_path_factory: pytest.TempPathFactory) -> Switches:
    return Switches(tmp_path_factory.mktemp("switches"))


@pytest.fixture(scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory, switches: Switches) -> AsyncIterator[Stack]:
    """One of our own: what is searched is all there is."""
    root = tmp_path_factory.mktemp("stack")
    async with Stack(root, extra={"kraftcenter": switches.environment}) as running:
        yield running


@pytest.fixture(scope="module")
async def driver(stack: Stack) -> AsyncIterator[Driver]:
    async with Driver.open(stack) as opened:
        yield opened


class Course:
    """A course as Kraftcenter's app reports it and `sel82`'s coordinator signs up for it."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.id = str(uuid4())

    async def open(self) -> "Course":
        opened = {"course_id": self.id, "offer": "peer-gruppe", "capacity": 1, "sessions": 10}
        first_day = {"first_session_on": str(datetime.now(UTC).date())}
        await self.driver.accepted(KRAFT, "kraftcenter", "forloeb.aabnet", self.id, opened | first_day)
        return self

    async def hold(self, session: int) -> None:
        held = {"course_id": self.id, "session": session}
        await self.driver.accepted(KRAFT, "kraftcenter", "forloeb.moede_afholdt", self.id, held)

    async def sign_up(self, citizen: str, **answers: Any) -> httpx2.Response:
        asked = {"citizen_id": citizen, "adult": True, "contact_under_two_years": True, **answers}
        address = f"{self.driver.endpoints['kraftcenter']}/courses/{self.id}/signup"
        return await self.driver.client.post(address, json=asked, headers=await self.driver.bearer("birgit"))


@pytest.fixture
async def course(driver: Driver) -> Course:
    return await Course(driver).open()


async def anywhere(stack: Stack, driver: Driver, words: dict[str, str], *, spans: int) -> list[str]:
    """Where any of the words stands: tables, topics, logs, metrics, and traces once this many sign-ups are in them.

    An app's own intake topic is left out: what stands there the app has written, and only services read it.
    """

    async def traced() -> str | None:
        text = await all_traces(driver)
        return text if text.lower().count(f'"{SPAN}"') >= spans else None

    await at_rest(driver)
    there = found(words, (await until(traced)).encode(), "a span")
    for name, content in {**logs(stack), **await metrics(driver)}.items():
        there += found(words, content, name)
    there += await in_tables(stack, words)
    on, count = await on_topics(stack, words)
    assert count > 0
    return there + [fault for fault in on if not fault.endswith(f" in intake.{KRAFT}")]


async def spans_so_far(driver: Driver) -> int:
    return (await all_traces(driver)).lower().count(f'"{SPAN}"')


async def test_of_a_refused_sign_up_nothing_is_left(stack: Stack, driver: Driver, course: Course) -> None:
    """C3: not eligible, or too late: no table, topic, log, metric or span has the citizen or what was answered."""
    before = await spans_so_far(driver)
    citizen, late = str(uuid4()), str(uuid4())
    answers = [
        await course.sign_up(citizen, adult=False),
        await course.sign_up(citizen, contact_under_two_years=False),
        await course.sign_up(citizen, adult=False, contact_under_two_years=False),
    ]
    for session in range(1, 5):
        await course.hold(session)
    answers.append(await course.sign_up(late))
    assert [answer.json()["outcome"] for answer in answers] == ["not_eligible"] * 3 + ["closed"]
    words = {"the citizen": citizen, "who came too late": late, **QUESTIONS}
    assert await anywhere(stack, driver, words, spans=before + 4) == []


async def test_of_a_granted_one_the_place_is(stack: Stack, driver: Driver, course: Course) -> None:
    """C3: the search finds a place given and given back, in tables and on the topic; in no log, metric or span."""
    before, citizen = await spans_so_far(driver), str(uuid4())
    assert (await course.sign_up(citizen)).json() == {"outcome": "place"}
    address = f"{driver.endpoints['kraftcenter']}/courses/{course.id}/signup"
    given_back = await driver.client.delete(
        address, params={"citizen_id": citizen}, headers=await driver.bearer("anne")
    )
    assert given_back.status_code == 204
    there = await anywhere(stack, driver, {"the citizen": citizen, **QUESTIONS}, spans=before + 1)
    assert "the citizen in kraftcenter's public.places" in there
    assert "the citizen in kraftcenter.events" in there
    assert not [place for place in there if "span" in place or ".log" in place or "metrics" in place]
    assert not [place for place in there if not place.startswith("the citizen")]


@pytest.mark.parametrize(
    ("where", "seen"),
    [
        ("log", "the citizen in kraftcenter.log"),
        ("span", "the citizen in a span"),
        ("row", "the citizen in kraftcenter's public.subjects"),
        ("event", "the citizen in kraftcenter.events"),
    ],
)
async def test_the_search_finds_a_sign_up_that_is_remembered(
    stack: Stack,
    driver: Driver,
    course: Course,
    switches: Switches,
    where: Literal["log", "span", "row", "event"],
    seen: str,
) -> None:
    """A check that never bites proves nothing: one that logs, traces, stores or tells is found out (C3)."""
    before, citizen = await spans_so_far(driver), str(uuid4())
    with switches.sabotaged(["kraftcenter"], remembering(where)):
        assert (await course.sign_up(citizen, adult=False)).json() == {"outcome": "not_eligible"}
    assert seen in await anywhere(stack, driver, {"the citizen": citizen}, spans=before + 1)


def attendance(course: str, participant: str) -> list[dict[str, Any]]:
    """Who came, said in every way somebody might try: a type of its own, and fields beside a session's number."""
    held = {"course_id": course, "session": 1}
    return [
        an_event(KRAFT, "forloeb.fremmoede", course, {**held, "participants": [participant]}),
        an_event(KRAFT, "forloeb.fremmoede", participant, {**held, "present": True}),
        *(
            an_event(KRAFT, "forloeb.moede_afholdt", course, held | more)
            for more in (
                {"participants": [participant]},
                {"present": [{"citizen_id": participant}]},
                {"absent": participant},
                {"citizen_id": participant},
                {"count": 7},
                {"note": f"{participant} kom"},
                {"private": {"note": f"{participant} kom"}},
            )
        ),
        an_event(KRAFT, "forloeb.moede_afholdt", participant, held),
        an_event(KRAFT, "foelgeskab.startet", participant, {"companionship_id": str(uuid4()), "present": True}),
        an_event(KRAFT, "plads.tildelt", participant, {"course_id": course, "place_id": str(uuid4())}),
    ]


async def test_attendance_is_refused_at_every_door(stack: Stack, driver: Driver, course: Course) -> None:
    """C4: structured, binary, batched over HTTP, and over Kafka: refused each time, and nothing of it kept."""
    participant = str(uuid4())

    def reports() -> list[dict[str, Any]]:
        return attendance(course.id, participant)

    address = f"{driver.endpoints['kraftcenter']}/events"
    bearer = await driver.bearer(KRAFT)
    for event in reports():
        one = {**bearer, "Content-Type": "application/cloudevents+json"}
        answer = await driver.client.post(address, content=json.dumps(event), headers=one)
        assert answer.status_code == 422, event
        assert participant not in answer.text
    for event in reports():
        attributes = {f"ce-{name}": text for name, text in event.items() if name not in ("data", "datacontenttype")}
        binary = {**bearer, **attributes, "Content-Type": "application/json"}
        answer = await driver.client.post(address, content=json.dumps(event["data"]), headers=binary)
        assert answer.status_code == 422, event
    receipts = await driver.batch(KRAFT, "kraftcenter", reports())
    assert {receipt["status"] for receipt in receipts} == {"refused"}
    async with KafkaApp.open(stack, KRAFT) as app:
        for event in reports():
            for at in (await app.binary(event), await app.structured(event)):
                assert (await app.final(at)).kind == "afvist", event
    words = {"who came": participant, "a type of attendance": "fremmoede"}
    there = await anywhere(stack, driver, words, spans=0)
    # An app's answer has its report's subject for a key: what the app wrote there comes back to it alone.
    assert [place for place in there if not place.endswith(f" in intake.{KRAFT}.receipts")] == []
    events = await driver.on_topic("kraftcenter.events")
    assert [event.type for event in events if str(event.subject) == course.id] == ["dk.samspil.forloeb.aabnet.v1"]
