"""What holds of the knowledge box, in memory and on the real database alike."""

from collections.abc import Coroutine
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.domain.knowledge import Knowledge, Said
from services.notifications.handlers import discard_knowledge, foresee_match, hand_in, match_knowledge, read_knowledge
from services.notifications.ports import Why
from shared.contracts import (
    CitizenErased,
    EligibilityDecided,
    Event,
    KnowledgeReceived,
    ReferralCancelled,
    ReferralCompleted,
    Refused,
    Reporter,
)
from shared.contracts.codes import DEPARTMENTS
from tests.suites.notifications_story import (
    NOON,
    accepted,
    app,
    asked,
    citizen,
    happened,
    in_loop,
    of,
    rejected,
    relative,
)
from tests.suites.notifications_world import WORK, World, a_running_loop, inbox

TEAM = of("paaroerende")
SAID = Said("Min bror Åge, som bor på Ærøvej", "Han sover <b>ikke</b> om natten.", "Ida, 70 12 14 16")
GLASS = Why("noedadgang", "Akut bekymring")


async def handed_in(world: World, said: Said = SAID) -> UUID:
    id_ = uuid4()
    await hand_in(id_, said, world.knowledge)
    return id_


async def unmatched(world: World, limit: int = 50) -> list[Knowledge]:
    """All of it, page by page."""
    found: list[Knowledge] = []
    cursor = None
    while True:
        page = await world.knowledge.unmatched(TEAM, cursor=cursor, limit=limit)
        found += page.items
        cursor = page.next
        if cursor is None:
            return found


async def _refusal(doing: Coroutine[Any, Any, object]) -> tuple[int, str]:
    with pytest.raises(Refused) as refused:
        await doing
    return refused.value.status, refused.value.problem


async def _read(world: World, reader: Reporter, id_: UUID, why: Why = WORK) -> Knowledge:
    return await read_knowledge(reader, reader.name, id_, why, world.knowledge, world.reads, world.decisions)


async def test_what_is_handed_in_waits_for_the_team_in_pages(world: World) -> None:
    """P4: it lies unmatched, in the giver's own words, the oldest first."""
    mine = [await handed_in(world) for _ in range(3)]
    found = [item for item in await unmatched(world, limit=2) if item.id in mine]
    assert [item.id for item in found] == mine
    assert {item.said for item in found} == {SAID}
    assert [item.citizen_id for item in found] == [None] * 3


async def test_who_would_be_asked_is_who_is_asked(world: World) -> None:
    """P3, P4: before it is matched; the same is refused before as then, and the look leaves its row."""
    anna, resting, id_ = uuid4(), uuid4(), await handed_in(world)
    await a_running_loop(world, anna)
    created = asked(resting)
    for event in (created, rejected(created)):
        await world.hear(event)
    for nobody in (resting, uuid4()):
        before = await _refusal(foresee_match(TEAM, id_, nobody, WORK, world.now, world.reads))
        assert before == await _refusal(match_knowledge(TEAM, id_, nobody, world.knowledge))
    looks = await world.looks_at(anna)
    found = await foresee_match(TEAM, id_, anna, WORK, world.now, world.reads)
    assert await world.looks_at(anna) == looks + 1
    assert found.recipients
    await match_knowledge(TEAM, id_, anna, world.knowledge)
    told = set()
    for department in DEPARTMENTS:
        if any(item.event_type == KnowledgeReceived.type for item in await inbox(world, of(department), anna)):
            told.add(("department", department, "inbox"))
    assert {(each.recipient_kind, each.department, each.channel) for each in found.recipients} == told


@pytest.mark.parametrize(
    "who",
    [of("paaroerende", "manager"), of("kraftcenter"), of("svr", "manager"), app("paaroerende"), citizen(uuid4())],
    ids=lambda who: who.name,
)
async def test_the_box_is_the_teams_coordinators_alone(world: World, who: Reporter) -> None:
    """P4: nobody else looks into it, matches or discards; what lies there is as it was."""
    anna, id_ = uuid4(), await handed_in(world)
    await world.hear(asked(anna))
    for doing in (
        world.knowledge.unmatched(who),
        discard_knowledge(who, id_, world.knowledge),
        foresee_match(who, id_, anna, WORK, world.now, world.reads),
        match_knowledge(who, id_, anna, world.knowledge),
    ):
        assert await _refusal(doing) == (403, "forbidden")
    assert id_ in {item.id for item in await unmatched(world)}


