"""What holds of relatives and what they may know, in memory and on the real database alike."""

from datetime import timedelta
from uuid import uuid4

import pytest

from shared.contracts import Refused, Waits
from tests.suites.notifications_story import (
    REACHED,
    agreed,
    app,
    asked,
    citizen,
    designating,
    of,
    reached,
    relative,
    revoking,
    says,
)
from tests.suites.notifications_world import WORK, World, a_running_loop, inbox


async def test_a_relative_is_told_of_what_was_named_and_nothing_else(world: World) -> None:
    """P1, P2: the designation names reached sub-goals: of those the relative and, once, the relatives' team hear."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    designation = designating()
    sister = relative(anna, designation.designation_id)
    await world.report(says(citizen(anna), anna, designation, name="Eva"))
    goal = reached(start, at=world.now + timedelta(seconds=1))
    await world.hear(agreed(start))
    (told,) = await world.hear(goal)
    assert [n.event_type for n in await inbox(world, sister, anna)] == [REACHED, designation.type]
    assert [n.event_type for n in await inbox(world, of("paaroerende"), anna)] == [REACHED, designation.type]
    assert {(t.recipient_kind, t.department) for t in told.data.told} == {
        ("department", "socialpsykiatri"),
        ("department", "paaroerende"),
        ("citizen", None),
        ("relative", None),
    }


async def test_nothing_earlier_than_the_designation_is_told(world: World) -> None:
    """I2: what happened before it, though heard of after, stays untold."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    goal = reached(start, at=world.now - timedelta(hours=1))
    designation = designating()
    await world.report(says(citizen(anna), anna, designation))
    await world.hear(goal)
    sister = relative(anna, designation.designation_id)
    assert [n.event_type for n in await inbox(world, sister, anna)] == [designation.type]


async def test_a_revoked_designation_tells_and_reads_nothing(world: World) -> None:
    """P2, I2: after the revocation nothing more is told, and what was told is no longer readable."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    designation = designating()
    sister = relative(anna, designation.designation_id)
    await world.report(says(citizen(anna), anna, designation, name="Eva"))
    await world.hear(reached(start, at=world.now + timedelta(seconds=1)))
    (newest, *_) = await inbox(world, sister, anna)
    await world.report(says(citizen(anna), anna, revoking(designation.designation_id)))
    assert await inbox(world, sister, anna) == []
    with pytest.raises(Refused) as refused:
        await world.reads.notice(sister, newest.notice_id)
    assert refused.value.status == 404
    (told,) = await world.hear(reached(start, at=world.now + timedelta(seconds=2)))
    assert "relative" not in {t.recipient_kind for t in told.data.told}
    (shown,) = await world.reads.designations(citizen(anna), anna, WORK)
    assert (shown.standing, shown.name) == (False, None)


async def test_a_designation_used_for_another_citizen_reads_nothing_of_theirs(world: World) -> None:
    """P2: the reporter names the designation, so the same name on another citizen is another designation."""
    anna, bo = uuid4(), uuid4()
    designation = designating()
    await world.report(says(citizen(anna), anna, designation))
    await world.report(says(of("paaroerende"), bo, designation))
    assert await inbox(world, relative(anna, designation.designation_id), bo) == []


async def test_who_may_designate(world: World) -> None:
    """P1: the citizen, the relatives' team, or an involved department; one never heard of waits, others are refused."""
    anna, bo = uuid4(), uuid4()
    await world.hear(asked(anna))
    for who in (citizen(anna), of("paaroerende"), app("kraftcenter")):
        assert await world.report(says(who, anna, designating()))
    for who in (of("sel82"), citizen(bo), relative(anna, uuid4())):
        with pytest.raises(Refused) as refused:
            await world.report(says(who, anna, designating()))
        assert (refused.value.problem, refused.value.status) == ("not-involved", 403)
    with pytest.raises(Waits):
        await world.report(says(of("kraftcenter"), bo, designating()))


async def test_a_designation_is_made_once_and_revoked_once(world: World) -> None:
    """P2: an id in use is refused, as is revoking one that is unknown or revoked; nothing is published."""
    anna = uuid4()
    designation = designating()
    await world.report(says(citizen(anna), anna, designation))
    await world.report(says(citizen(anna), anna, revoking(designation.designation_id)))
    counted = await world.counted(anna)
    for fact in (designation, revoking(designation.designation_id), revoking(uuid4())):
        with pytest.raises(Refused) as refused:
            await world.report(says(citizen(anna), anna, fact))
        assert refused.value.errors[0].pointer == "/data/designation_id"
    assert await world.counted(anna) == counted


async def test_a_designation_is_shown_with_its_name(world: World) -> None:
    """P2: the citizen, the involved and the relatives' team see who may know what; the name was kept sealed."""
    anna = uuid4()
    await world.hear(asked(anna))
    designation = designating()
    await world.report(says(citizen(anna), anna, designation, name="Eva"))
    for reader in (citizen(anna), of("kraftcenter"), of("paaroerende")):
        (shown,) = await world.reads.designations(reader, anna, WORK)
        assert (shown.designation_id, shown.name, shown.standing) == (designation.designation_id, "Eva", True)
        assert (shown.may_know, shown.channels, shown.relation) == ((REACHED,), ("inbox",), "family")
