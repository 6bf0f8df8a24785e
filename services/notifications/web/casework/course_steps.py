"""What can be reported of courses, as forms of who runs them. Of who came and what was said there is none (C4)."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from services.notifications.domain.shown import TimelineEntry
from services.notifications.web.casework.fields import Field, a_day
from services.notifications.web.casework.known import Course
from services.notifications.web.casework.steps import NEW, Step
from shared.contracts import (
    CompanionshipEnded,
    CompanionshipStarted,
    CourseEnded,
    CourseOpened,
    CourseSessionHeld,
    Reporter,
)
from shared.contracts.codes import OFFERS

ABOUT_ONE: Final = ("foelgeskab", "foelgeskab-slut")
"""The forms about one citizen, by their slugs."""
_SOME_DAY: Final = date(2100, 1, 1)


def owned(by: Reporter) -> list[str]:
    """The offers whose courses the department runs."""
    return [offer.code for offer in OFFERS.values() if offer.courses and offer.run_by == by.department]


def opening(by: Reporter, known: Sequence[Course]) -> Step:
    """C1: a new course; `known` are those that may come after it."""
    offers = tuple((code, OFFERS[code].name) for code in owned(by))
    others = tuple((str(each.id), f"{each.offer_name}, {each.free} ledige pladser") for each in known if each.open)
    return Step(
        "aabn",
        CourseOpened,
        "Åbn et forløb",
        "Åbn forløbet",
        {"course_id": NEW},
        (
            Field(
                "offer", "Tilbud", "choice", offers, needed="Vælg et tilbud.", assumed=offers[0][0] if offers else ""
            ),
            Field("capacity", "Pladser", "number", needed="Skriv, hvor mange pladser der er.", assumed="1"),
            Field("sessions", "Møder", "number", needed="Skriv, hvor mange møder der er.", assumed="1"),
            a_day("first_session_on", "Første møde", _SOME_DAY, needed="Skriv datoen for det første møde."),
            Field("next_course_id", "Næste forløb, hvis det er åbnet", "choice", others),
        ),
        explained="De afdelinger, der kan henvise til tilbuddet, får besked om, at der er optag.",
    ).starting(offer=offers[0][0] if len(offers) == 1 else "", capacity="10", sessions="10")


def steps_of(
    known: Course,
    by: Reporter,
    citizen_id: UUID | None,
    companionship: UUID | None,
    happened: Sequence[TimelineEntry],
) -> list[Step]:
    """For the owner: the next session, the end and, where a citizen is named, their companionship (C6)."""
    if known.offer not in owned(by):
        return []
    steps: list[Step] = []
    fixed = {"course_id": str(known.id)}
    if known.session < known.sessions:
        held = known.session + 1
        steps.append(
            Step(
                "moede",
                CourseSessionHeld,
                f"Møde {held} er holdt",
                f"Registrér møde {held}",
                fixed | {"session": held},
                explained="Hvem der kom, og hvad der blev sagt, registreres ikke.",
            )
        )
    steps.append(Step("slut", CourseEnded, "Afslut forløbet", "Afslut forløbet", fixed))
    if citizen_id is None:
        return steps
    running = _companionships(known, companionship, happened)
    steps += [
        Step(
            "foelgeskab-slut",
            CompanionshipEnded,
            "Afslut følgeskabet",
            "Afslut følgeskabet",
            fixed | {"companionship_id": id_},
            (a_day("ends_by", "Sidste dag", _SOME_DAY),),
        )
        for id_ in running[:1]
    ] or [
        Step(
            "foelgeskab",
            CompanionshipStarted,
            "Start et følgeskab",
            "Start følgeskabet",
            fixed | {"companionship_id": NEW},
            (a_day("ends_by", "Slutter senest", _SOME_DAY, hint="Højst seks måneder i alt."),),
            explained="En frivillig følges med borgeren ved siden af forløbet. Kun borgeren får besked.",
        )
    ]
    return steps


def _companionships(known: Course, named: UUID | None, happened: Sequence[TimelineEntry]) -> list[str]:
    """Those of the citizen in this course that run, as far as the timeline tells, and the one the address names."""
    running = [str(named)] if named else []
    for entry in happened:
        id_ = entry.data.get("companionship_id")
        if entry.data.get("course_id") != str(known.id) or id_ is None:
            continue
        running = [each for each in running if each != id_]
        if entry.event_type == CompanionshipStarted.type:
            running.append(id_)
    return running
