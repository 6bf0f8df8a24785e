"""What a version without a journal did to a referral, while this one ran beside it or before."""

import json
from uuid import UUID

import pytest

from services.referral.domain import Referral
from services.referral.storage import rows
from shared.contracts import ReferralCompleted, ReferralPutOnHold
from tests.fakes.referral import FakeWorld
from tests.suites.referral_story import correcting, ended, erred, holding, of, says, started
from tests.suites.referral_world import under_way
from tests.unit.referral.test_rows import as_stored, record

RECEIVER = of("kraftcenter")


async def kept(world: FakeWorld, anna: UUID, id_: UUID) -> Referral:
    referral = await world.referral_of(anna, id_)
    assert referral is not None
    return referral


@pytest.mark.parametrize("journal", ["behind", "none"])
@pytest.mark.parametrize("rests", [False, True])
async def test_a_start_in_error_that_an_older_version_has_heard(world: FakeWorld, journal: str, rests: bool) -> None:
    """R2, R7: in progress by no event of the journal, it is accepted again with a start owed, and can begin anew; the
    fold of all services comes to the same."""
    anna, id_, start = await under_way(world)
    now = await kept(world, anna, id_)
    history = json.dumps(json.loads(record(now)["history"])[:-1]) if journal == "behind" else "[]"
    world.put(anna, rows.referral_from(record(now, history=history, begun=None)))
    in_progress = (await world.involvement_of(anna)).loops.referrals[id_].moves[-1]
    if rests:
        (held,) = await world.report(says(RECEIVER, anna, holding(id_)))
    (correction,) = await world.hear(erred(start))
    assert correction.data == correcting(id_, in_progress.event_id)
    if rests:
        assert (await kept(world, anna, id_)).state == "on-hold"
        await world.report(says(RECEIVER, anna, correcting(id_, held.id)))
    again = await kept(world, anna, id_)
    assert (again.state, again.begun) == ("accepted", None)
    assert (await world.involvement_of(anna)).loops.referrals[id_].state == "accepted"
    assert await world.timers_of(anna) == {("start", id_): again.due}
    assert as_stored(again) == again
    anew = started(anna, id_)
    await world.hear(anew)
    assert (await kept(world, anna, id_)).state == "in-progress"
    (completed,) = await world.hear(ended(anew))
    assert completed.type == ReferralCompleted.type


async def test_a_start_heard_where_nothing_is_known_of_what_began(world: FakeWorld) -> None:
    """R2: it is in progress already, so nobody is asked; what began is known from now on, and its end completes."""
    anna, id_, _ = await under_way(world)
    now = await kept(world, anna, id_)
    world.put(anna, rows.referral_from(record(now, history="[]", begun=None, intervention_id=None, provider=None)))
    start = started(anna, id_)
    assert await world.hear(start) == []
    (completed,) = await world.hear(ended(start))
    assert completed.data.outcome == "citizen_stopped"


@pytest.mark.parametrize("touched", ["by a report", "by another correction"])
async def test_an_end_that_an_older_version_has_read_counts(world: FakeWorld, touched: str) -> None:
    """R2: an older version makes nothing of an end; with whatever comes next, the referral is completed."""
    anna, id_, start = await under_way(world)
    end = ended(start)
    world.passed_over(end)
    assert (await kept(world, anna, id_)).state == "in-progress"
    if touched == "by a report":
        held, completed = await world.report(says(RECEIVER, anna, holding(id_)))
        assert held.type == ReferralPutOnHold.type
    else:
        (completed,) = await world.hear(erred(started(anna, id_)))
    assert completed.data == ReferralCompleted(referral_id=id_, outcome="completed")
    (correction,) = await world.hear(erred(end))
    assert correction.data == correcting(id_, completed.id)
    assert (await kept(world, anna, id_)).open, "an end that was an error is none"
