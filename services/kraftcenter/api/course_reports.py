"""Which reports about courses and companionship this service takes.

None says who came to a session or what was said there, and there is no such type (C4).
"""

from services.kraftcenter import handlers
from services.kraftcenter.api.reports import reports
from shared.contracts import (
    CompanionshipEnded,
    CompanionshipStarted,
    CourseEnded,
    CourseOpened,
    CourseSessionHeld,
    Report,
)


@reports.on(CourseOpened)
async def _(report: Report[CourseOpened], work: handlers.Work) -> None:
    await handlers.open_course(report, work)


@reports.on(CourseSessionHeld)
async def _(report: Report[CourseSessionHeld], work: handlers.Work) -> None:
    await handlers.hold_session(report, work)


@reports.on(CourseEnded)
async def _(report: Report[CourseEnded], work: handlers.Work) -> None:
    await handlers.end_course(report, work)


@reports.on(CompanionshipStarted)
async def _(report: Report[CompanionshipStarted], work: handlers.Work) -> None:
    await handlers.start_companionship(report, work)


@reports.on(CompanionshipEnded)
async def _(report: Report[CompanionshipEnded], work: handlers.Work) -> None:
    await handlers.end_companionship(report, work)


__all__ = ["reports"]
