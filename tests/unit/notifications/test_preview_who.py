"""Who may ask beforehand: whoever the owning service would let report it."""

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest

from shared.contracts import (
    CompanionshipEnded,
    CompanionshipStarted,
    CourseEnded,
    CourseOpened,
    CourseSessionHeld,
    Fact,
    ReferralEnteredInError,
    Refused,
    Reporter,
)
from tests.fakes.notifications import FakeWorld
from tests.suites.notifications_story import asked, citizen, of, relative
from tests.unit.notifications.test_preview import asks

DAY = date(2027, 1, 4)


def a_course(course: UUID) -> CourseOpened:
    return CourseOpened(course_id=course, offer="peer-gruppe", capacity=10, sessions=10, first_session_on=DAY)


def accompanied(course: UUID) -> CompanionshipStarted:
    return CompanionshipStarted(companionship_id=course, course_id=course, ends_by=DAY)


async def test_who_runs_a_course_can_ask_of_it(world: FakeWorld) -> None:
    """P3, C6: of it, and of who accompanies a participant; a place involves nobody, so it takes no involvement."""
    anna, course = uuid4(), uuid4()
    found = await asks(world, of("kraftcenter"), course, a_course(course))
    assert [(r.department, r.because) for r in found.recipients] == [
        ("sel82", "Kommunens § 82-indgange kan henvise til forløbet.")
    ]
    for fact in (CourseSessionHeld(course_id=course, session=1), CourseEnded(course_id=course)):
        assert (await asks(world, of("kraftcenter"), course, fact)).recipients == ()
    ended = CompanionshipEnded(companionship_id=course, course_id=course, ends_by=DAY)
    for said in (accompanied(course), ended):
        found = await asks(world, of("kraftcenter"), anna, said)
        assert [r.recipient_kind for r in found.recipients] == ["citizen"]


@pytest.mark.parametrize(
    ("who", "fact"),
    [
        (lambda id_: of("sel82"), a_course),
        (lambda id_: of("sel82"), lambda id_: CourseSessionHeld(course_id=id_, session=1)),
        (lambda id_: of("sel82"), accompanied),
        (citizen, accompanied),
    ],
)
async def test_nobody_else_asks_of_a_course(
    world: FakeWorld, who: Callable[[UUID], Reporter], fact: Callable[[UUID], Fact]
) -> None:
    """P3: who may refer to a course, or takes part, reports nothing of it."""
    id_ = uuid4()
    with pytest.raises(Refused) as refused:
        await asks(world, who(id_), id_, fact(id_))
    assert (refused.value.problem, refused.value.status) == ("not-involved", 403)


async def test_a_relative_can_ask_of_correcting_their_own_referral(world: FakeWorld) -> None:
    """P3, R7: as it is accepted of them; of anybody else's, and of another citizen's, they cannot."""
    anna = uuid4()
    theirs = asked(anna, origin="relative", from_department=None, offer="paaroerende-vejledning")
    own = asked(anna, origin="self", from_department=None, offer="paaroerende-vejledning")
    for event in (theirs, own):
        await world.hear(event)
    wrong = ReferralEnteredInError(referral_id=theirs.correlationid)
    found = await asks(world, relative(anna, uuid4()), anna, wrong)
    assert [r.department for r in found.recipients] == ["paaroerende"]
    for who, fact in (
        (relative(anna, uuid4()), ReferralEnteredInError(referral_id=own.correlationid)),
        (relative(uuid4(), uuid4()), wrong),
        (citizen(anna), wrong),
    ):
        with pytest.raises(Refused) as refused:
            await asks(world, who, anna, fact)
        assert (refused.value.problem, refused.value.status) == ("not-allowed", 403)
