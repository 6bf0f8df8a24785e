"""What holds of reading who knows what, in memory and on the real database alike."""

from uuid import uuid4

import pytest

from shared.contracts import Refused, RelativeDesignated
from tests.suites.notifications_story import REACHED, citizen, designating, of, reached, relative, revoking, says
from tests.suites.notifications_taking_back import a_goal_reached
from tests.suites.notifications_world import World, a_running_loop, inbox

EMAIL = "eva@example.org"


async def test_a_citizen_sees_who_was_told_of_each_thing(world: World) -> None:
    """V2, P2: every event with each department and relative told of it, over which channel, by name; newest first."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    fact = designating(REACHED, channels=("inbox", "mail"))
    await world.report(says(citizen(anna), anna, fact, name="Eva", email=EMAIL))
    goal = await a_goal_reached(world, anna, start)
    page = await world.reads.known(citizen(anna), anna)
    newest = page.items[0]
    assert newest.event_id == goal.id
    told = {(each.recipient_kind, each.department or each.name, each.channel, each.how) for each in newest.known_by}
    assert ("relative", "Eva", "inbox", "told") in told
    assert ("relative", "Eva", "mail", "waiting") in told, "a mail not sent yet is no telling"
    assert ("department", "socialpsykiatri", "inbox", "told") in told
    assert not any(each.event_type.startswith("dk.samspil.besked.") for each in page.items)
    assert [each.event_type for each in page.items][-1] == "dk.samspil.henvisning.oprettet.v1"


async def test_a_mail_that_was_stopped_is_not_shown_as_told(world: World) -> None:
    """P2: what waited when the citizen revoked never left, and that is what they are shown."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    fact = designating(REACHED, channels=("mail",))
    await world.report(says(citizen(anna), anna, fact, name="Eva", email=EMAIL))
    goal = await a_goal_reached(world, anna, start)
    await world.report(says(citizen(anna), anna, revoking(fact.designation_id)))
    items = {each.event_id: each for each in (await world.reads.known(citizen(anna), anna)).items}
    assert [each.how for each in items[goal.id].known_by if each.recipient_kind == "relative"] == ["stopped"]


async def test_who_was_told_is_the_citizens_alone_to_see(world: World) -> None:
    """I2: which relative hears what shows to no department, no other citizen and no relative; a look leaves a row."""
    anna = uuid4()
    await a_running_loop(world, anna)
    for reader in (of("kraftcenter"), of("paaroerende"), citizen(uuid4()), relative(anna, uuid4())):
        with pytest.raises(Refused) as refused:
            await world.reads.known(reader, anna)
        assert refused.value.status == 404
    before = await world.looks_at(anna)
    await world.reads.known(citizen(anna), anna)
    assert await world.looks_at(anna) == before + 1


async def test_who_was_told_comes_in_pages(world: World) -> None:
    """Paged, newest first, each event once."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    for _ in range(3):
        await world.hear(reached(start))
    first = await world.reads.known(citizen(anna), anna, limit=4)
    rest = await world.reads.known(citizen(anna), anna, cursor=first.next, limit=4)
    assert (len(first.items), len(rest.items), rest.next) == (4, 2, None)
    assert len({each.event_id for each in first.items + rest.items}) == 6


async def test_a_relative_sees_what_they_may_know_and_since_when(world: World) -> None:
    """P2: the types the citizen has chosen, from when each counts; with the revocation nothing is left. V2: logged."""
    anna = uuid4()
    await a_running_loop(world, anna)
    fact: RelativeDesignated = designating(REACHED)
    await world.report(says(citizen(anna), anna, fact))
    eva = relative(anna, fact.designation_id)
    before = await world.looks_at(anna)
    (mine,) = await world.reads.may_know(eva)
    assert (mine.citizen_id, mine.relation, [type_ for type_, _ in mine.types]) == (anna, fact.relation, [REACHED])
    assert await world.looks_at(anna) == before + 1
    assert await world.reads.may_know(relative(anna, uuid4())) == ()
    await world.report(says(citizen(anna), anna, revoking(fact.designation_id)))
    assert await world.reads.may_know(eva) == ()
    assert await inbox(world, eva, anna) == []
    with pytest.raises(Refused) as refused:
        await world.reads.may_know(citizen(anna))
    assert refused.value.status == 403
