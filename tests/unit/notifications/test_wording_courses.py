"""What people read of courses, places and companionship."""

from datetime import date
from uuid import UUID

from services.notifications.domain import wording
from services.notifications.domain.recipient import Kind
from shared.contracts import (
    CompanionshipEnded,
    CompanionshipStarted,
    CourseIntakeClosed,
    CourseOpened,
    Fact,
    PlaceGiven,
    PlaceReleased,
    PlaceWaitlisted,
)
from tests.unit.notifications.readings import each_reading

ID = UUID("0192f5a0-0000-7000-8000-000000000001")
DAY = date(2027, 3, 1)

SAID: list[tuple[Fact, dict[Kind, str]]] = [
    (
        CourseOpened(course_id=ID, offer="peer-gruppe", capacity=10, sessions=10, first_session_on=DAY),
        {"department": "Der er åbnet for tilmelding til ”Peer-gruppeforløb”. Første møde er den 1. marts 2027."},
    ),
    (
        CourseIntakeClosed(course_id=ID, reason="window"),
        {"department": "Forløbet er lukket for tilmelding, da perioden for optag er forbi."},
    ),
    (
        CourseIntakeClosed(course_id=ID, reason="full", next_course_id=ID),
        {"department": "Alle pladser i forløbet er taget; der er venteliste. Der kan søges plads i det næste forløb."},
    ),
    (
        PlaceGiven(course_id=ID, place_id=ID),
        {"department": "Borgeren har fået plads i forløbet.", "citizen": "Du har fået plads i forløbet."},
    ),
    (
        PlaceWaitlisted(course_id=ID, place_id=ID, next_course_id=ID),
        {
            "department": "Borgeren er skrevet på venteliste til forløbet. Der kan søges plads i det næste forløb.",
            "citizen": "Du er skrevet på venteliste til forløbet. Der kan søges plads i det næste forløb.",
        },
    ),
    (
        PlaceReleased(course_id=ID, place_id=ID),
        {"department": "Borgeren er afmeldt forløbet.", "citizen": "Du er afmeldt forløbet."},
    ),
    (
        CompanionshipStarted(companionship_id=ID, course_id=ID, ends_by=DAY),
        {"citizen": "Du har fået et følgeskab. Det varer højst til den 1. marts 2027."},
    ),
    (CompanionshipEnded(companionship_id=ID, course_id=ID, ends_by=DAY), {"citizen": "Dit følgeskab er afsluttet."}),
]


@each_reading(SAID)
def test_each_reads_in_plain_danish(fact: Fact, reader: Kind, said: str) -> None:
    """V1, C1: from codes, dates and ids alone; the citizen is spoken to."""
    assert wording.text(fact, reader) == said


def test_a_course_is_said_by_what_it_is_and_when_it_first_meets() -> None:
    """C1: who reads of a course is to know which; until its opening has been heard, it is "forløbet"."""
    course = CourseOpened(course_id=ID, offer="peer-gruppe", capacity=10, sessions=10, first_session_on=DAY)
    closed = CourseIntakeClosed(course_id=ID, reason="window")
    assert wording.text(closed, "department", course) == (
        "Forløbet ”Peer-gruppeforløb” med første møde den 1. marts 2027 er lukket for tilmelding, "
        "da perioden for optag er forbi."
    )
    assert wording.text(PlaceGiven(course_id=ID, place_id=ID), "citizen") == "Du har fået plads i forløbet."
