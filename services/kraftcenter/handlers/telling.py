"""How a decision becomes known, and is noted."""

from typing import Any, TypeVar
from uuid import UUID

from services.kraftcenter.domain import Entry
from services.kraftcenter.ports import Work
from shared.contracts import Event, Fact, Private, Report, Reporter

F = TypeVar("F", bound=Fact)


def tell(report: Report[Any], fact: F, loop: UUID, work: Work, *, about: UUID) -> Event[F]:
    """Publishes the fact, and keeps the words that came with its report; they stay here, whatever is published.

    `about` is what the fact makes or changes; it is noted with who reported, so that they can correct it.
    """
    event = announce(fact, loop, work, about=about, by=report.reporter)
    if report.private != Private():
        work.words.keep(event.id, report.private)
    return event


def announce(fact: F, loop: UUID, work: Work, *, about: UUID, by: Reporter | None = None) -> Event[F]:
    """As `tell`, without words; by nobody where Samspil itself makes it (a clock that ran out)."""
    event = work.publish(fact, correlationid=loop)
    role, department = (None, None) if by is None else (by.role, by.department)
    work.journal.write(Entry(event.id, event.type, about, loop, role, department))
    return event
