"""Who gets what, and who does not and why, in the words of a page (P3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from services.notifications.domain.shown import Preview, WouldBeTold
from shared.contracts.display import department_name, word

_FIELDS: Final[Mapping[str, str]] = {
    "citizen_id": "hvem det handler om",
    "event_type": "hvad der er sket",
    "text": "en sætning om det",
    "action": "hvad der bedes om",
    "due": "fristen",
    "time": "hvornår det skete",
    "data": "koder og datoer",
}
"""Of a notice what matters to who sends; when it came and its trace are on every one."""
_NOTHING: Final = "kun, at der er nyt i Samspil"


@dataclass(frozen=True, slots=True)
class Recipient:
    """`what` are the notice's contents in words, `because` why it is told."""

    who: str
    channel: str
    what: str
    because: str


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to "Hvem får hvad at vide?". `problem` says why there is none."""

    recipients: tuple[Recipient, ...] = ()
    withheld: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    problem: str | None = None

    @classmethod
    def of(cls, preview: Preview, hints: Sequence[str] = ()) -> "Told":
        return cls(
            tuple(_recipient(each) for each in preview.recipients),
            tuple(dict.fromkeys(each.because for each in preview.withheld)),
            tuple(hints),
        )


def who(kind: str, department: str | None, name: str | None = None) -> str:
    """A recipient as people call it."""
    match kind:
        case "department" if department:
            return department_name(department)
        case "managers" if department:
            return f"Lederne i {department_name(department)}"
        case "citizen":
            return "Borgeren"
        case "relative":
            return name or "En pårørende"
        case "app":
            return f"Fagsystemet {name}" if name else f"Fagsystemet hos {department_name(department)}"
    return word("recipient_kind", kind)


def over(channel: str) -> str:
    """The way a notice goes."""
    return word("channel", channel)


def _recipient(each: WouldBeTold) -> Recipient:
    said = [_FIELDS[name] for name in each.fields if name in _FIELDS]
    what = f"{', '.join(said[:-1])} og {said[-1]}" if len(said) > 1 else "".join(said)
    return Recipient(
        who(each.recipient_kind, each.department, each.name), over(each.channel), what or _NOTHING, each.because
    )


def told_lines(told: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, bool]]:
    """Of a receipt: who was told, over which channel, and whether it was read."""
    return [(who(t["recipient_kind"], t["department"]), over(t["channel"]), bool(t["read"])) for t in told]
