"""What holds of the referral service's reads, in memory and on the real database alike."""

from uuid import uuid4

import pytest

from services.referral.ports import Wanted
from shared.contracts import ReferralEnteredInError, Refused, Reporter
from tests.suites.referral_story import (
    accepting,
    correcting,
    deciding,
    looking,
    of,
    rejecting,
    says,
)
from tests.suites.referral_world import ANNA, World, asked, somebody


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


async def test_names_are_read_together_as_one_by_one(world: World) -> None:
    """I1, V2: of several citizens those are named whose names one may read, each a look of its own; of another's, and
    of nobody, nothing is said or logged."""
    anna, bo = await somebody(world), await somebody(world, cpr="0202921234", name="Bo Anden")
    await asked(world, anna)
    looks = {each: len(await world.looks_at(each)) for each in (anna, bo)}
    seen = await world.citizens(looking(of("kraftcenter")), [bo, anna, uuid4()])
    assert seen == [await world.citizen(looking(of("kraftcenter")), anna)]
    assert len(await world.looks_at(anna)) == looks[anna] + 2
    assert len(await world.looks_at(bo)) == looks[bo]


async def test_a_number_is_found_by_the_involved_and_registers_nobody(world: World) -> None:
    """I1, V1: nobody's number and another's are answered alike, leave no row and register nobody; who breaks the glass
    finds whoever is known."""
    bo, nobody = "0202921234", "0303931234"
    anna, other = await somebody(world), await somebody(world, bo)
    await asked(world, anna)
    look = looking(of("kraftcenter"))
    assert [await world.find(look, number) for number in (ANNA, bo, nobody, nobody)] == [anna, None, None, None]
    assert [(each.reader.name, each.purpose) for each in await world.looks_at(anna)][-1] == (
        "kraftcenter-coordinator", look.purpose,
    )  # fmt: skip
    assert len(await world.looks_at(other)) == 1
    broken = looking(of("kraftcenter"), reason="Han ringede selv.")
    assert [await world.find(broken, number) for number in (bo, nobody)] == [other, None]
    assert (await world.looks_at(other))[-1].breaks_the_glass


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
    """`citizen_id`, `state`, `overdue` and `offer` narrow the list; a page goes on after the last of the one before."""
    anna, bo = await somebody(world), await somebody(world, "0202921234")
    ids = [await asked(world, anna) for _ in range(3)]
    await asked(world, bo)
    await world.report(says(of("kraftcenter"), anna, accepting(ids[1])))
    look = looking(of("kraftcenter"))
    every = await world.referrals(look, Wanted(anna))
    assert {s.referral.id for s in every} == set(ids)
    assert [s.referral.id for s in await world.referrals(look, Wanted(anna, state="accepted"))] == [ids[1]]
    assert {s.referral.id for s in await world.referrals(look, Wanted(anna, offer="kraftcenter-traening"))} == set(ids)
    looks = len(await world.looks_at(anna))
    assert await world.referrals(look, Wanted(anna, offer="peer-gruppe")) == []
    assert len(await world.looks_at(anna)) == looks, "whom a list leaves out nobody has looked at (V2)"
    *first, more = await world.referrals(look, Wanted(anna, limit=2))
    assert more.referral.id == every[2].referral.id, "one more tells of a next page"
    last = first[-1]
    after = (last.referral.created_at, last.citizen_id, last.referral.id)
    second = await world.referrals(look, Wanted(anna, after=after, limit=2))
    assert [s.referral.id for s in (*first, *second)] == [s.referral.id for s in every]


async def test_who_is_on_the_next_page_was_not_looked_at(world: World) -> None:
    """V2: that there is a next page is known from one more, which is not shown."""
    anna, bo = await somebody(world), await somebody(world, "0202921234")
    for citizen_id in (anna, bo):
        await asked(world, citizen_id)
    looks = {citizen_id: len(await world.looks_at(citizen_id)) for citizen_id in (anna, bo)}
    shown, following = await world.referrals(looking(of("kraftcenter")), Wanted(limit=1))
    assert {shown.citizen_id, following.citizen_id} == {anna, bo}
    assert len(await world.looks_at(shown.citizen_id)) == looks[shown.citizen_id] + 1
    assert len(await world.looks_at(following.citizen_id)) == looks[following.citizen_id]


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


async def test_an_error_is_offered_while_nobody_rests_on_the_decision(world: World) -> None:
    """R7, R2: of an application whose decision is used neither its sender nor Visitationen is offered to take it back,
    in the reading as in a refusal; once what used it was an error, both are."""
    anna, svr, sender = await somebody(world), of("svr"), of("kraftcenter")
    id_ = await asked(world, anna, offer="polaris-gruppe", from_department="kraftcenter", to_department="svr")
    await world.report(says(svr, anna, accepting(id_, "svr")))
    decision = deciding(id_)
    await world.report(says(svr, anna, decision))

    async def offered(reader: Reporter) -> bool:
        seen = await world.referral(looking(reader), id_)
        assert seen is not None
        with pytest.raises(Refused) as no:
            await world.report(says(reader, anna, rejecting(id_, reader.department or "")))
        legal = seen.referral.legal_moves(reader)
        assert no.value.legal_moves == legal
        return ReferralEnteredInError.type in legal

    assert [await offered(who) for who in (sender, svr)] == [True, True]
    made = await asked(world, anna, offer="polaris-gruppe", from_department="svr", decision_id=decision.decision_id)
    assert [await offered(who) for who in (sender, svr)] == [False, False]
    await world.report(says(svr, anna, correcting(made)))
    assert [await offered(who) for who in (sender, svr)] == [True, True]
