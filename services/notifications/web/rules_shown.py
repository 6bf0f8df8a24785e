"""What the rules come to, in words: who gets what and who does not, and what a change made different (P3, I3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.notifications.domain import rulebook, wording
from services.notifications.domain.overlay import Difference
from services.notifications.domain.ruled import Changed, Compared
from services.notifications.domain.shown import Preview
from services.notifications.web.dates import moment
from services.notifications.web.recipients import Line, lines, who
from shared.contracts.display import department_name, type_name


@dataclass(frozen=True, slots=True)
class Side:
    """Who gets what under one set of rules, and who does not and why."""

    heading: str
    told: tuple[Line, ...]
    withheld: tuple[tuple[str, str], ...]


def sides(found: Compared) -> list[Side]:
    """Both, or one where they come to the same."""
    present = _side("Efter de regler, der gælder nu", found.present)
    edited = _side("Efter de regler, du har krydset af", found.edited)
    same = (present.told, present.withheld) == (edited.told, edited.withheld)
    return [present] if same else [present, edited]


def _side(heading: str, preview: Preview) -> Side:
    withheld = tuple((who(each.recipient_kind, each.department), each.because) for each in preview.withheld)
    return Side(heading, lines(preview), withheld)


def said(found: tuple[Difference, ...]) -> list[str]:
    """Each difference as a sentence."""
    return [
        f"{type_name(d.type)}: {rulebook.name_of(d.code)} {'får nu besked' if d.told else 'får ikke længere besked'}."
        for d in found
    ]


def change_shown(each: Changed, now: datetime) -> dict[str, Any]:
    """One version, for the history."""
    version = each.version
    return {
        "number": version.number,
        "when": moment(version.at, now),
        "iso": version.at.isoformat(),
        "who": version.name,
        "department": department_name(version.department),
        "reason": None if version.reason is None else wording.of_rules("changed_because", version.reason),
        "back_to": version.back_to,
        "said": said(each.differences),
    }
