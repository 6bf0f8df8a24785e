"""Where a service's own check of who may see is forgotten, the database shows nothing (I1, I2, V2)."""

from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from deploy.embedded.stack import Stack
from services.kraftcenter.ports import Wanted as OwnWanted
from services.kraftcenter.storage import reads as kraftcenter_reads
from services.notifications.domain.recipient import department, managers
from services.notifications.handlers import hand_in, match_knowledge
from services.notifications.storage import citizens as notifications_citizens
from services.notifications.storage import inbox as notifications_inbox
from services.notifications.storage import knowledge as notifications_knowledge
from services.referral.handlers import ask_for_erasure
from services.referral.ports import Wanted
from services.referral.storage import reads as referral_reads
from shared.contracts import Refused, Reporter, Role
from shared.contracts.involvement import Involvement
from shared.identity import reading
from tests.integration.notifications_world import RealWorld as Notifications
from tests.integration.reading.eyes import shown_of
from tests.integration.referral_world import RealWorld as Referral
from tests.suites.kraftcenter_real import RealWorld as Kraftcenter
from tests.suites.kraftcenter_story import Story, look
from tests.suites.kraftcenter_work import told
from tests.suites.notifications_knowledge import SAID, TEAM
from tests.suites.notifications_story import asked, citizen, designating, of, relative, says
from tests.suites.notifications_world import WORK
from tests.suites.referral_story import app, looking
from tests.suites.referral_world import asked as refer
from tests.suites.referral_world import somebody

STRANGERS = (
    of("sel82"),
    of("sel82", "manager"),
    app("sel82"),
    citizen(uuid4()),
    relative(uuid4(), uuid4()),
    Reporter("driften", "operator"),
    # A claim too many opens nothing: only apps, coordinators and managers stand for a department.
    Reporter("driften", "operator", "kraftcenter"),
    Reporter("soesteren", "relative", "kraftcenter"),
)


async def _referred(world: Referral) -> tuple[UUID, UUID]:
    anna = await somebody(world)
    return anna, await refer(world, anna, note="Hun er flyttet.")


async def test_a_stranger_is_shown_no_row_of_referral(referral: Referral) -> None:
    """I1: whatever is asked for, with no check of the service's own, a stranger finds nothing of the citizen; whose
    business it is finds what is theirs, and who breaks the glass all of it."""
    anna, _ = await _referred(referral)
    everything = {"subjects", "citizens", "citizen_keys", "referrals", "loop_parties", "referral_words"}
    for stranger in STRANGERS:
        assert await shown_of(referral.pool, anna, stranger) == set(), stranger
    assert await shown_of(referral.pool, anna, of("kraftcenter")) == everything
    assert await shown_of(referral.pool, anna, app("kraftcenter")) == everything - {"citizens"}
    assert await shown_of(referral.pool, anna, of("sel82"), breaks_the_glass=True) == everything
    assert await shown_of(referral.pool, anna, app("sel82"), breaks_the_glass=True) == set()
    assert await shown_of(referral.pool, anna, citizen(anna)) == {"subjects", "citizen_keys", "referrals", "access_log"}


async def test_referrals_checks_forgotten(referral: Referral, monkeypatch: pytest.MonkeyPatch) -> None:
    """I1: with every check of the referral service saying yes, a stranger still reads no name, referral or note."""
    anna, id_ = await _referred(referral)
    monkeypatch.setattr(referral_reads, "_may_see", lambda *_: True)
    monkeypatch.setattr(Involvement, "may_read_name", lambda *_: True)
    stranger = looking(of("sel82"))
    assert await referral.referral(stranger, id_) is None
    assert await referral.referrals(stranger, Wanted(anna, None, None, None, 10)) == []
    assert await referral.citizen(stranger, anna) is None
    assert await referral.citizen(looking(of("kraftcenter")), anna) is not None


