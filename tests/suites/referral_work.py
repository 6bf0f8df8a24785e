"""What holds of the referral service's work and reads, in memory and on the real database alike.

The tests take a `world` fixture; `tests/unit/referral` gives the fake one, the integration tests the real one.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

import pytest

from services.referral.domain import NewCitizen, Referral
from services.referral.ports import Look, Seen, SeenCitizen, Wanted
from shared.contracts import Event, ReferralConflict, Refused, Report, Waits
from shared.contracts.involvement import Involvement
from tests.suites.referral_story import (
    accepting,
    app,
    asking,
    cancelling,
    citizen,
    looking,
    of,
    rejecting,
    says,
    started,
)

ANNA = "0101901234"


class World(Protocol):
    """The service behind its doors. What a decision raises leaves nothing behind."""

    async def report(self, report: Report[Any]) -> Sequence[Event[Any]]:
        """What the report became. Raises `Refused` or `Waits`."""
        ...

    async def hear(self, event: Event[Any]) -> Sequence[Event[Any]]:
        """What the event led to; nothing the second time. Raises `Waits` where it is not applied yet."""
        ...

    async def run_out(self, subject: UUID, kind: str, ref: UUID) -> Sequence[Event[Any]]:
        """What it led to that the timer ran out, now. KeyError where there is none."""
        ...

    async def referral_of(self, subject: UUID, referral_id: UUID) -> Referral | None: ...
    async def involvement_of(self, subject: UUID) -> Involvement: ...
    async def timers_of(self, subject: UUID) -> Mapping[tuple[str, UUID], datetime]: ...
    async def looks_at(self, citizen_id: UUID) -> Sequence[Look]:
        """The access log, oldest first; a reason as it was given."""
        ...

    async def enrol(self, look: Look, citizen: NewCitizen) -> UUID: ...
    async def referral(self, look: Look, referral_id: UUID) -> Seen | None: ...
    async def referrals(self, look: Look, wanted: Wanted) -> Sequence[Seen]: ...
    async def citizen(self, look: Look, citizen_id: UUID) -> SeenCitizen | None: ...


async def somebody(world: World, cpr: str = ANNA, name: str = "Anna Eksempel") -> UUID:
    return await world.enrol(looking(app("svr")), NewCitizen(cpr, name, date(1990, 1, 1)))


async def asked(world: World, anna: UUID, *, note: str | None = None, **data: Any) -> UUID:
    """A referral from Socialpsykiatri to Kraftcenter, as `asking`."""
    fact = asking(**data)
    who = citizen(anna) if fact.origin == "self" else of(fact.from_department or "")
    await world.report(says(who, anna, fact, note=note))
    return fact.referral_id


async def test_a_referral_is_asked_for_answered_and_begun(world: World) -> None:
    """R1, R2: requested, accepted, in progress; the events carry the loop and count from one."""
    anna = await somebody(world)
    fact = asking()
    (created,) = await world.report(says(app("socialpsykiatri"), anna, fact))
    (accepted,) = await world.report(says(app("kraftcenter"), anna, accepting(fact.referral_id)))
    (begun,) = await world.hear(started(anna, fact.referral_id))
    assert [e.version for e in (created, accepted, begun)] == [1, 2, 3]
    assert {e.correlationid for e in (created, accepted, begun)} == {fact.referral_id}
    assert [e.department for e in (created, accepted, begun)] == ["socialpsykiatri", "kraftcenter", None]
    kept = await world.referral_of(anna, fact.referral_id)
    assert kept is not None
    assert (kept.state, kept.next_owner) == ("in-progress", "kraftcenter")


async def test_one_clock_runs_and_the_next_takes_its_place(world: World) -> None:
    """R1, R4: the answer clock from the asking, the start clock from the acceptance, none of ours from the start."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    assert await world.timers_of(anna) == {("answer", id_): kept.due}
    await world.report(says(of("kraftcenter"), anna, accepting(id_)))
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    assert await world.timers_of(anna) == {("start", id_): kept.due}
    await world.hear(started(anna, id_))
    assert await world.timers_of(anna) == {}


