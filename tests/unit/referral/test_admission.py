"""Who may report on a citizen at all."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts import DesignationRevoked, Refused, RelativeDesignated, Report, Reporter
from tests.fakes.referral import MONDAY, FakeWorld
from tests.suites.referral_story import (
    accepting,
    asking,
    cancelling,
    citizen,
    happened,
    looking,
    of,
    rejecting,
    relative,
    says,
)
from tests.suites.referral_world import asked, somebody

_OWN = {"from_department": None, "origin": "relative"}


async def refused(world: FakeWorld, report: Report[Any]) -> tuple[str, int]:
    with pytest.raises(Refused) as no:
        await world.report(report)
    return no.value.problem, no.value.status


async def test_a_new_referral_takes_no_involvement(world: FakeWorld) -> None:
    """A new referral is how a department becomes involved (I1)."""
    anna = await somebody(world)
    await asked(world, anna)
    assert (await world.involvement_of(anna)).departments() == {"socialpsykiatri", "kraftcenter"}


async def test_who_may_not_refer_learns_of_no_referral(world: FakeWorld) -> None:
    """R5, I2: an id that is taken is told of to one who may refer, not to one to whom the offer is not open."""
    anna = await somebody(world)
    id_ = await asked(world, anna, offer="peer-gruppe", from_department="sel82")
    again = asking(referral_id=id_, offer="peer-gruppe", from_department="socialpsykiatri")
    assert await refused(world, says(of("socialpsykiatri"), anna, again)) == ("not-allowed", 422)
    again = asking(referral_id=id_, offer="peer-gruppe", from_department="sel82")
    assert await refused(world, says(of("sel82"), anna, again)) == ("illegal-move", 422)


async def test_a_stranger_may_not_report(world: FakeWorld) -> None:
    """Reporting on a citizen needs involvement: 403, whether the referral exists or not."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    assert await refused(world, says(of("sel82"), anna, accepting(id_, "sel82"))) == ("not-involved", 403)
    assert await refused(world, says(of("sel82"), anna, accepting(uuid4(), "sel82"))) == ("not-involved", 403)


async def test_an_unknown_referral_is_named(world: FakeWorld) -> None:
    """Naming something this very service should know and does not is 422, for one involved with the citizen."""
    anna = await somebody(world)
    await asked(world, anna)
    report = says(of("kraftcenter"), anna, accepting(uuid4()))
    assert await refused(world, report) == ("unknown-reference", 422)


async def test_involved_elsewhere_is_not_a_party(world: FakeWorld) -> None:
    """R2: one involved with the citizen in another loop has no legal move here."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    await asked(world, anna, offer="paaroerende-netvaerk", from_department="sel82")
    with pytest.raises(Refused) as no:
        await world.report(says(of("sel82"), anna, cancelling(id_)))
    assert (no.value.problem, no.value.legal_moves) == ("illegal-move", ())


async def test_a_party_to_a_closed_referral_hears_that_it_is_closed(world: FakeWorld) -> None:
    """R2, R7: after the closing a party is told what is left to it, not that it is a stranger: its own is an error."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    await world.report(says(of("kraftcenter"), anna, rejecting(id_)))
    with pytest.raises(Refused) as no:
        await world.report(says(of("kraftcenter"), anna, accepting(id_)))
    error = "dk.samspil.henvisning.fejlregistreret.v1"
    assert (no.value.problem, no.value.legal_moves) == ("illegal-move", (error,))


@pytest.mark.parametrize("move", [accepting, rejecting])
async def test_the_acting_department_is_the_tokens(world: FakeWorld, move: object) -> None:
    """Another department in the data than the reporter's own is refused."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    report = says(of("socialpsykiatri"), anna, move(id_, "kraftcenter"))  # type: ignore[operator]
    assert await refused(world, report) == ("wrong-department", 403)


async def test_the_citizen_cancels_their_own(world: FakeWorld) -> None:
    """R2: the citizen may cancel, also what a department asked for; and nobody else's."""
    anna, bo = await somebody(world), await somebody(world, "0202921234")
    id_ = await asked(world, anna)
    assert await refused(world, says(citizen(bo), anna, cancelling(id_, "citizen"))) == ("not-involved", 403)
    (event,) = await world.report(says(citizen(anna), anna, cancelling(id_, "citizen")))
    assert event.department is None


