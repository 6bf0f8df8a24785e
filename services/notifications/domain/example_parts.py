"""One event as an example: what it says, who does it, and what happened before it (P3)."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.notifications.domain.situation import Situation
from shared.contracts import (
    CourseOpened,
    Event,
    Fact,
    InterventionStarted,
    ReferralAccepted,
    ReferralCreated,
    ReferralPutOnHold,
    RelativeDesignated,
)
from shared.contracts.codes import AUTHORITY, RELATIVES_TEAM

CITIZEN, REFERRAL, INTERVENTION, OTHER, GOAL, SUB_GOAL, COURSE, PLACE, DESIGNATION, DECISION, ELSEWHERE = (
    UUID(int=number) for number in range(1, 12)
)
NOON: Final = datetime(2026, 1, 5, 11, tzinfo=UTC)
DAY: Final = date(2026, 2, 2)


Before = Mapping[str, Event[Any]]
"""What has happened in the example, by type."""


class Example(NamedTuple):
    """`by` acts, None where the citizen or Samspil does. `after` are the types that happened before, oldest first.
    `loop` is what the event stands in."""

    fact: Callable[[Situation, Before], Fact]
    by: Callable[[Situation], str | None]
    after: tuple[type[Fact], ...] = ()
    loop: UUID = REFERRAL


def sender(s: Situation) -> str | None:
    return s.sender


def receiver(s: Situation) -> str:
    return s.receiver


def provider(s: Situation) -> str:
    return s.provider


def team(_: Situation) -> str:
    return RELATIVES_TEAM


def authority(_: Situation) -> str:
    return AUTHORITY


def samspil(_: Situation) -> None:
    return None


ASKED = (ReferralCreated,)
YES = (*ASKED, ReferralAccepted)
HELD = (*YES, ReferralPutOnHold)
RUNS = (*YES, InterventionStarted)
GROUP = (CourseOpened,)
NAMED = (RelativeDesignated,)


def with_data(fact: type[Fact], **data: Any) -> Callable[[Situation, Before], Fact]:
    return lambda _, __: fact.model_validate(data)


def takes_back(fact: type[Fact], wrong: type[Fact], **data: Any) -> Callable[[Situation, Before], Fact]:
    return lambda _, before: fact.model_validate({**data, "event_id": before[wrong.type].id})