async def test_matching_tells_the_one_with_the_next_step(world: World) -> None:
    """P4: what is matched is published, thin, and the next owner of the citizen's open loop is asked to read it."""
    anna, id_ = uuid4(), await handed_in(world)
    await world.hear(asked(anna))
    before = await world.counted(anna)
    await match_knowledge(TEAM, id_, anna, world.knowledge)
    notice, asking = await inbox(world, of("kraftcenter"), anna)
    assert notice.event_type == KnowledgeReceived.type
    assert notice.text == "En pårørende har delt viden, som kan være nyttig for jer."
    assert (notice.action, notice.asks) == ("Læs, hvad den pårørende har delt.", True)
    assert notice.knowledge_id == id_
    assert asking.asks, "what the loop asked stands still"
    assert await world.counted(anna) == before + 2, "it was matched, and who was told"
    (entry,) = [
        e
        for e in (await world.reads.timeline(citizen(anna), anna, WORK)).items
        if e.event_type == KnowledgeReceived.type
    ]
    assert entry.data == {"knowledge_id": str(id_)}
    assert (entry.department, entry.event_id) == ("paaroerende", notice.event_id)
    assert await inbox(world, of("socialpsykiatri"), anna) == []
    assert id_ not in {item.id for item in await unmatched(world)}


async def test_who_is_at_work_is_asked_whatever_became_of_the_referral(world: World) -> None:
    """P4, I1: who runs an intervention whose referral is closed; the authority on whose grant nobody acted yet."""
    anna, bo = uuid4(), uuid4()
    start = await a_running_loop(world, anna)
    over = ReferralCompleted(referral_id=start.correlationid, outcome="completed")
    await world.hear(in_loop(over, start, "kraftcenter"))
    for event in granted(bo):
        await world.hear(event)
    for citizen_id, expected in ((anna, "kraftcenter"), (bo, "svr")):
        id_ = await handed_in(world)
        await match_knowledge(TEAM, id_, citizen_id, world.knowledge)
        heard = {
            code
            for code in ("kraftcenter", "socialpsykiatri", "svr", "sel82")
            if KnowledgeReceived.type in {n.event_type for n in await inbox(world, of(code), citizen_id)}
        }
        assert heard == {expected}
        assert (await _read(world, of(expected), id_)).said == SAID


def granted(citizen_id: UUID) -> list[Event[Any]]:
    """The citizen has applied for a group, and it was granted: that completes the application."""
    applied = asked(citizen_id, offer="polaris-gruppe", to_department="svr", from_department=None, origin="self")
    id_ = applied.data.referral_id
    decided = EligibilityDecided(
        decision_id=uuid4(),
        referral_id=id_,
        offer="polaris-gruppe",
        legal_basis="SEL-85",
        granted=True,
        assessed_on=NOON.date(),
    )
    over = ReferralCompleted(referral_id=id_, outcome="completed")
    return [applied, accepted(applied), in_loop(decided, applied, "svr"), in_loop(over, applied)]


@pytest.mark.parametrize("own", [False, True], ids=["all over", "the team's own loop"])
async def test_what_nobody_would_be_told_of_is_not_matched(world: World, own: bool) -> None:
    """P4: where no other department is at work nobody would be asked to read it: refused at its field, and it stays in
    the box."""
    anna, id_ = uuid4(), await handed_in(world)
    created = asked(anna, offer="paaroerende-vejledning") if own else asked(anna)
    await world.hear(created)
    if not own:
        await world.hear(
            in_loop(ReferralCancelled(referral_id=created.correlationid, reason="other", by="sender"), created)
        )
    counted = await world.counted(anna)
    with pytest.raises(Refused) as refused:
        await match_knowledge(TEAM, id_, anna, world.knowledge)
    assert (refused.value.problem, refused.value.status) == ("not-allowed", 422)
    assert [error.pointer for error in refused.value.errors] == ["/citizen_id"]
    assert id_ in {item.id for item in await unmatched(world)}
    assert await world.counted(anna) == counted, "nothing is published"