async def test_what_is_asked_to_be_erased_is_shown_to_managers_alone(referral: Referral) -> None:
    """V3: the list finds nothing for anybody else, with no check of the service's own; nor does the glass open it."""
    anna, _ = await _referred(referral)
    await ask_for_erasure(looking(of("kraftcenter", "manager")), anna, referral.erasures, timedelta(days=1))

    async def listed(reader: Reporter) -> set[UUID]:
        found = await referral.erasures.standing(looking(reader), after=None, limit=200)
        return {ask.citizen_id for ask in found}

    for reader in (
        of("kraftcenter"),
        app("kraftcenter"),
        citizen(anna),
        Reporter("driften", "operator", "kraftcenter"),
    ):
        assert anna not in await listed(reader), reader
        assert "erasures" not in await shown_of(referral.pool, anna, reader, breaks_the_glass=True)
    assert anna in await listed(of("sel82", "manager"))


async def test_a_stranger_is_shown_no_row_of_kraftcenter(kraftcenter: Kraftcenter) -> None:
    """I1: as at referral; a place in a course is the citizen's alone to see (C3)."""
    story = await told(kraftcenter, Story(now=kraftcenter.now))
    anna, pool = story.citizen, kraftcenter.pool
    work = {"subjects", "citizen_keys", "interventions", "goals", "sub_goals", "words"}
    for stranger in STRANGERS:
        assert await shown_of(pool, anna, stranger) == set(), stranger
    assert await shown_of(pool, anna, of("kraftcenter")) == work
    assert await shown_of(pool, anna, of("sel82"), breaks_the_glass=True) == work
    assert await shown_of(pool, anna, citizen(anna)) == work


async def test_kraftcenters_check_forgotten(kraftcenter: Kraftcenter, monkeypatch: pytest.MonkeyPatch) -> None:
    """I1: with its check letting everybody see every loop, a stranger still reads no goal, word or intervention."""
    story = await told(kraftcenter, Story(now=kraftcenter.now))
    monkeypatch.setattr(kraftcenter_reads, "_open_loops", lambda *_: [story.referral])
    stranger = look(of("sel82"))
    assert await kraftcenter.goals(stranger, story.citizen) == []
    assert await kraftcenter.intervention(stranger, story.intervention) is None
    assert await kraftcenter.goals(look(of("kraftcenter")), story.citizen)


