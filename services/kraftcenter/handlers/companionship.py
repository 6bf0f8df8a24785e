"""Companionship: begun, ended, and ended by Samspil when its time is up or the place is given back (C6)."""

from uuid import UUID

from services.kraftcenter.domain import (
    COURSE_OWNERS,
    Companionship,
    Place,
    companionship_due,
    danish_date,
    first_start,
    let_speak,
    longest,
)
from services.kraftcenter.handlers.references import must_be_new, standing
from services.kraftcenter.handlers.telling import announce, tell
from services.kraftcenter.ports import TimerRanOut, Work
from shared.contracts import CompanionshipEnded, CompanionshipStarted, Refused, Report

CLOCK = "companionship"


async def start_companionship(report: Report[CompanionshipStarted], work: Work) -> None:
    """C6: a volunteer accompanies a participant. It takes no involvement: a place involves nobody (I1)."""
    asked = report.data
    if report.reporter.department not in COURSE_OWNERS:
        # Before anything is said of a place: others must not learn who takes part.
        raise Refused("not-allowed", "Kun den afdeling, der driver forløbet, indberetter følgeskab.", status=403)
    must_be_new(work.companionships, asked.companionship_id, "/data/companionship_id")
    place = next((p for p in work.places if p.course_id == asked.course_id and p.stands), None)
    if place is not None:
        let_speak(report, place.owner)
    seen = None if place is None else await work.course(place.course_id)
    at = min(report.time, work.now)
    since = first_start(work.companionships, asked.course_id, at)
    until = longest(since, work.due(CLOCK, start=since))
    over = seen is not None and seen.course.ended
    fact = Companionship.start(asked, place, work.companionships, on=danish_date(at), until=until, course_over=over)
    assert place is not None  # noqa: S101 (without one it is refused)
    companionship = Companionship.started(
        tell(report, fact, asked.course_id, work, about=fact.companionship_id), place, at
    )
    work.companionships.save(companionship.id, companionship)
    set_clock(companionship, work)


async def end_companionship(report: Report[CompanionshipEnded], work: Work) -> None:
    """C6: the owner of the course says that it is over."""
    companionship = standing(work.companionships, report.data.companionship_id, "/data/companionship_id")
    let_speak(report, companionship.owner)
    tell(report, companionship.end(report.data), companionship.loop, work, about=companionship.id)
    _over(companionship, work)


async def companionship_ran_out(timer: TimerRanOut, work: Work) -> None:
    """C6: its time is up."""
    companionship = work.companionships.get(timer.ref)
    if companionship is not None and not companionship.ended:
        _run_out(companionship, work)


def set_clock(companionship: Companionship, work: Work) -> None:
    """It rings with the day agreed, or when the longest a companionship may last is over."""
    since = first_start(work.companionships, companionship.course_id, companionship.started_at)
    due = companionship_due(companionship.ends_by, work.due(CLOCK, start=since))
    work.set_timer(CLOCK, companionship.id, due, companionship.loop)


def end_with_place(place: Place, work: Work) -> None:
    """C6: it is for participants only, so it ends when its place is given back."""
    for companionship in work.companionships:
        if companionship.course_id == place.course_id and not companionship.ended:
            _run_out(companionship, work)


def _run_out(companionship: Companionship, work: Work) -> None:
    told = announce(companionship.run_out(), companionship.loop, work, about=companionship.id)
    _over(companionship, work, told.id)


def _over(companionship: Companionship, work: Work, run_out_by: UUID | None = None) -> None:
    work.companionships.save(companionship.id, companionship.over(run_out_by))
    work.clear_timer(CLOCK, companionship.id)
