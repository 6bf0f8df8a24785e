"""What is done with a notice beside reading it: put off until later, handed to a colleague, acknowledged.

A team's notice is everybody's on the team: what one of them does with it, all see.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from services.notifications.domain import recipient as to
from services.notifications.domain.recipient import Kind, Recipient
from services.notifications.domain.sending import by_citizen
from services.notifications.domain.shown import ABOUT_COURSES, ABOUT_TELLING
from shared.contracts import Event, Refused

TEAMS: Final[frozenset[Kind]] = frozenset({"department", "managers"})
LONGEST_SNOOZE: Final = timedelta(days=90)
LONGEST_WORDS: Final = 500
"""So many characters an acknowledgement may have: a word, not a correspondence."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of a team, who has signed in to the pages before. `sub` is the issuer's name for them."""

    sub: str
    name: str = field(repr=False)


def check_snooze(until: datetime, due: datetime | None, now: datetime) -> None:
    """Raises Refused: not into the past, not beyond what is asked for, not out of sight. `due` is None where nothing is
    asked any more, or without a deadline."""
    if due is not None and due <= now:
        raise Refused("not-allowed", "Fristen er overskredet, så beskeden kan ikke udsættes.", pointer="/until")
    if until <= now:
        raise Refused("invalid-data", "Vælg et tidspunkt, der ikke er gået.", pointer="/until")
    if due is not None and until > due:
        raise Refused("not-allowed", "Beskeden kan højst udsættes til sin frist.", pointer="/until")
    if until > now + LONGEST_SNOOZE:
        raise Refused("invalid-data", f"Beskeden kan højst udsættes {LONGEST_SNOOZE.days} dage.", pointer="/until")


def check_words(words: str) -> str:
    """The words as they are kept. Raises Refused."""
    said = words.strip()
    if not said:
        raise Refused("invalid-data", "Skriv, hvad afsenderen skal vide.", pointer="/words")
    if len(said) > LONGEST_WORDS:
        raise Refused("invalid-data", f"Skriv højst {LONGEST_WORDS} tegn.", pointer="/words")
    return said


def answers_to(event: Event[Any], reader: Recipient) -> Recipient | None:
    """Who an acknowledgement by this recipient of the event's notice goes to: the department that reported it, or the
    citizen who did. None where it goes to nobody: what Samspil or a relative said, what is about no citizen, what one
    is told of telling, and to oneself."""
    if reader.kind not in TEAMS or event.type in ABOUT_COURSES | ABOUT_TELLING or event.subject == event.correlationid:
        return None
    if event.department is not None:
        return None if event.department == reader.department else to.department(event.department)
    return to.citizen(event.subject) if by_citizen(event) else None
