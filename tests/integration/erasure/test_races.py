"""An erasure that comes while other things are under way: whoever is first, nothing is left in the end."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from deploy.embedded.stack import Stack
from services.kraftcenter.app import SERVICE
from shared.contracts import CitizenErased, Refused
from shared.contracts.cloudevents import to_kafka
from shared.identity import Actor, Purpose, PurposeCode, erased_among, reading, record_read
from shared.messaging.record import Record
from shared.postgres import Pool
from shared.runtime.purging import Purger
from shared.telemetry import Metrics
from shared.timers import Timer
from tests.integration.erasure.life import where
from tests.integration.erasure.tables import held
from tests.suites.kraftcenter_real import RealWorld
from tests.suites.kraftcenter_story import Story

LEFT = {"kraftcenter.tombstones", "kraftcenter.subjects", "kraftcenter.outbox"}
"""Nobody relays here, so what was told before stands in the outbox still."""


@pytest.fixture
async def world(still: Stack) -> AsyncIterator[RealWorld]:
    async with RealWorld.open(still.environment("kraftcenter")["SAMSPIL_DATABASE_URL"]) as opened:
        yield opened


@pytest.fixture
async def other(still: Stack) -> AsyncIterator[RealWorld]:
    """Another instance of the service."""
    async with RealWorld.open(still.environment("kraftcenter")["SAMSPIL_DATABASE_URL"]) as opened:
        yield opened


@pytest.fixture
def story(world: RealWorld) -> Story:
    return Story(now=world.now)


async def _reported(world: RealWorld, story: Story) -> None:
    for report in (story.start(), story.set_goal(), story.agree(), story.reach()):
        with suppress(Refused):
            await world.report(report)


async def test_reports_and_events_beside_the_erasure(
    still: Stack, world: RealWorld, other: RealWorld, story: Story
) -> None:
    """V3: reports of one instance, events of another and the erasure at once, many times over."""
    for _ in range(12):
        each = Story(now=world.now)
        for event in (each.referred(), each.accepted()):
            await world.hear(event)
        await asyncio.gather(
            _reported(world, each), other.hear(each.cancelled()), other.hear(each.event(CitizenErased()))
        )
        found = await where(still, each.citizen)
        assert found <= LEFT
        assert "kraftcenter.tombstones" in found


async def test_everything_in_one_batch(still: Stack, world: RealWorld, story: Story) -> None:
    """V3: what stands before the erasure in the very batch goes with it, and what stands after it takes no effect."""
    events = [story.referred(), story.accepted(), story.event(CitizenErased()), story.cancelled()]
    records = []
    for offset, event in enumerate(events):
        key, value, headers = to_kafka(event)
        records.append(Record("referral.events", 0, offset, key, headers, value))
    await world.parts.reader.read(records)
    assert await where(still, story.citizen) == LEFT - {"kraftcenter.outbox"}


async def test_what_cannot_be_read_is_not_kept_of_who_is_erased(still: Stack, world: RealWorld, story: Story) -> None:
    """V3: a record that nobody can handle leaves no dead letter, and stops nobody, once its citizen is erased."""
    await world.hear(story.referred())
    await world.hear(story.event(CitizenErased()))
    key, _, headers = to_kafka(replace(story.accepted(), id=uuid4()))
    await world.parts.reader.read([Record("referral.events", 0, 99, key, headers, b"{}")])
    assert "kraftcenter.dead_letters" not in await where(still, story.citizen)


async def test_who_is_stopped_is_erased_all_the_same(still: Stack, world: RealWorld, story: Story) -> None:
    """V3: with a dead letter and events parked behind it, an event that waits and a report that does."""
    key, _, headers = to_kafka(story.referred())
    await world.parts.reader.read([Record("referral.events", 0, 1, key, headers, b"{}")])
    await world.hear(story.accepted())
    await world.report(story.start())
    tables = await where(still, story.citizen)
    assert {"kraftcenter.dead_letters", "kraftcenter.waiting", "kraftcenter.timers"} <= tables
    await world.hear(story.event(CitizenErased()))
    assert await where(still, story.citizen) <= LEFT
    assert await world.parts.replay.all() == []


async def test_a_clock_that_was_about_to_ring_does_not(still: Stack, world: RealWorld, story: Story) -> None:
    """V3: a timer read before the erasure and fired after it tells nothing."""
    for event in (story.referred(), story.accepted()):
        await world.hear(event)
    await world.report(story.start())
    ((kind, ref), due), *_ = (await world.timers_of(story.citizen)).items()
    told = await world.published(story.citizen)
    await world.hear(story.event(CitizenErased()))
    assert await world.parts._fire(Timer(kind, ref, story.citizen, due)) is False
    assert await world.published(story.citizen) == told
    assert await where(still, story.citizen) <= LEFT


async def _look(pool: Pool, world: RealWorld, citizen: UUID, erasing: asyncio.Event, erased: asyncio.Event) -> None:
    reader = Actor("anne", frozenset({"coordinator"}), "kraftcenter")
    glass = Purpose(PurposeCode.EMERGENCY, "Akut.")
    async with reading(pool, reader.reporter(), breaks_the_glass=True) as connection:
        await record_read(
            connection, reader, [citizen], glass, service="kraftcenter", route="/", keyring=world.parts.keyring
        )
        erasing.set()
        await erased.wait()


async def test_a_read_under_way_leaves_nothing_for_long(still: Stack, world: RealWorld, story: Story) -> None:
    """V3, V2: a look that began before the erasure and ends after it leaves its row, and the sweep takes it."""
    await world.hear(story.referred())
    erasing, erased = asyncio.Event(), asyncio.Event()
    looking = asyncio.create_task(_look(world.pool, world, story.citizen, erasing, erased))
    async with asyncio.timeout(10):
        await erasing.wait()
    await world.hear(story.event(CitizenErased()))
    erased.set()
    await looking
    assert "kraftcenter.access_log" in await where(still, story.citizen), "nobody could have seen it"
    await Purger(world.pool, [], held("kraftcenter"), Metrics()).round()
    assert await where(still, story.citizen) <= LEFT


async def test_a_look_afterwards_makes_no_row_and_no_key(still: Stack, world: RealWorld, story: Story) -> None:
    """V3: also with the glass broken, whose reason would stand under a key of the citizen's."""
    await world.hear(story.referred())
    await world.hear(story.event(CitizenErased()))
    done = asyncio.Event()
    done.set()
    await _look(world.pool, world, story.citizen, asyncio.Event(), done)
    async with world.pool.acquire() as connection:
        assert await erased_among(connection, [story.citizen, uuid4()]) == {story.citizen}
        involvement = await connection.fetchval("SELECT involvement FROM subjects WHERE subject = $1", story.citizen)
    assert json.loads(involvement) == {"known": True, "erased": True}
    assert await where(still, story.citizen) <= LEFT
    assert SERVICE.holds
