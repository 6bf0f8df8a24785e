"""Breaking the glass is told of at once, in the transaction of the read (V2)."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.ports import Why
from services.referral.handlers import ask_for_erasure, standing_erasures
from services.referral.ports import Look
from shared.contracts import (
    Event,
    GlassBrokenOnInterventions,
    GlassBrokenOnReferrals,
    GlassBrokenOnTimeline,
    Refused,
)
from shared.identity import Actor, Purpose, PurposeCode, reading, record_read
from shared.messaging import Unit
from shared.postgres import Connection, Pool
from tests.integration.notifications_world import RealWorld as Notifications
from tests.integration.referral_world import RealWorld as Referral
from tests.suites.kraftcenter_real import RealWorld as Kraftcenter
from tests.suites.kraftcenter_story import Story, look
from tests.suites.kraftcenter_work import told
from tests.suites.notifications_story import asked, citizen, happened, of
from tests.suites.notifications_world import WORK, inbox
from tests.suites.referral_story import looking
from tests.suites.referral_world import asked as refer
from tests.suites.referral_world import somebody

REASON = "Fundet bevidstløs"
EMERGENCY = Why("noedadgang", REASON)


async def _said(pool: Pool, about: UUID) -> list[str]:
    """The types of what waits to be published about the citizen, oldest first."""
    rows = await pool.fetch("SELECT type, payload FROM outbox WHERE aggregateid = $1 ORDER BY seq", about)
    assert not any(word in row["payload"] for row in rows for word in (b"bevidst", b"sel82-"))
    return [row["type"] for row in rows]


async def test_referral_and_kraftcenter_say_so_once_an_hour(referral: Referral, kraftcenter: Kraftcenter) -> None:
    """V2: who broke it is not named and why not said; a page that asks several times is told of once, and each of its
    reads is flagged all the same; somebody else's is told of too. A read that needed no glass says nothing."""
    anna = await somebody(referral)
    id_ = await refer(referral, anna)
    assert await referral.citizen(looking(of("kraftcenter")), anna)
    await referral.pool.execute("DELETE FROM outbox")
    glass = looking(of("sel82"), REASON)
    assert await referral.citizen(glass, anna)
    assert await referral.referral(glass, id_)
    assert await _said(referral.pool, anna) == [GlassBrokenOnReferrals.type]
    assert await referral.citizen(looking(of("svr", "manager"), REASON), anna)
    assert await _said(referral.pool, anna) == [GlassBrokenOnReferrals.type] * 2
    flagged = "SELECT count(*) FROM access_log WHERE citizen_id = $1 AND flagged"
    assert await referral.pool.fetchval(flagged, anna) == 3
    story = await told(kraftcenter, Story(now=kraftcenter.now))
    assert await kraftcenter.goals(look(of("sel82"), REASON), story.citizen)
    assert (await _said(kraftcenter.pool, story.citizen))[-1] == GlassBrokenOnInterventions.type


async def test_reads_at_once_are_told_of_once(referral: Referral) -> None:
    """V2: a page asks several things at the same time: one telling, and every read is flagged."""
    anna = await somebody(referral)
    id_ = await refer(referral, anna)
    await referral.pool.execute("DELETE FROM outbox")
    glass = looking(of("sel82"), REASON)
    reads = [*(referral.citizen(glass, anna) for _ in range(3)), *(referral.referral(glass, id_) for _ in range(3))]
    assert all(await asyncio.gather(*reads))
    assert await _said(referral.pool, anna) == [GlassBrokenOnReferrals.type]
    flagged = "SELECT count(*) FROM access_log WHERE citizen_id = $1 AND flagged"
    assert await referral.pool.fetchval(flagged, anna) == 6


