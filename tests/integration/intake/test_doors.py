"""HTTP and Kafka are two doors to one desk."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from deploy.embedded.stack import Stack
from deploy.migrations import folders
from shared.postgres import migrate
from tests.integration.driver import a_goal, a_start, an_event
from tests.integration.intake.doors import Doors, Outcome
from tests.integration.story import KRAFT
from tests.suites.floor_words import accepted, created

NOUNS = ("indsats.startet", "indsatsmaal.fastsat")
NAMES = st.sampled_from(["first", "second"])
SPOILT = (*[""] * 9, "no id", "another department", "a code on no list", "an unknown field", "another source")


@dataclass(frozen=True)
class Start:
    """An intervention begins, on a referral or without."""

    intervention: str
    referral: str | None
    spoilt: str


@dataclass(frozen=True)
class Goal:
    """A goal is set for an intervention."""

    goal: str
    intervention: str
    spoilt: str


@dataclass(frozen=True)
class Again:
    """An earlier report once more, as it was or with other content."""

    which: int
    changed: bool


@dataclass(frozen=True)
class Hear:
    """What another service tells of a referral; with none, a clock that runs out."""

    referral: str | None
    accepted: bool = False


REPORTS = st.one_of(
    st.builds(Start, NAMES, st.none() | NAMES, st.sampled_from(SPOILT)),
    st.builds(Goal, NAMES, NAMES, st.sampled_from(SPOILT)),
    st.builds(Again, st.integers(0, 5), st.booleans()),
)
STEPS = st.lists(
    st.one_of(
        st.lists(REPORTS, min_size=1, max_size=4),
        st.builds(Hear, NAMES, st.booleans()),
        st.just(Hear(None)),
    ),
    min_size=2,
    max_size=8,
)


@dataclass
class Life:
    """The steps as they happen to one citizen: the same for every citizen but for the ids."""

    citizen: UUID = field(default_factory=uuid4)
    sent: list[dict[str, Any]] = field(default_factory=list)

    def id(self, name: str) -> str:
        return str(uuid5(self.citizen, name))

    def report(self, step: Start | Goal | Again) -> dict[str, Any] | None:
        """The next CloudEvent; None where there is nothing yet to repeat."""
        if isinstance(step, Again):
            if not self.sent:
                return None
            made = self.sent[step.which % len(self.sent)]
            made = {**made, "time": "2026-11-20T10:00:00Z"} if step.changed else made
        else:
            made = self._made(step)
        self.sent.append(made)
        return made

    def _made(self, step: Start | Goal) -> dict[str, Any]:
        if isinstance(step, Start):
            referral = None if step.referral is None else self.id(f"referral {step.referral}")
            noun, data = NOUNS[0], a_start(self.id(f"intervention {step.intervention}"), referral)
        else:
            noun, data = NOUNS[1], a_goal(self.id(f"goal {step.goal}"), self.id(f"intervention {step.intervention}"))
        id_ = self.id(f"report {len(self.sent)}")
        made = an_event(KRAFT, noun, str(self.citizen), data, id=id_, time="2026-11-22T10:00:00Z")
        return _spoil(made, step.spoilt)


def _spoil(made: dict[str, Any], how: str) -> dict[str, Any]:
    data = made["data"]
    if how == "no id":
        return {**made, "data": {name: value for name, value in data.items() if not name.endswith("_id")}}
    if how == "another department":
        return {**made, "data": {**data, "department": "sel82"}}
    if how == "a code on no list":
        return {**made, "data": {**data, "offer": "findes-ikke", "themes": ["findes-ikke"]}}
    if how == "an unknown field":
        return {**made, "data": {**data, "felt": 1}}
    return {**made, "source": "urn:samspil:web"} if how == "another source" else made


@pytest.fixture(scope="module")
async def doors(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Doors]:
    async with Stack(tmp_path_factory.mktemp("doors"), services=(), parts={"postgres"}) as stack:
        owner = stack.environment("kraftcenter")["SAMSPIL_MIGRATION_DATABASE_URL"]
        await migrate(owner, folders("kraftcenter"), service_role="kraftcenter")
        async with Doors.open(stack) as opened:
            yield opened


async def _by_http(doors: Doors, steps: list[Any]) -> list[Outcome]:
    """One request a report."""
    life, given = Life(), list[str | Outcome]()
    for step in steps:
        if isinstance(step, Hear):
            await _happens(doors, life, step)
        else:
            given += [await doors.http(made) for one in step if (made := life.report(one)) is not None]
    return [await doors.receipt(one) if isinstance(one, str) else one for one in given]


async def _by_kafka(doors: Doors, steps: list[Any]) -> list[Outcome]:
    """One batch a step."""
    life, offsets = Life(), list[int]()
    for step in steps:
        if isinstance(step, Hear):
            await _happens(doors, life, step)
        else:
            offsets += await doors.kafka([made for one in step if (made := life.report(one)) is not None])
    answers = await doors.answers()
    return [await doors.over_kafka(answers[offset]) for offset in offsets]


async def _happens(doors: Doors, life: Life, step: Hear) -> None:
    if step.referral is None:
        await doors.time_is_up(life.citizen)
    else:
        referral = UUID(life.id(f"referral {step.referral}"))
        await doors.hear(life.citizen, accepted(referral) if step.accepted else created(referral))


@settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
async def test_the_same_reports_have_the_same_outcome_at_both_doors(doors: Doors, steps: list[Any]) -> None:
    """Reports in: whatever is reported, heard and waited for, a report fares alike over HTTP and over Kafka."""
    await doors.begin()
    by_http, by_kafka = await _by_http(doors, steps), await _by_kafka(doors, steps)
    for outcome in by_http:
        event(outcome.status)
    assert by_http == by_kafka
