"""An inbox in which something is muted (I3). See `notifications_world`."""

import asyncio
from contextlib import aclosing
from uuid import uuid4

from services.notifications.domain.tending import Colleague
from services.notifications.domain.wanted import Wanted
from services.notifications.handlers import hand_over_notice, mute, read_notice
from shared.contracts import InterventionEnteredInError, NoticesDelivered, ReferralCreated, Reporter, SubGoalReached
from tests.suites.notifications_story import accepted, asked, in_loop, reached, started
from tests.suites.notifications_tending import Team
from tests.suites.notifications_world import World, a_running_loop, taken

FROM, TO = "kraftcenter", "socialpsykiatri"


def a_person(name: str) -> Reporter:
    """Tests share a database: each has people of its own."""
    return Reporter(f"{name}-{uuid4()}", "coordinator", TO)


async def a_goal(world: World) -> tuple[str, object]:
    """Socialpsykiatri has referred, and hears that the answer came and a sub-goal was reached."""
    anna = uuid4()
    created = asked(anna)
    start = started(created)
    goal = reached(start)
    for event in (created, accepted(created), start, goal):
        await world.hear(event)
    return str(anna), goal


async def _types(world: World, reader: Reporter, citizen: str, **wanted: bool) -> set[str]:
    page = await world.reads.inbox(reader, wanted=Wanted(**wanted), limit=200)  # type: ignore[arg-type]
    return {notice.event_type for notice in page.items if str(notice.citizen_id) == citizen}


async def test_what_is_muted_is_hidden_from_who_muted_it_alone(world: World) -> None:
    """I3: not listed and not counted as unread; a colleague sees it, and a filter brings it out."""
    anne, bo = a_person("anne"), a_person("bo")
    citizen, _ = await a_goal(world)
    before = await world.reads.unread(anne)
    assert SubGoalReached.type in await _types(world, anne, citizen)
    await mute(anne, [SubGoalReached.type], world.mutes)
    assert SubGoalReached.type not in await _types(world, anne, citizen)
    assert SubGoalReached.type not in await _types(world, anne, citizen, unread=True)
    assert SubGoalReached.type in await _types(world, anne, citizen, muted=True)
    assert SubGoalReached.type in await _types(world, bo, citizen)
    assert before >= 1000 or await world.reads.unread(anne) < before
    await mute(anne, [], world.mutes)
    assert SubGoalReached.type in await _types(world, anne, citizen)


async def test_what_asks_something_is_shown_whatever_is_muted(world: World) -> None:
    """I3: of a muted type, too, before it is answered and after."""
    person = Reporter(f"carl-{uuid4()}", "coordinator", FROM)
    await mute(person, [ReferralCreated.type], world.mutes)
    anna = uuid4()
    created = asked(anna)
    await world.hear(created)
    assert ReferralCreated.type in await _types(world, person, str(anna))
    await world.hear(accepted(created))
    assert ReferralCreated.type in await _types(world, person, str(anna))


async def test_what_is_muted_does_not_arrive_live(world: World) -> None:
    """I3: what comes after it does, at once."""
    anne = a_person("anne")
    await mute(anne, [SubGoalReached.type], world.mutes)
    position = await world.reads.position(anne)
    citizen, _ = await a_goal(world)
    seen = []
    async with asyncio.timeout(10), aclosing(world.reads.live(anne, position, lambda: False)) as stream:
        async for notice in stream:
            if str(notice.citizen_id) == citizen:
                seen.append(notice.event_type)
                if len(seen) == 2:
                    break
    assert SubGoalReached.type not in seen


async def test_what_a_colleague_hands_one_is_heard_whatever_is_muted(world: World) -> None:
    """I3: it is theirs to see to: listed, counted and live; to a colleague who muted the same it stays hidden."""
    anne, bo = a_person("anne"), a_person("bo")
    citizen, _ = await a_goal(world)
    for each in (anne, bo):
        await mute(each, [SubGoalReached.type], world.mutes)
    page = await world.reads.inbox(anne, wanted=Wanted(muted=True), limit=200)
    (goal,) = [n for n in page.items if str(n.citizen_id) == citizen and n.event_type == SubGoalReached.type]
    unread, position = await world.reads.unread(anne), await world.reads.position(anne)
    reads, decisions = world.reads, world.decisions
    await hand_over_notice(bo, "Bo", goal.notice_id, anne.name, Team(Colleague(anne.name, "Anne")), reads, decisions)
    assert SubGoalReached.type in await _types(world, anne, citizen)
    assert SubGoalReached.type in await _types(world, anne, citizen, mine=True)
    assert unread >= 1000 or await world.reads.unread(anne) == unread + 1
    assert [n.notice_id for n in await taken(world, anne, position, 1, changes=True)] == [goal.notice_id]
    assert SubGoalReached.type not in await _types(world, bo, citizen)


async def test_who_looks_at_what_is_muted_sees_it_arrive(world: World) -> None:
    """I3: a page that shows the muted, too, shows the next one."""
    anne = a_person("anne")
    anna = uuid4()
    start = await a_running_loop(world, anna)
    await mute(anne, [SubGoalReached.type], world.mutes)
    position = await world.reads.position(anne)
    await world.hear(reached(start))
    seen = await taken(world, anne, position, 1, muted=True)
    assert [(n.citizen_id, n.event_type) for n in seen] == [(anna, SubGoalReached.type)]


async def test_a_correction_is_shown_and_counts_who_had_muted_the_original(world: World) -> None:
    """I3, R7: muted is told all the same: the notice stands, is read by a colleague, and its correction comes."""
    anne, bo = a_person("anne"), a_person("bo")
    await mute(anne, [SubGoalReached.type], world.mutes)
    citizen, goal = await a_goal(world)
    (notice,) = [
        n for n in (await world.reads.inbox(bo, limit=200)).items
        if str(n.citizen_id) == citizen and n.event_type == SubGoalReached.type
    ]  # fmt: skip
    await read_notice(bo, "Bo", notice.notice_id, world.reads, world.decisions)
    assert (await world.reads.notice(anne, notice.notice_id)).read_by == "Bo"
    wrong = in_loop(InterventionEnteredInError(event_id=goal.id), goal, FROM)  # type: ignore[attr-defined, arg-type]
    told = [event.data for event in await world.hear(wrong)]
    lines = [line for data in told if isinstance(data, NoticesDelivered) for line in data.told]
    assert TO in {line.department for line in lines}
    assert InterventionEnteredInError.type in await _types(world, anne, citizen)
