"""Who is told, over what, and what a notice holds, in words that are the same on every page (P3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from services.notifications.domain.shown import Preview
from services.notifications.domain.wording import listed
from shared.contracts.display import department_name, word
from shared.contracts.report import Role

_HOLDS: Final[Mapping[str, str]] = {
    "citizen_id": "hvem det handler om",
    "event_type": "hvad der er sket",
    "text": "en sætning om det",
    "action": "hvad der bedes om",
    "due": "fristen",
    "time": "hvornår det skete",
    "data": "koder og datoer",
}
"""What matters of a notice; when it came and its trace are on every one."""
_NOTHING: Final = "kun, at der er nyt i Samspil"


@dataclass(frozen=True, slots=True)
class Line:
    """One recipient over one channel: what the notice `holds`, and why it is told."""

    who: str
    over: str
    holds: str
    because: str


def lines(preview: Preview) -> tuple[Line, ...]:
    """Everybody who would be told, as staff read it."""
    return tuple(
        Line(who(each.recipient_kind, each.department, each.name), over(each.channel), holds(each.fields), each.because)
        for each in preview.recipients
    )


def who(kind: str, department: str | None, name: str | None = None, reader: Role | None = None) -> str:
    """A recipient as the reader calls it. `name` is a relative's, or an app's: that one staff alone is shown."""
    match kind:
        case "citizen":
            return "Dig selv" if reader == "citizen" else "Borgeren"
        case "relative":
            return name or "En pårørende"
        case "managers":
            return f"Lederne i {department_name(department)}"
        case "app":
            own = f" {name}" if name and reader not in ("citizen", "relative") else ""
            return f"Fagsystemet{own} i {department_name(department)}"
        case _:
            return department_name(department)


def over(channel: str) -> str:
    """The way a notice goes, as it stands after "via"."""
    return word("channel", channel)


def holds(fields: Iterable[str]) -> str:
    """What stands in a notice, of the fields of an inbox notice and of a webhook that hold something."""
    said = [_HOLDS[name] for name in fields if name in _HOLDS]
    return listed(said) if said else _NOTHING
