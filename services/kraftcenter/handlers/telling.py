"""How a decision becomes known."""

from typing import Any, TypeVar
from uuid import UUID

from services.kraftcenter.ports import Work
from shared.contracts import Event, Fact, Private, Report

F = TypeVar("F", bound=Fact)


def tell(report: Report[Any], fact: F, loop: UUID, work: Work) -> Event[F]:
    """Publishes the fact, and keeps the words that came with its report; they stay here, whatever is published."""
    event = work.publish(fact, correlationid=loop)
    if report.private != Private():
        work.words.keep(event.id, report.private)
    return event
