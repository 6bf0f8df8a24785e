"""What can happen to a citizen, one report after another, as chance has it."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import UUID, uuid4

from services.notifications.domain.shown import ABOUT_COURSES
from shared.contracts import (
    DesignationChanged,
    Event,
    Fact,
    RelativeDesignated,
    Report,
    Reporter,
)
from shared.contracts.codes import OFFERS, RELATIVES_TEAM
from tests.fakes.notifications import FakeWorld
from tests.suites.notifications_story import app, citizen, of, relative, says

DAY = date(2026, 3, 2)
COURSES: Final = sorted(code for code, offer in OFFERS.items() if offer.courses)

Said: TypeAlias = tuple[Reporter, Fact] | None
"""Nothing where there is nothing yet that it could be said of."""


class Kind(NamedTuple):
    """A thing that can be said, and what types its reports are of."""

    say: Callable[["Life", int], Said]
    makes: tuple[type[Fact], ...]


class Life:
    """One citizen, and what could be reported about them, or about a course, next."""

    def __init__(self, world: FakeWorld) -> None:
        self.world, self.anna = world, uuid4()

    @property
    def events(self) -> list[Event[Any]]:
        kept = self.world.kept.values()
        return [event for of_subject in kept for event in of_subject.events.values() if event.data.reported]

    def next(self, kind: Kind, which: int) -> Report[Any] | None:
        """Now and then by somebody else than who can say it."""
        said = kind.say(self, which)
        if said is None:
            return None
        who, fact = said
        assert type(fact) in kind.makes
        if which % 7 == 6:
            who = self.strangers[which // 7 % len(self.strangers)]
        address = f"e{which % 2}@example.org" if which % 3 else None
        gives = isinstance(fact, RelativeDesignated | DesignationChanged)
        return says(who, self._about(fact), fact, email=address if gives else None)

    def pick(self, which: int, *facts: type[Fact], to: str | None = None) -> Event[Any] | None:
        """`to` leaves what is referred to other departments out."""
        found = [e for e in self.events if isinstance(e.data, facts)]
        if to is not None:
            found = [e for e in found if getattr(e.data, "to_department", None) == to]
        return found[which % len(found)] if found else None

    @property
    def strangers(self) -> Sequence[Reporter]:
        outside = (of("sel82"), of(RELATIVES_TEAM, "manager"), app("kraftcenter"), Reporter("drift", "operator"))
        return *outside, citizen(self.anna), citizen(uuid4()), relative(self.anna, uuid4())

    def _about(self, fact: Any) -> UUID:
        """A course's own events, and their corrections, are about the course."""
        if fact.type in ABOUT_COURSES:
            course: UUID = fact.course_id
            return course
        wrong = getattr(fact, "event_id", None)
        return next((event.subject for event in self.events if event.id == wrong), self.anna)