async def test_silence_is_told_once_and_the_answer_is_still_open(world: World) -> None:
    """R4: the clock that ran out is told at level 1 to the next owner; the referral is as it was, and overdue."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    (due,) = (await world.timers_of(anna)).values()
    (late,) = await world.run_out(anna, "answer", id_)
    assert late.data.model_dump() == {
        "referral_id": id_,
        "waiting_for": "kraftcenter",
        "due": due,
        "step": "answer",
        "level": 1,
    }
    assert late.correlationid == id_
    assert await world.timers_of(anna) == {}
    (seen,) = await world.referrals(looking(of("kraftcenter")), Wanted(anna, overdue=True))
    assert (seen.referral.state, seen.referral.overdue_level, seen.referral.due) == ("requested", 1, due)
    await world.report(says(of("kraftcenter"), anna, rejecting(id_)))
    assert await world.referrals(looking(of("kraftcenter")), Wanted(anna, overdue=True)) == []


async def test_a_start_on_a_cancelled_referral_asks_both_sides_once(world: World) -> None:
    """R2: an event is a fact; what can never fit ends in a state somebody sees, however often Kafka delivers it."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    await world.report(says(of("socialpsykiatri"), anna, cancelling(id_)))
    start = started(anna, id_)
    told = [event.data for _ in range(2) for event in await world.hear(start)]
    assert told == [ReferralConflict(referral_id=id_, event_id=start.id, state="cancelled")]
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    assert kept.state == "cancelled"
    involvement = await world.involvement_of(anna)
    assert involvement.of("kraftcenter"), "the intervention runs all the same"


async def test_a_start_heard_before_the_answer_waits(world: World) -> None:
    """An event that presupposes one not heard yet is kept, and nothing comes of it before."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    with pytest.raises(Waits):
        await world.hear(started(anna, id_))
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    assert kept.state == "requested"


async def test_what_is_refused_leaves_nothing(world: World) -> None:
    """A refused report stores nothing: neither state, clock nor version."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    before = (await world.referral_of(anna, id_), await world.timers_of(anna))
    with pytest.raises(Refused) as refused:
        await world.report(says(of("socialpsykiatri"), anna, accepting(id_, "socialpsykiatri")))
    assert refused.value.problem == "illegal-move"
    assert (await world.referral_of(anna, id_), await world.timers_of(anna)) == before
    (accepted,) = await world.report(says(of("kraftcenter"), anna, accepting(id_)))
    assert accepted.version == 2


async def test_an_unknown_citizen_is_refused(world: World) -> None:
    """A report about somebody the index does not hold names the subject as its fault."""
    with pytest.raises(Refused) as refused:
        await world.report(says(of("socialpsykiatri"), uuid4(), asking()))
    assert (refused.value.status, [e.pointer for e in refused.value.errors]) == (422, ["/subject"])


async def test_the_same_number_is_the_same_citizen(world: World) -> None:
    """The same CPR number gives the same id, another one another; a name once known is never changed by it."""
    anna = await somebody(world)
    assert await somebody(world, name="Bo Anden") == anna
    assert await somebody(world, cpr="0202921234", name="Bo Anden") != anna
    await asked(world, anna)
    seen = await world.citizen(looking(of("kraftcenter")), anna)
    assert seen is not None
    assert seen.name == "Anna Eksempel"


async def test_a_name_is_for_the_involved(world: World) -> None:
    """I1: sender and receiver read the name and who else is involved; anybody else, none of it."""
    anna = await somebody(world)
    assert await world.citizen(looking(of("kraftcenter")), anna) is None
    await asked(world, anna)
    seen = await world.citizen(looking(of("socialpsykiatri")), anna)
    assert seen is not None
    assert seen.departments == ("kraftcenter", "socialpsykiatri")
    assert await world.citizen(looking(of("sel82")), anna) is None
    assert await world.citizen(looking(of("kraftcenter")), uuid4()) is None


async def test_a_citizens_own_asking_shows_to_its_receiver_alone(world: World) -> None:
    """I2: that a citizen has asked for an offer without assessment is told to nobody but its receiver."""
    anna = await somebody(world)
    quiet = await asked(world, anna, offer="peer-gruppe", from_department=None, origin="self")
    await asked(world, anna, offer="paaroerende-vejledning", from_department="sel82")
    outside = await world.citizen(looking(of("sel82")), anna)
    inside = await world.citizen(looking(of("kraftcenter")), anna)
    assert outside is not None
    assert inside is not None
    assert outside.departments == ("paaroerende", "sel82")
    assert inside.departments == ("kraftcenter", "paaroerende", "sel82")
    assert await world.referral(looking(of("sel82")), quiet) is None


