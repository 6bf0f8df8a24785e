"""A companionship: a volunteer beside a participant, for a while, beside the course or after it (C6).

startet ──► running ──afsluttet: its owner, its day, the place given back──► ended
             │   ▲                                                             │
             │   └───────────────────────(end corrected)───────────────────────┘
             └──(start corrected; an end of Samspil's with it)──► erred
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from services.kraftcenter.domain.dates import danish_date, end_of_danish_day, months_on
from services.kraftcenter.domain.place import Place
from shared.contracts import CompanionshipEnded, CompanionshipStarted, Event, Refused
from shared.contracts.immutable import immutable

_MONTHS = 6
_A_DAY = timedelta(days=1)


@immutable(frozen=True, slots=True)
class Companionship:
    """`owner` is the department that runs the course; `loop` the correlationid its events carry.

    `run_out_by` is the event with which Samspil ended it, None where it runs or somebody reported its end.
    `erred`: its start was entered in error (R7), so it never ran.
    """

    id: UUID
    course_id: UUID
    owner: str
    loop: UUID
    started_at: datetime
    ends_by: date
    ended: bool = False
    erred: bool = False
    run_out_by: UUID | None = None

    @staticmethod
    def start(
        asked: CompanionshipStarted,
        place: Place | None,
        earlier: Iterable["Companionship"],
        on: date,
        until: date,
        *,
        course_over: bool,
    ) -> CompanionshipStarted:
        """C6: for who has a place in a course that goes on, one at a time, from `on` and no longer than `until`.

        `earlier` are the citizen's others.
        """
        if place is None or place.state != "given":
            detail = "Følgeskab er kun for deltagere i forløbet."
            raise Refused("not-allowed", detail, pointer="/data/course_id")
        if course_over:
            # A place stands for good: years later it would still open one.
            raise Refused("not-allowed", "Forløbet er afsluttet.", pointer="/data/course_id")
        if any(other.course_id == asked.course_id and not other.ended for other in earlier):
            raise Refused("not-allowed", "Borgeren har allerede et følgeskab.", pointer="/data/companionship_id")
        if not on <= asked.ends_by <= until:
            last = f"{until.day}.{until.month}.{until.year}"
            detail = f"Følgeskabet slutter tidligst den dag, det begynder, og senest den {last}."
            raise Refused("invalid-data", detail, pointer="/data/ends_by")
        return asked

    @classmethod
    def started(cls, event: Event[CompanionshipStarted], place: Place, at: datetime) -> "Companionship":
        """What the event says has begun; `at` is when."""
        data = event.data
        return cls(data.companionship_id, data.course_id, place.owner, event.correlationid, at, data.ends_by)

    def end(self, asked: CompanionshipEnded) -> CompanionshipEnded:
        """It ends once, and not later than agreed."""
        if self.ended:
            detail = "Følgeskabet er afsluttet."
            raise Refused("illegal-move", detail, pointer="/data/companionship_id", legal_moves=())
        if asked.course_id != self.course_id:
            raise Refused("unknown-reference", "Følgeskabet hører til et andet forløb.", pointer="/data/course_id")
        if asked.ends_by > self.ends_by:
            raise Refused("invalid-data", "Ligger efter den dag, der blev aftalt.", pointer="/data/ends_by")
        return asked

    def run_out(self) -> CompanionshipEnded:
        """What Samspil tells when its time is up, or the citizen has signed off."""
        return CompanionshipEnded(companionship_id=self.id, course_id=self.course_id, ends_by=self.ends_by)

    def over(self, run_out_by: UUID | None = None) -> "Companionship":
        """At its end; `run_out_by` is the event that told of it where nobody reported it."""
        return replace(self, ended=True, run_out_by=run_out_by)


def first_start(earlier: Iterable[Companionship], course_id: UUID, at: datetime) -> datetime:
    """When the citizen's companionship in this course first began: a second one gives no second half year."""
    began = (other.started_at for other in earlier if other.course_id == course_id and not other.erred)
    return min(began, default=at)


def longest(start: datetime, runs_out: datetime) -> date:
    """The last day that may be agreed on, where the municipality's clock runs out at `runs_out`.

    A clock of less than a day is for trying: it ends early what was agreed, and bounds no agreement.
    """
    return danish_date(runs_out) if runs_out - start >= _A_DAY else months_on(danish_date(start), _MONTHS)


def due(ends_by: date, runs_out: datetime) -> datetime:
    """When it is to be ended: with the day agreed, or earlier where the municipality's clock runs out before."""
    return min(end_of_danish_day(ends_by), runs_out)
