"""The event that is measured with: 604 bytes of its own on Kafka, made as the services make theirs."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from uuid_utils.compat import uuid7

from shared.contracts import Event, GoalSet
from shared.contracts.cloudevents import to_kafka
from shared.contracts.codes import THEMES
from shared.contracts.event import SOURCE_PREFIX

BYTES = 604
"""Key, value and the headers' values; the headers' names, alike on every event, come on top."""

AT = datetime(2026, 1, 5, 12, 0, 0, 123456, tzinfo=UTC)
UNSAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
"""Of a report whose trace nobody keeps, as ninety-nine of a hundred are at volume."""

_CITIZENS = UUID("3f9a0f5e-6f0c-4b8e-8a50-6f1f5ac0e5d1")


def citizen(number: int) -> UUID:
    """The citizen of that number, the same at every run."""
    return uuid5(_CITIZENS, str(number))


def size(event: Event[Any]) -> int:
    """What is counted of an event as it stands on Kafka."""
    key, value, headers = to_kafka(event)
    return len(key) + len(value) + sum(len(text) for _, text in headers)


def goal_set(subject: UUID, version: int = 1, *, traceparent: str | None = UNSAMPLED) -> Event[GoalSet]:
    """`indsatsmaal.fastsat`, ids all its own, of exactly 604 bytes for a version of one digit."""
    id_, intervention = uuid7(), uuid7()
    data = GoalSet(goal_id=uuid7(), intervention_id=intervention, themes=themes(_goal_set), kind="develop")
    return _event(data, subject, version, id_, traceparent)


def themes_of_a_goal() -> tuple[str, ...]:
    """With these a goal reported to the service becomes an event of 604 bytes."""
    return themes(_goal_set)


@cache
def themes(made: Callable[[tuple[str, ...]], Event[Any]], total: int = BYTES) -> tuple[str, ...]:
    """Those themes with which what is `made` has `total` bytes: the field that may grow.

    Raises ValueError where no choice of themes gives that size.
    """
    wanted = total - size(made(()))
    reached: dict[int, tuple[str, ...]] = {0: ()}
    for code in THEMES:
        for length, chosen in list(reached.items()):
            # Quotes, and a comma but for the first.
            more = length + len(code.encode()) + 2 + bool(chosen)
            reached.setdefault(more, (*chosen, code))
    if wanted not in reached:
        raise ValueError(f"no choice of themes fills {wanted} bytes")
    return reached[wanted]


def _goal_set(chosen: tuple[str, ...]) -> Event[GoalSet]:
    data = GoalSet(goal_id=_CITIZENS, intervention_id=_CITIZENS, themes=chosen, kind="develop")
    return _event(data, _CITIZENS, 1, _CITIZENS, UNSAMPLED)


def _event(data: GoalSet, subject: UUID, version: int, id_: UUID, traceparent: str | None) -> Event[GoalSet]:
    return Event(
        id=id_,
        source=SOURCE_PREFIX + data.owner,
        subject=subject,
        time=AT,
        registeredtime=AT,
        version=version,
        causationid=uuid7(),
        correlationid=data.intervention_id or id_,
        department="kraftcenter",
        traceparent=traceparent,
        data=data,
    )
