"""The work on one citizen or course: what a decision is given, and the ways to change it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from services.kraftcenter.domain import Companionship, Course, Entry, Figures, Goal, Intervention, Place, SubGoal
from services.kraftcenter.ports.seen_course import SeenCourse
from shared.contracts import Cause, Event, Fact, Private
from shared.contracts.involvement import Involvement

T = TypeVar("T")


class Kept(Protocol[T]):
    """The citizen's things of one kind, as loaded and decided so far."""

    def __iter__(self) -> Iterator[T]: ...
    def get(self, id_: UUID) -> T | None: ...
    def save(self, id_: UUID, thing: T) -> None: ...


class Words(Protocol):
    """What was said beside reports, sealed under the citizen's own key."""

    def keep(self, event_id: UUID, private: Private) -> None:
        """Keeps the words that came with the report behind the event."""
        ...


class Journal(Protocol):
    """Every event told of the subject, with who reported it."""

    def write(self, entry: Entry) -> None:
        """Notes the entry, or that it is now another."""
        ...

    async def find(self, event_id: UUID) -> Entry | None: ...


class Work(Protocol):
    """One citizen or course (`subject`), as known now, and the ways to change it.

    Nothing is written before the handler returns. `now` is the database's clock, `cause` what is being decided on.
    `involvement` is what the events of all services say: which referrals were accepted, which decisions granted, and
    which departments have to do with the citizen. `places` are those the citizen has, or of a course all that have been
    had in it; `figures` what courses are held to.
    """

    now: datetime
    subject: UUID
    cause: Cause
    figures: Figures

    @property
    def involvement(self) -> Involvement: ...
    @property
    def interventions(self) -> Kept[Intervention]: ...
    @property
    def goals(self) -> Kept[Goal]: ...
    @property
    def sub_goals(self) -> Kept[SubGoal]: ...
    @property
    def courses(self) -> Kept[Course]: ...
    @property
    def places(self) -> Kept[Place]: ...
    @property
    def companionships(self) -> Kept[Companionship]: ...
    @property
    def words(self) -> Words: ...
    @property
    def journal(self) -> Journal: ...

    async def course(self, course_id: UUID) -> SeenCourse | None:
        """Any course, whoever the subject is; None where there is none that stands. `instead` is not looked for.

        It is not locked: what another decision makes of it at the same time may be seen or not.
        """
        ...

    def new_id(self) -> UUID:
        """For something this decision makes."""
        ...

    def publish(self, fact: Fact, *, correlationid: UUID | None = None) -> Event[Any]:
        """Makes the fact an event of this service: the citizen's next version, in the loop `correlationid`."""
        ...

    def set_timer(self, kind: str, ref: UUID, due: datetime, correlationid: UUID | None = None) -> None:
        """One timer of this kind for `ref`; an earlier one is moved."""
        ...

    def look_at_course(self, kind: str, course_id: UUID) -> None:
        """The course's own timer of this kind rings as soon as this is written."""
        ...

    def clear_timer(self, kind: str, ref: UUID) -> None:
        """Stops the timer; where there is none, nothing."""
        ...

    def due(
        self,
        clock: str,
        *,
        start: datetime,
        offer: str | None = None,
        priority: str | None = None,
        agreed: date | None = None,
    ) -> datetime:
        """When a clock that starts at `start` runs out, at the length this municipality gave it.

        Where it gave none, `agreed` is the day agreed on, at whose end it does.
        """
        ...

    def runs_on(
        self,
        clock: str,
        due: datetime,
        *,
        paused: datetime,
        offer: str | None = None,
        priority: str | None = None,
    ) -> datetime:
        """When a clock runs out that was to do so at `due`, and has stood still from `paused` until now."""
        ...


class TimerRanOut(Protocol):
    """A timer that fired: `ref` is what it is about, `due` when it ran out."""

    @property
    def kind(self) -> str: ...
    @property
    def ref(self) -> UUID: ...
    @property
    def due(self) -> datetime: ...
