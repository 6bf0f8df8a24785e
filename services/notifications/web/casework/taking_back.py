"""Taking back what the department itself has reported (R7), as a form."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.notifications.domain.shown import TimelineEntry
from services.notifications.web.casework.fields import Field
from services.notifications.web.casework.steps import Step
from services.notifications.web.dates import ZONE
from shared.contracts import Fact, Reporter
from shared.contracts.display import type_name


def taking_back(
    fact: type[Fact], choices: tuple[tuple[str, str], ...], fixed: Mapping[str, Any], *, more: str = "", whole: str = ""
) -> Step:
    """`choices` are what may have been wrong; `whole` the one that stands for all of it, which names no event."""
    told = "Alle, der fik besked om det forkerte, får besked om rettelsen. Det kan ikke fortrydes."
    return Step(
        "fejl",
        fact,
        "Noget er registreret forkert",
        "Ret fejlen",
        fixed,
        (Field("event_id", "Hvad er forkert?", "one_of", choices, needed="Vælg, hvad der er forkert."),),
        explained=f"{told} {more}".strip(),
        absent=whole,
    )


def own_events(
    by: Reporter, timeline: Iterable[TimelineEntry], service: str, field: str, id_: str
) -> tuple[tuple[str, str], ...]:
    """What the department itself has reported about something, the latest first: by event id, with kind and day."""
    return tuple(
        (str(entry.event_id), f"{type_name(entry.event_type)} {entry.time.astimezone(ZONE):%d.%m.%Y}")
        for entry in reversed(list(timeline))
        if entry.service == service
        and entry.department == by.department
        and entry.data.get(field) == id_
        and not entry.event_type.endswith(".fejlregistreret.v1")
    )