async def test_a_departments_own_list_stands_behind_the_wall(
    kraftcenter: Kraftcenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I1: with the check letting everything through, who ran something, and may know the citizen no more, finds it on
    no list, and leaves no look at her."""
    story = await told(kraftcenter, Story(now=kraftcenter.now))
    monkeypatch.setattr(kraftcenter_reads, "_open_loops", lambda *_: [story.referral])
    wanted = OwnWanted(citizen_id=story.citizen)
    assert await kraftcenter.interventions(look(of("kraftcenter")), wanted)
    looks = await kraftcenter.looks_at(story.citizen)
    empty = "UPDATE subjects SET involvement = '{}' WHERE subject = $1"
    await kraftcenter.pool.execute(empty, story.citizen)
    assert await kraftcenter.interventions(look(of("kraftcenter")), wanted) == []
    assert await kraftcenter.looks_at(story.citizen) == looks


async def _noticed(world: Notifications) -> tuple[UUID, UUID, UUID]:
    """A citizen with a referral, a designation and knowledge that was matched."""
    anna, item = uuid4(), uuid4()
    await world.hear(asked(anna))
    said = designating("delmaal.naaet")
    await world.report(says(citizen(anna), anna, said, name="Søs"))
    await hand_in(item, SAID, world.knowledge)
    await match_knowledge(TEAM, item, anna, world.knowledge)
    return anna, said.designation_id, item


async def test_a_stranger_is_shown_no_row_of_notifications(notifications: Notifications) -> None:
    """I1, I2, P2, P4: as at referral; a coordinator reads no notice to the managers, and an app none at all; a relative
    sees the designation and what it was told while that stands, and of the citizen nothing else."""
    anna, designation, _ = await _noticed(notifications)
    pool = notifications.pool
    own = {"subjects", "citizen_keys", "events", "designations"}
    for stranger in STRANGERS:
        assert await shown_of(pool, anna, stranger) == set(), stranger
    assert await shown_of(pool, anna, of("kraftcenter")) == own | {"notices", "knowledge"}
    assert await shown_of(pool, anna, of("kraftcenter", "manager")) == own
    assert await shown_of(pool, anna, app("kraftcenter")) == own
    assert await shown_of(pool, anna, of("sel82"), breaks_the_glass=True) == own | {"knowledge"}
    assert await shown_of(pool, anna, citizen(anna)) == own | {"notices"}
    assert await shown_of(pool, anna, relative(anna, designation)) == {"designations", "events", "notices"}
    await pool.execute("UPDATE designations SET standing = false WHERE citizen_id = $1", anna)
    assert await shown_of(pool, anna, relative(anna, designation)) == set()


async def test_notifications_checks_forgotten(notifications: Notifications, monkeypatch: pytest.MonkeyPatch) -> None:
    """I1, I2, P4: with every check saying yes and every address of an inbox taken, a stranger still reads nothing."""
    anna, _, item = await _noticed(notifications)
    theirs = [department("kraftcenter").key, managers("kraftcenter").key, f"citizen:{anna}"]

    async def addresses(*_: object) -> list[str]:
        return theirs

    def of_notices(role: Role) -> Reporter:
        return of("sel82", role)

    monkeypatch.setattr(notifications_inbox, "addresses_of", addresses)
    monkeypatch.setattr(notifications_citizens, "_may_see", lambda *_: True)
    monkeypatch.setattr(notifications_knowledge, "may_read", lambda *_: True)
    monkeypatch.setattr(notifications_knowledge, "admit_team", lambda *_: None)
    waiting = uuid4()
    await hand_in(waiting, SAID, notifications.knowledge)
    reads, box = notifications.reads, notifications.knowledge
    for role in ("coordinator", "manager"):
        stranger = of_notices(role)
        page = await reads.inbox(stranger, limit=200)
        assert (page.items, page.unread) == ((), 0)
        for doing in (
            reads.timeline(stranger, anna, WORK),
            reads.designations(stranger, anna, WORK),
            box.read(stranger, item, WORK),
            box.discard(stranger, waiting),
        ):
            with pytest.raises(Refused) as refused:
                await doing
            assert refused.value.status == 404
        assert (await reads.around(stranger, anna, WORK)).names == {}
        assert (await box.unmatched(stranger, limit=200)).items == ()
    assert (await reads.inbox(of("kraftcenter"), limit=200)).items


async def test_without_its_policy_the_wall_is_seen_to_be_gone(databases: Stack, referral: Referral) -> None:
    """The check above bites: a policy that lets everything pass, and a wall switched off, show a stranger the rows."""
    anna, _ = await _referred(referral)
    owner = await asyncpg.connect(databases.environment("referral")["SAMSPIL_MIGRATION_DATABASE_URL"])
    stranger = of("sel82")
    try:
        before = await owner.fetchval(
            "SELECT pg_get_expr(polqual, polrelid) FROM pg_policy"
            " WHERE polname = 'reading' AND polrelid = 'citizens'::regclass"
        )
        await owner.execute("ALTER POLICY reading ON citizens USING (true)")
        await owner.execute("ALTER TABLE referrals DISABLE ROW LEVEL SECURITY")
        assert await shown_of(referral.pool, anna, stranger) >= {"citizens", "referrals", "referral_words"}
        await owner.execute(f"ALTER POLICY reading ON citizens USING ({before})")
        await owner.execute("ALTER TABLE referrals ENABLE ROW LEVEL SECURITY")
        assert await shown_of(referral.pool, anna, stranger) == set()
    finally:
        await owner.close()


async def test_nobody_leaves_a_trace_in_anothers_name(referral: Referral) -> None:
    """V2: the access log takes a row from a reader in the reader's own name alone, and shows none to who made it."""
    insert = (
        "INSERT INTO access_log (citizen_id, purpose, service, actor, role, department, route)"
        " VALUES (gen_random_uuid(), 'sagsbehandling', 'referral', $1, 'coordinator', 'sel82', '/referrals')"
    )
    async with reading(referral.pool, of("sel82")) as connection:
        await connection.execute(insert, of("sel82").name)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(insert, "en anden")