async def test_a_self_referral_has_no_sender(world: FakeWorld) -> None:
    """R1, I5: none when self; once rejected, nobody has a next step."""
    anna = await somebody(world)
    id_ = await asked(world, anna, offer="peer-gruppe", from_department=None, origin="self")
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    assert (kept.sender, kept.next_owner) == (None, "kraftcenter")
    await world.report(says(of("kraftcenter"), anna, rejecting(id_)))
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    assert kept.next_owner is None


async def test_a_relative_speaks_while_a_designation_stands(world: FakeWorld) -> None:
    """P2: not once it is revoked, nor of anybody else; a designation not heard of yet is as the token says."""
    anna = await somebody(world)
    designation_id = uuid4()
    sister = relative(anna, designation_id)
    support = {"offer": "paaroerende-vejledning", "from_department": None, "origin": "relative"}

    async def asks(who: Reporter) -> None:
        await world.report(says(who, anna, asking(**support)))

    await asks(sister)
    fact = RelativeDesignated(designation_id=designation_id, relation="family", may_know=(), channels=())
    await world.hear(happened(fact, anna, uuid4()))
    await asks(sister)
    await world.hear(happened(DesignationRevoked(designation_id=designation_id), anna, uuid4()))
    for who in (sister, relative(uuid4())):
        with pytest.raises(Refused) as no:
            await asks(who)
        assert (no.value.problem, no.value.status) == ("not-involved", 403)


async def test_whom_an_invitation_binds_speaks_under_a_designation_that_is_known_and_stands(world: FakeWorld) -> None:
    """P1, P2, P5: an id nobody knows, another citizen's, a revoked one and none at all are refused alike."""
    anna, bo = await somebody(world), await somebody(world, "0202921234")
    designation_id, others = uuid4(), uuid4()
    support = {"offer": "paaroerende-vejledning", **_OWN}
    for subject, id_ in ((anna, designation_id), (bo, others)):
        fact = RelativeDesignated(designation_id=id_, relation="friend", may_know=(), channels=("inbox",))
        await world.hear(happened(fact, subject, uuid4()))

    def under(*ids: UUID) -> Reporter:
        return Reporter("ole", "relative", designations=frozenset(ids))

    (event,) = await world.report(says(under(designation_id), anna, asking(**support)))
    assert (event.department, event.data.origin) == (None, "relative")
    report = says(under(designation_id), anna, asking(offer="kraftcenter-traening", **_OWN))
    assert await refused(world, report) == ("not-allowed", 422)
    for who in (under(), under(uuid4()), under(others)):
        assert await refused(world, says(who, anna, asking(**support))) == ("not-involved", 403)
    await world.hear(happened(DesignationRevoked(designation_id=designation_id), anna, uuid4()))
    assert await refused(world, says(under(designation_id), anna, asking(**support))) == ("not-involved", 403)


async def test_a_second_asking_under_the_same_id_is_illegal(world: FakeWorld) -> None:
    """R2: nothing leads back to requested; the moves that are legal for the reporter are listed."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    with pytest.raises(Refused) as no:
        await world.report(says(of("socialpsykiatri"), anna, asking(referral_id=id_)))
    legal = tuple(f"dk.samspil.henvisning.{fact}.v1" for fact in ("annulleret", "fejlregistreret"))
    assert (no.value.problem, no.value.legal_moves) == ("illegal-move", legal)


async def test_names_and_referrals_are_readable_for_ninety_days_after(world: FakeWorld) -> None:
    """I1: sender and receiver read their loop and the name for 90 days after it closes, then no more."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    await world.report(says(of("kraftcenter"), anna, rejecting(id_)))
    look = looking(of("socialpsykiatri"))
    world.now = MONDAY + timedelta(days=90) - timedelta(seconds=1)
    assert await world.referral(look, id_) is not None
    assert await world.citizen(look, anna) is not None
    world.now = MONDAY + timedelta(days=90)
    assert await world.referral(look, id_) is None
    assert await world.citizen(look, anna) is None


async def test_the_relatives_team_reads_the_name_while_a_designation_stands(world: FakeWorld) -> None:
    """I2: while one stands the relatives' team reads the citizen's name, and never the referrals."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    designation_id = uuid4()
    fact = RelativeDesignated(designation_id=designation_id, relation="friend", may_know=(), channels=("inbox",))
    look = looking(of("paaroerende"))
    assert await world.citizen(look, anna) is None
    await world.hear(happened(fact, anna, uuid4()))
    assert await world.citizen(look, anna) is not None
    assert await world.referral(look, id_) is None
    await world.hear(happened(DesignationRevoked(designation_id=designation_id), anna, uuid4()))
    assert await world.citizen(look, anna) is None