async def test_reads_that_are_the_first_news_of_somebody_are_answered(
    referral: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    """V2: where nothing was heard of the citizen yet, reads at once race to say the first thing: whoever loses reads
    again, and is answered."""
    anna = await somebody(referral)
    glass = looking(of("sel82"), REASON)
    telling, both, tries = referral.glass._told, asyncio.Barrier(2), 0

    async def at_once(connection: Connection) -> Unit | None:
        nonlocal tries
        tries += 1
        if tries <= 2:
            await both.wait()
        return await telling(connection)

    monkeypatch.setattr(referral.glass, "_told", at_once)
    async with asyncio.timeout(10):
        assert all(await asyncio.gather(*(referral.citizen(glass, anna) for _ in range(2))))
    assert tries == 3, "nobody lost"
    assert await _said(referral.pool, anna) == [GlassBrokenOnReferrals.type]


async def test_asking_for_an_erasure_by_the_glass_is_told_of(referral: Referral) -> None:
    """V2, V3: as any other look; and the read after it, which was told of with it, is not told of again."""
    anna = await somebody(referral)
    await refer(referral, anna)
    await referral.pool.execute("DELETE FROM outbox")
    glass = looking(of("svr", "manager"), REASON)
    await ask_for_erasure(glass, anna, referral.erasures, timedelta(days=1))
    assert await _said(referral.pool, anna) == [GlassBrokenOnReferrals.type]
    assert await referral.citizen(glass, anna)
    assert await _said(referral.pool, anna) == [GlassBrokenOnReferrals.type]
    listed = await standing_erasures(looking(of("kraftcenter", "manager")), referral.erasures, limit=200)
    assert anna in {ask.citizen_id for ask in listed}


async def test_no_read_is_flagged_where_nobody_is_told(referral: Referral) -> None:
    """V2: a flagged row counts as told of, so that none is written at a door that does not say the glass is broken."""
    anna, actor = await somebody(referral), Actor("lise", frozenset({"coordinator"}), "sel82")
    emergency = Purpose(PurposeCode.EMERGENCY, REASON)
    async with reading(referral.pool, actor.reporter()) as connection:
        with pytest.raises(RuntimeError, match="tells of it"):
            await record_read(
                connection, actor, [anna], emergency, service="referral", route="/", keyring=referral.keyring
            )


async def test_what_cannot_be_told_of_is_not_read(referral: Referral, monkeypatch: pytest.MonkeyPatch) -> None:
    """V2: telling and reading are one transaction: where the one fails, the other has left nothing."""
    anna = await somebody(referral)
    await refer(referral, anna)

    async def fails(*_: object) -> None:
        raise RuntimeError("away")

    monkeypatch.setattr(referral.glass, "_tell", fails)
    before = len(await referral.looks_at(anna))
    with pytest.raises(RuntimeError):
        await referral.citizen(Look(of("sel82"), "noedadgang", REASON), anna)
    assert len(await referral.looks_at(anna)) == before
    assert await referral.citizen(looking(of("kraftcenter")), anna), "a read without it is another matter"


async def test_a_refused_look_is_not_told_of(notifications: Notifications) -> None:
    """V2: who is nobody here is not read, and nothing says that anybody asked."""
    with pytest.raises(Refused):
        await notifications.reads.timeline(of("sel82"), nobody := uuid4(), EMERGENCY)
    assert await _said(notifications.pool, nobody) == []


async def test_the_managers_and_the_citizen_are_told_and_nobody_else(notifications: Notifications) -> None:
    """V2: the managers of who broke it are asked to look into it until one has read that, the citizen reads when and
    where, not who; those at work with the citizen hear nothing of it."""
    anna = uuid4()
    await notifications.hear(asked(anna))
    assert (await notifications.reads.timeline(of("sel82"), anna, EMERGENCY)).items
    (asks,) = await inbox(notifications, of("sel82", "manager"), anna)
    assert (asks.event_type, asks.asks) == (GlassBrokenOnTimeline.type, True)
    assert asks.action == "Se opslaget igennem under stikprøver: Begrundelsen står der."
    own = (await inbox(notifications, citizen(anna), anna))[0]
    assert own.text.startswith("En medarbejder i ")
    assert "nødadgang" in own.text
    for other in (of("sel82"), of("kraftcenter"), of("kraftcenter", "manager"), of("svr", "manager")):
        assert GlassBrokenOnTimeline.type not in {n.event_type for n in await inbox(notifications, other, anna)}
    shown = await notifications.reads.timeline(of("kraftcenter"), anna, WORK)
    assert GlassBrokenOnTimeline.type not in {entry.event_type for entry in shown.items}
    log = "SELECT count(*) FROM access_log WHERE citizen_id = $1 AND flagged AND department = 'sel82'"
    assert await notifications.pool.fetchval(log, anna) == 1


@pytest.mark.parametrize("fact", [GlassBrokenOnReferrals, GlassBrokenOnInterventions], ids=lambda fact: fact.owner)
async def test_what_the_other_services_say_is_told_alike(notifications: Notifications, fact: Any) -> None:
    """V2: wherever the glass is broken, the managers of that department and the citizen hear of it; also of a citizen
    nothing else was heard of."""
    anna = uuid4()
    event: Event[Any] = happened(fact(department="svr"), anna, uuid4())
    await notifications.hear(event)
    (asks,) = await inbox(notifications, of("svr", "manager"), anna)
    (own,) = await inbox(notifications, citizen(anna), anna)
    assert {asks.event_id, own.event_id} == {event.id}