async def test_a_referral_is_for_those_in_its_loop(world: World) -> None:
    """Only sender and receiver see a referral; one involved with the citizen otherwise finds nothing there."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    other = await asked(world, anna, offer="paaroerende-vejledning", from_department="sel82")
    for department in ("socialpsykiatri", "kraftcenter"):
        assert await world.referral(looking(of(department)), id_) is not None
    assert await world.referral(looking(of("sel82")), id_) is None
    mine = await world.referrals(looking(of("sel82")), Wanted(anna))
    assert [s.referral.id for s in mine] == [other]


async def test_lists_are_narrowed_and_paged(world: World) -> None:
    """`citizen_id`, `state` and `overdue` narrow the list; a page goes on after the last one of the page before."""
    anna, bo = await somebody(world), await somebody(world, "0202921234")
    ids = [await asked(world, anna) for _ in range(3)]
    await asked(world, bo)
    await world.report(says(of("kraftcenter"), anna, accepting(ids[1])))
    look = looking(of("kraftcenter"))
    every = await world.referrals(look, Wanted(anna))
    assert {s.referral.id for s in every} == set(ids)
    assert [s.referral.id for s in await world.referrals(look, Wanted(anna, state="accepted"))] == [ids[1]]
    first = await world.referrals(look, Wanted(anna, limit=2))
    last = first[-1]
    after = (last.referral.created_at, last.citizen_id, last.referral.id)
    second = await world.referrals(look, Wanted(anna, after=after, limit=2))
    assert [s.referral.id for s in (*first, *second)] == [s.referral.id for s in every]


async def test_words_are_read_back_by_those_in_the_loop(world: World) -> None:
    """Words beside a report stay here, and the notes are read in order by those who see the referral."""
    anna = await somebody(world)
    id_ = await asked(world, anna, note="Ønsker træning om formiddagen.")
    await world.report(says(of("kraftcenter"), anna, accepting(id_), note="Vi ringer mandag."))
    seen = await world.referral(looking(of("socialpsykiatri")), id_)
    assert seen is not None
    assert seen.note == "Ønsker træning om formiddagen.\n\nVi ringer mandag."
    assert "formiddagen" not in repr(seen)


async def test_every_read_leaves_a_row(world: World) -> None:
    """V2: one row per citizen and read, with who and why; a read that found nothing for the reader leaves none."""
    anna, bo = await somebody(world), await somebody(world, "0202921234")
    id_ = await asked(world, anna)
    await asked(world, bo)
    looks = len(await world.looks_at(anna))
    await world.referral(looking(of("kraftcenter")), id_)
    await world.referrals(looking(of("kraftcenter")), Wanted())
    await world.citizen(looking(of("kraftcenter", "manager")), anna)
    await world.referral(looking(of("sel82")), id_)
    new = (await world.looks_at(anna))[looks:]
    assert [(look.reader.name, look.purpose) for look in new] == [
        ("kraftcenter-coordinator", "sagsbehandling"),
        ("kraftcenter-coordinator", "sagsbehandling"),
        ("kraftcenter-manager", "sagsbehandling"),
    ]
    assert len(await world.looks_at(bo)) == 2


async def test_the_glass_is_broken_with_a_reason(world: World) -> None:
    """Breaking the glass opens what is closed, of one citizen, and the log keeps it apart with the reason."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    look = looking(of("sel82"), "Fundet hjælpeløs")
    assert await world.referral(look, id_) is not None
    assert [s.referral.id for s in await world.referrals(look, Wanted(anna))] == [id_]
    seen = await world.citizen(look, anna)
    assert seen is not None
    assert seen.departments == ("kraftcenter", "socialpsykiatri")
    assert [(e.purpose, e.reason) for e in (await world.looks_at(anna))[-3:]] == [
        ("noedadgang", "Fundet hjælpeløs")
    ] * 3


async def test_the_same_referral_id_for_two_citizens_touches_neither(world: World) -> None:
    """The reporter names the referral: an id used for a second citizen is that citizen's own, clock and all."""
    anna, bo = await somebody(world), await somebody(world, "0202921234")
    id_ = await asked(world, anna)
    await asked(world, bo, referral_id=id_)
    await world.report(says(of("socialpsykiatri"), bo, cancelling(id_)))
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    assert kept.state == "requested"
    assert await world.timers_of(anna) == {("answer", id_): kept.due}


async def test_due_follows_the_priority(world: World) -> None:
    """I4: urgent is one working day, routine five, at the same hour."""
    anna = await somebody(world)
    routine, urgent = await asked(world, anna), await asked(world, anna, priority="urgent")
    timers = await world.timers_of(anna)
    assert timedelta(days=1) <= timers["answer", urgent] - _created(await world.referral_of(anna, urgent))
    assert timers["answer", routine] - timers["answer", urgent] >= timedelta(days=4) - timedelta(hours=2)


def _created(referral: Referral | None) -> datetime:
    assert referral is not None
    return referral.created_at - timedelta(hours=1)
