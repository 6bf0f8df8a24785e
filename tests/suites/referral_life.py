"""What holds of a referral's whole life, in memory and on the real database alike."""

from datetime import timedelta
from typing import Any

import pytest

from services.referral.domain import Referral
from services.referral.ports import Wanted
from shared.contracts import Event, Refused
from tests.suites.referral_story import (
    accepting,
    asking,
    correcting,
    deciding,
    ended,
    erred,
    holding,
    looking,
    of,
    resuming,
    says,
    started,
)
from tests.suites.referral_world import World, asked, somebody

RECEIVER = of("kraftcenter")


async def kept(world: World, anna: object, id_: object) -> Referral:
    referral = await world.referral_of(anna, id_)  # type: ignore[arg-type]  # ids
    assert referral is not None
    return referral


async def test_a_hold_is_the_clock_until_it_ends(world: World) -> None:
    """R1, R2: on hold until the day begins, then back by Samspil, with the start owed later by as much."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    (accepted,) = await world.report(says(RECEIVER, anna, accepting(id_)))
    (held,) = await world.report(says(RECEIVER, anna, holding(id_)))
    assert await world.timers_of(anna) == {("hold", id_): (await kept(world, anna, id_)).due}
    (seen,) = await world.referrals(looking(RECEIVER), Wanted(anna, state="on-hold"))
    assert seen.referral.due is not None
    assert seen.referral.due.astimezone().date() >= held.data.until - timedelta(days=1)
    (resumed,) = await world.run_out(anna, "hold", id_)
    assert (resumed.department, resumed.correlationid) == (None, id_)
    assert resumed.data.next_step_due >= accepted.data.next_step_due
    assert await world.timers_of(anna) == {("start", id_): resumed.data.next_step_due}
    assert (await kept(world, anna, id_)).state == "accepted"


async def test_silence_climbs_to_both_managers(world: World) -> None:
    """R4: level 1, 2 and 3, each once, each seen by who looks for what is overdue; then nothing more is told. R9: of an
    urgent one the first two at once."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    for kind, level in (("answer", 1), ("level2", 2), ("level3", 3)):
        (late,) = await world.run_out(anna, kind, id_)
        assert (late.data.level, late.data.step) == (level, "answer")
        (seen,) = await world.referrals(looking(RECEIVER), Wanted(anna, overdue=True))
        assert seen.referral.overdue_level == level
    assert await world.timers_of(anna) == {}
    urgent = await asked(world, anna, priority="urgent")
    assert [event.data.level for event in await world.run_out(anna, "answer", urgent)] == [1, 2]
    assert set(await world.timers_of(anna)) == {("level3", urgent)}


async def test_from_an_application_to_a_referral(world: World) -> None:
    """R6: applied for, taken on, decided; then `svr` refers in the same loop, and the decision stands while it does."""
    anna = await somebody(world)
    id_ = await asked(world, anna, offer="polaris-gruppe", to_department="svr")
    await world.report(says(of("svr"), anna, accepting(id_, "svr")))
    decided, completed = await world.report(says(of("svr"), anna, deciding(id_)))
    assert (await kept(world, anna, id_)).state == "completed"
    further = asking(from_department="svr", offer="polaris-gruppe", decision_id=decided.data.decision_id)
    (created,) = await world.report(says(of("svr"), anna, further))
    assert created.correlationid == id_
    with pytest.raises(Refused):
        await world.report(says(of("svr"), anna, correcting(id_, decided.id)))
    await world.report(says(of("svr"), anna, correcting(further.referral_id)))
    corrections = await world.report(says(of("svr"), anna, correcting(id_, decided.id)))
    assert [event.data.event_id for event in corrections] == [decided.id, completed.id]
    assert (await kept(world, anna, id_)).state == "accepted"


async def test_a_correction_gives_back_what_was(world: World) -> None:
    """R7: hold, resumption and hold, taken back one by one; state, clock and what others fold are as before."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    await world.report(says(RECEIVER, anna, accepting(id_)))
    positions = []
    told: list[Event[Any]] = []
    for fact in (holding(id_), resuming(id_), holding(id_)):
        positions.append(((await kept(world, anna, id_)).position, await world.timers_of(anna)))
        told += await world.report(says(RECEIVER, anna, fact))
    for event, before in reversed(list(zip(told, positions, strict=True))):
        await world.report(says(RECEIVER, anna, correcting(id_, event.id)))
        referral = await kept(world, anna, id_)
        assert (referral.position, await world.timers_of(anna)) == before
        folded = (await world.involvement_of(anna)).referral(id_)
        assert folded is not None
        assert folded.state == referral.state


async def test_the_words_of_an_error_are_read_by_nobody(world: World) -> None:
    """R7: they may be about somebody else; what was written with the correction is read, and what stands."""
    anna = await somebody(world)
    id_ = await asked(world, anna, note="Ønsker træning.")
    (accepted,) = await world.report(says(RECEIVER, anna, accepting(id_), note="Forkert borger."))

    async def note() -> str | None:
        seen = await world.referral(looking(RECEIVER), id_)
        assert seen is not None
        return seen.note

    assert await note() == "Ønsker træning.\n\nForkert borger."
    await world.report(says(RECEIVER, anna, correcting(id_, accepted.id), note="Det var en fejl."))
    assert await note() == "Ønsker træning.\n\nDet var en fejl."
    await world.report(says(of("socialpsykiatri"), anna, correcting(id_), note="Det hele var en fejl."))
    assert await note() == "Det var en fejl.\n\nDet hele var en fejl."


async def test_an_intervention_comes_and_goes(world: World) -> None:
    """R2, R7: its end completes the referral; end and start in error lead back, and every fold agrees."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    await world.report(says(RECEIVER, anna, accepting(id_)))
    start = started(anna, id_)
    end = ended(start)
    for event, state in (
        (start, "in-progress"),
        (end, "completed"),
        (erred(end), "in-progress"),
        (erred(start), "accepted"),
    ):
        (told,) = await world.hear(event)
        assert (told.correlationid, told.department) == (id_, None)
        referral = await kept(world, anna, id_)
        involvement = await world.involvement_of(anna)
        assert referral.state == involvement.loops.referrals[id_].state == state
        assert referral.next_owner == involvement.next_owner(id_)
    assert set(await world.timers_of(anna)) == {("start", id_)}
