"""A course: a peer group of so many sessions, which takes sign-ups through the first few of them (C1, C2).

aabnet ──► open ◄──place given back── full
            │ └────last place────────► │
            └──session after the window, or afsluttet──► window

A session or an end corrected leads back. After `afsluttet` no session is held; with its opening corrected it never was.

A course is no citizen: its own events are about it, and none of them says who takes part or who came (C4).
"""

from dataclasses import replace
from datetime import date
from uuid import UUID

from services.kraftcenter.domain.figures import Figures
from shared.contracts import CourseEnded, CourseIntakeClosed, CourseOpened, CourseSessionHeld, Event, Refused
from shared.contracts.codes import OFFERS, IntakeClosed
from shared.contracts.immutable import immutable

COURSE_OWNERS = frozenset(offer.run_by for offer in OFFERS.values() if offer.courses)
"""The departments that run an offer with courses."""


@immutable(frozen=True, slots=True)
class Course:
    """`held_by` are the events of the sessions held, in order. `event_id` is the event that opened it.

    `window_told` is the event that told that its window was over, None where none has.
    `erred`: its opening was entered in error (R7), and its id stays taken.
    `intake_sessions` is the figure it was opened under: changing the configuration changes no course that is running.
    """

    id: UUID
    event_id: UUID
    offer: str
    capacity: int
    sessions: int
    intake_sessions: int
    first_session_on: date
    next_course_id: UUID | None
    held_by: tuple[UUID, ...] = ()
    ended: bool = False
    erred: bool = False
    window_told: UUID | None = None

    @staticmethod
    def open(asked: CourseOpened, figures: Figures, following: "Course | None") -> CourseOpened:
        """C1: only an offer that is carried out as courses has any, and none is larger or longer than the figures.

        `following` is the next course it names, None where that is yet to be opened.
        """
        if not OFFERS[asked.offer].courses:
            raise Refused("not-allowed", "Tilbuddet gennemføres ikke som forløb.", pointer="/data/offer")
        if asked.capacity > figures.capacity:
            detail = f"Et forløb har højst plads til {figures.capacity}."
            raise Refused("invalid-data", detail, pointer="/data/capacity")
        if asked.sessions > figures.sessions:
            detail = f"Et forløb har højst {figures.sessions} møder."
            raise Refused("invalid-data", detail, pointer="/data/sessions")
        if asked.next_course_id == asked.course_id:
            detail = "Det næste forløb er et andet end forløbet selv."
            raise Refused("invalid-data", detail, pointer="/data/next_course_id")
        if following is not None and following.offer != asked.offer:
            detail = "Det næste forløb hører til et andet tilbud."
            raise Refused("invalid-data", detail, pointer="/data/next_course_id")
        return asked

    @classmethod
    def opened(cls, event: Event[CourseOpened], figures: Figures) -> "Course":
        """What the event says takes sign-ups."""
        data = event.data
        return cls(
            id=data.course_id,
            event_id=event.id,
            offer=data.offer,
            capacity=data.capacity,
            sessions=data.sessions,
            intake_sessions=figures.intake,
            first_session_on=data.first_session_on,
            next_course_id=data.next_course_id,
        )

    @property
    def held(self) -> int:
        """The number of the last session held, 0 before the first."""
        return len(self.held_by)

    @property
    def owner(self) -> str:
        """The department that runs it, and alone reports on it."""
        return OFFERS[self.offer].run_by

    @property
    def window_over(self) -> bool:
        """C2: intake is open through the first sessions, counted by session: over when the one after them is held."""
        return self.ended or self.held > self.intake_sessions

    def closed_to(self, given: int) -> IntakeClosed | None:
        """Why no place can be had with so many given, None where one can. Over for good, that is why, full or not."""
        if self.window_over:
            return "window"
        return "full" if given >= self.capacity else None

    def hold(self, asked: CourseSessionHeld) -> CourseSessionHeld:
        """C1: sessions are held in order, each once, and never more than the course has."""
        self._must_run()
        if asked.session > self.sessions:
            raise Refused("invalid-data", "Forløbet har ikke så mange møder.", pointer="/data/session")
        if asked.session != self.held + 1:
            detail = "Møderne indberettes i rækkefølge, hvert én gang."
            raise Refused("invalid-data", detail, pointer="/data/session")
        return asked

    def end(self, asked: CourseEnded) -> CourseEnded:
        """A course ends once, after its last session or, when it has to stop, before."""
        self._must_run()
        return asked

    def after(self, event: Event[CourseSessionHeld] | Event[CourseEnded]) -> "Course":
        """The course with one more session held, or at its end."""
        if isinstance(event.data, CourseSessionHeld):
            return replace(self, held_by=(*self.held_by, event.id))
        return replace(self, ended=True)

    def closed(self, event: Event[CourseIntakeClosed]) -> "Course":
        """C2: closed as full it may open again, and nothing is remembered; over for good, that is told once."""
        return replace(self, window_told=event.id) if event.data.reason == "window" else self

    def _must_run(self) -> None:
        if self.ended:
            detail = "Forløbet er afsluttet."
            raise Refused("illegal-move", detail, pointer="/data/course_id", legal_moves=())
