"""What holds of telling about courses, places and companionship, in memory and on the real database alike."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.handlers import preview, read_notice
from services.notifications.ports import Why
from shared.contracts import (
    CompanionshipEnded,
    CompanionshipStarted,
    CorrectionReached,
    CourseEnded,
    CourseIntakeClosed,
    CourseOpened,
    CourseSessionHeld,
    Event,
    Fact,
    InterventionEnteredInError,
    PlaceGiven,
    PlaceReleased,
    PlaceWaitlisted,
    Refused,
)
from tests.suites.notifications_story import accepted, asked, citizen, happened, in_loop, of, says
from tests.suites.notifications_world import World, inbox

SEL82, KRAFTCENTER = of("sel82"), of("kraftcenter")
BREAKING = Why("noedadgang", "Brand")


def of_course(fact: Fact, course: UUID, by: str | None = "kraftcenter") -> Event[Any]:
    return happened(fact, course, course, by=by)


def opened(course: UUID) -> Event[Any]:
    fact = CourseOpened(
        course_id=course, offer="peer-gruppe", capacity=10, sessions=10, first_session_on=date(2027, 1, 4)
    )
    return of_course(fact, course)


async def test_a_course_is_told_to_who_may_refer_to_it(world: World) -> None:
    """I2, C2: that it takes sign-ups, and that it does no more; nothing of its sessions, and nobody else."""
    course = uuid4()
    start = opened(course)
    closed = of_course(CourseIntakeClosed(course_id=course, reason="full", next_course_id=uuid4()), course, None)
    for event in (start, closed):
        (said,) = await world.hear(event)
        assert [(t.recipient_kind, t.department) for t in said.data.told] == [("department", "sel82")]
        assert said.subject == course
    for fact in (CourseSessionHeld(course_id=course, session=1), CourseEnded(course_id=course)):
        assert await world.hear(of_course(fact, course)) == []
    notices = (await world.reads.inbox(SEL82, limit=2)).items
    assert [(n.event_id, n.citizen_id) for n in notices] == [(closed.id, None), (start.id, None)]
    assert notices[0].text == (
        "Alle pladser i forløbet ”Peer-gruppeforløb” med første møde den 4. januar 2027 er taget; der er venteliste. "
        "Der kan søges plads i det næste forløb."
    )


async def test_a_course_is_nobody_who_can_be_looked_up(world: World) -> None:
    """V2: reading that a course is open, or asking who would hear of it, is no look at a citizen; nobody finds one
    under the course's id."""
    course = uuid4()
    await world.hear(opened(course))
    (notice,) = (await world.reads.inbox(SEL82, limit=1)).items
    await read_notice(SEL82, "Kim", notice.notice_id, world.reads, world.decisions)
    assert (await world.reads.notice(SEL82, notice.notice_id)).read_by == "Kim"
    ending = says(KRAFTCENTER, course, CourseEnded(course_id=course))
    found = await preview(ending, Why("sagsbehandling"), world.now, world.reads)
    assert [r.department for r in found.recipients] == ["sel82"], "P3: its end closes the intake, which is told"
    assert await world.looks_at(course) == 0
    with pytest.raises(Refused):
        await world.reads.timeline(SEL82, course, Why("sagsbehandling"))


async def test_a_course_entered_in_error_reaches_who_heard_of_it(world: World) -> None:
    """R7: whoever may refer to it; the provider, who corrects, is told how far it came. Neither is about a citizen."""
    course = uuid4()
    start = opened(course)
    await world.hear(start)
    wrong = of_course(InterventionEnteredInError(event_id=start.id), course)
    events = await world.hear(wrong)
    (reach,) = [event.data for event in events if isinstance(event.data, CorrectionReached)]
    assert reach == CorrectionReached(event_id=start.id, told=1, reached=1, outstanding=0, withheld=0)
    for reader, expected in ((SEL82, wrong.type), (KRAFTCENTER, reach.type)):
        (notice,) = (await world.reads.inbox(reader, limit=1)).items
        assert (notice.event_type, notice.citizen_id) == (expected, None)
    assert await world.looks_at(course) == 0


async def test_a_place_is_told_to_the_citizen_and_answers_the_referral_once(world: World) -> None:
    """C3, S3: the sender hears what became of its referral, once; what comes after is the citizen's alone. Each says
    which course it is: what it is, and when it first meets."""
    anna, course, place = uuid4(), uuid4(), uuid4()
    await world.hear(opened(course))
    created = asked(anna, from_department="sel82", offer="peer-gruppe")
    named = {"course_id": course, "place_id": place, "referral_id": created.correlationid}
    story = [PlaceWaitlisted(**named), PlaceGiven(**named), PlaceReleased(**named)]
    for event in (created, accepted(created), *(in_loop(fact, created) for fact in story)):
        await world.hear(event)
    own = await inbox(world, citizen(anna), anna)
    which = "forløbet ”Peer-gruppeforløb” med første møde den 4. januar 2027"
    assert [n.text for n in reversed(own)][-3:] == [
        f"Du er skrevet på venteliste til {which}.",
        f"Du har fået plads i {which}.",
        f"Du er afmeldt {which}.",
    ]
    places = [n for n in await inbox(world, SEL82, anna) if n.event_type.startswith("dk.samspil.plads.")]
    assert [n.event_type for n in places] == [PlaceWaitlisted.type]
    assert places[0].text == f"Borgeren er skrevet på venteliste til {which}."
    page = await world.reads.timeline(SEL82, anna, Why("sagsbehandling"))
    assert places[0].text in {entry.text for entry in page.items}


async def test_a_companionship_is_told_to_the_citizen_alone(world: World) -> None:
    """C6: in the course's loop, but about the citizen: neither who may refer to the course nor Kraftcenter hears."""
    anna, course = uuid4(), uuid4()
    await world.hear(opened(course))
    named = {"companionship_id": uuid4(), "course_id": course, "ends_by": date(2027, 6, 30)}
    for fact in (CompanionshipStarted(**named), CompanionshipEnded(**named)):
        (said,) = await world.hear(happened(fact, anna, course, by="kraftcenter"))
        assert [t.recipient_kind for t in said.data.told] == ["citizen"]
    assert [n.text for n in await inbox(world, citizen(anna), anna)] == [
        "Dit følgeskab er afsluttet.",
        "Du har fået et følgeskab. Det varer højst til den 30. juni 2027.",
    ]