async def test_reading_it_is_what_was_asked(world: World) -> None:
    """P4, I5: the department's notice is read, and asks nothing any more, when the words have been read."""
    anna, id_ = uuid4(), await handed_in(world)
    await world.hear(asked(anna))
    await match_knowledge(TEAM, id_, anna, world.knowledge)
    told = await world.counted(anna)
    for _ in range(2):
        found = await _read(world, of("kraftcenter"), id_)
    assert (found.said, found.citizen_id) == (SAID, anna)
    notice = (await inbox(world, of("kraftcenter"), anna))[0]
    assert (notice.read_by, notice.asks) == ("kraftcenter-coordinator", False)
    assert await world.counted(anna) == told + 1, "the reading is told of once"


async def test_only_coordinators_of_the_involved_read_it(world: World) -> None:
    """P4, I1, V2: sender and receiver while their loop is open; each look leaves a row, and a refused one none."""
    anna, id_ = uuid4(), await handed_in(world)
    created = asked(anna)
    await world.hear(created)
    await match_knowledge(TEAM, id_, anna, world.knowledge)
    looks = await world.looks_at(anna)
    for reader in (of("kraftcenter"), of("socialpsykiatri")):
        assert (await _read(world, reader, id_)).said == SAID
    assert await world.looks_at(anna) == looks + 2
    for reader in (TEAM, of("svr"), of("kraftcenter", "manager"), app("kraftcenter"), relative(anna), citizen(anna)):
        assert await _refusal(_read(world, reader, id_)) == (404, "not-found")
    await world.hear(rejected(created))
    assert await _refusal(_read(world, of("kraftcenter"), id_)) == (404, "not-found")
    assert await world.looks_at(anna) == looks + 2
    assert (await _read(world, of("svr"), id_, GLASS)).said == SAID
    assert await world.looks_at(anna) == looks + 3


async def test_what_is_not_matched_is_nobodys_to_read(world: World) -> None:
    """P4: before the matching it is not there, as what never was; whoever asks."""
    for id_ in (await handed_in(world), uuid4()):
        for reader in (of("kraftcenter"), TEAM):
            assert await _refusal(_read(world, reader, id_, GLASS)) == (404, "not-found")


async def test_it_is_matched_once(world: World) -> None:
    """P4: the same match again changes nothing; to another citizen it is a conflict, and discarding it, too."""
    anna, bo, id_ = uuid4(), uuid4(), await handed_in(world)
    for citizen_id in (anna, bo):
        await world.hear(asked(citizen_id))
    await match_knowledge(TEAM, id_, anna, world.knowledge)
    told = await world.counted(anna), await world.counted(bo)
    await match_knowledge(TEAM, id_, anna, world.knowledge)
    assert await _refusal(match_knowledge(TEAM, id_, bo, world.knowledge)) == (409, "conflict")
    assert await _refusal(discard_knowledge(TEAM, id_, world.knowledge)) == (409, "conflict")
    assert (await world.counted(anna), await world.counted(bo)) == told
    assert (await _read(world, of("kraftcenter"), id_)).said == SAID


async def test_a_citizen_not_known_here_gets_nothing(world: World) -> None:
    """P4, V3: an id nobody has heard of, or of one who is erased, is refused at its field; the words stay."""
    erased, id_ = uuid4(), await handed_in(world)
    await world.hear(asked(erased))
    await world.hear(happened(CitizenErased(), erased, uuid4(), at=world.now + timedelta(seconds=1)))
    for citizen_id in (uuid4(), erased):
        with pytest.raises(Refused) as refused:
            await match_knowledge(TEAM, id_, citizen_id, world.knowledge)
        assert (refused.value.problem, refused.value.status) == ("unknown-citizen", 422)
        assert [error.pointer for error in refused.value.errors] == ["/citizen_id"]
    assert id_ in {item.id for item in await unmatched(world)}


async def test_what_is_discarded_is_gone(world: World) -> None:
    """P4: for good: neither listed, matched nor discarded again."""
    anna, id_, stays = uuid4(), await handed_in(world), await handed_in(world)
    await world.hear(asked(anna))
    await discard_knowledge(TEAM, id_, world.knowledge)
    left = {item.id for item in await unmatched(world)}
    assert (id_ in left, stays in left) == (False, True)
    assert await _refusal(discard_knowledge(TEAM, id_, world.knowledge)) == (404, "not-found")
    assert await _refusal(match_knowledge(TEAM, id_, anna, world.knowledge)) == (404, "not-found")
