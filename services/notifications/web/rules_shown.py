"""What the rules come to, in words: who gets what and who does not, and what a change made different (P3, I3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services.notifications.domain import rulebook, wording
from services.notifications.domain.overlay import Difference
from services.notifications.domain.ruled import Changed, Compared
from services.notifications.domain.shown import Preview
from services.notifications.web.dates import moment
from shared.contracts.display import department_name, type_name

_CHANNELS: Final = {"inbox": "indbakken", "mail": "e-mail", "webhook": "fagsystemet"}
_FIELDS: Final = {
    "citizen_id": "borgerens id", "event_type": "hvad der er sket", "text": "en kort tekst", "created_at": "hvornår",
    "trace_id": "spor", "action": "hvad der bedes om", "due": "frist", "time": "hvornår", "data": "koder og id'er",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who gets something, or does not and why."""

    who: str
    over: str
    holds: str
    because: str


@dataclass(frozen=True, slots=True)
class Side:
    """Who gets what under one set of rules."""

    heading: str
    told: list[Line]
    withheld: list[Line]


def sides(found: Compared) -> list[Side]:
    """Both, or one where they come to the same."""
    present = _side("Efter de regler, der gælder nu", found.present)
    edited = _side("Efter de regler, du har krydset af", found.edited)
    same = (present.told, present.withheld) == (edited.told, edited.withheld)
    return [present] if same else [present, edited]


def _side(heading: str, preview: Preview) -> Side:
    told = [
        Line(
            _who(each.recipient_kind, each.department, each.name),
            _CHANNELS.get(each.channel, each.channel),
            ", ".join(dict.fromkeys(_FIELDS[name] for name in each.fields)) or "kun at der er nyt",
            each.because,
        )
        for each in preview.recipients
    ]
    withheld = [Line(_who(w.recipient_kind, w.department, None), "", "", w.because) for w in preview.withheld]
    return Side(heading, told, withheld)


def _who(kind: str, department: str | None, name: str | None) -> str:
    if kind == "citizen":
        return "Borgeren"
    if kind == "relative":
        return "Den udpegede pårørende"
    place = department_name(department)
    return {"managers": f"Lederne i {place}", "app": f"Fagsystemet {name} i {place}"}.get(kind, place)


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
