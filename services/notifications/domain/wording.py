"""From codes to sentences: what a notice says, what it asks, and why somebody is told or not."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from services.notifications.domain.recipient import Kind, Recipient
from shared.contracts import CourseOpened
from shared.contracts.codes import AUTHORITY
from shared.contracts.display import department_name, offer_name, theme_name, type_name, word
from shared.contracts.fact import PREFIX, Fact

_MONTHS: Final = (
    "januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november",
    "december",
)  # fmt: skip
_HERE: Final = ZoneInfo("Europe/Copenhagen")


class Beside(NamedTuple):
    """What a sentence takes from other events than its own.

    Of a correction the type of the wrong event, of a whole referral its creation, and when it was registered: both None
    where it is not known here. Of how far a correction has come, whether that is the `last` word.
    """

    wrong: str | None = None
    wrong_at: datetime | None = None
    last: bool = False


NOTHING_BESIDE: Final = Beside()


def text(data: Fact, reader: Kind, course: CourseOpened | None = None, beside: Beside = NOTHING_BESIDE) -> str:
    """A few sentences that say what happened, to this kind of recipient.

    `course` is the opening of the course that the event names, where it is known.
    """
    words = _words()
    row = words["text"].get(data.type)
    if row is None:
        return f"{type_name(data.type)}."
    spoken = words.get(reader, {}).get(data.type, row)
    if beside.wrong is not None and "wrong" in spoken:
        template = str(spoken["wrong"].get(beside.wrong, spoken["wrong"]["any"]))
    else:
        template = str(spoken[_choice(data, spoken["by"])] if "by" in spoken else spoken["text"])
    sentence = template.format_map(_Shown(data, reader, course, beside))
    if "urgent" in row and getattr(data, "priority", None) == "urgent" and reader != "relative":
        sentence = f"{sentence} {row['urgent']}"
    return sentence[0].upper() + sentence[1:]


def action(code: str | None) -> str | None:
    """What is asked, in words."""
    return None if code is None else str(_words()["action"][code])


def unread(text: str) -> str:
    """What managers read of a notice that their team has left unread (N4)."""
    return f"Kollegerne har ikke læst: {text}"


def because(code: str, recipient: Recipient) -> str:
    """Why this recipient is told."""
    return str(_words()["because"][code]).format(who=_who(recipient))


def not_because(code: str, recipient: Recipient) -> str:
    """Why this recipient is not told."""
    return str(_words()["withheld"][code]).format(who=_who(recipient))


def of_rules(table: str, code: str) -> str:
    """What the rules page says: from the tables `subject`, `who`, `fixed`, `never` and `changed_because`."""
    return str(_words()[table][code])


def day(moment: date | datetime) -> str:
    """`2. februar 2027`, with the clock where it has one: `2. februar 2027 kl. 10.05` (Danish time)."""
    if isinstance(moment, datetime):
        local = moment.astimezone(_HERE)
        return f"{local.day}. {_MONTHS[local.month - 1]} {local.year} kl. {local.hour}.{local.minute:02}"
    return f"{moment.day}. {_MONTHS[moment.month - 1]} {moment.year}"


def _who(recipient: Recipient) -> str:
    if recipient.department is not None:
        return department_name(recipient.department)
    return "borgeren" if recipient.kind == "citizen" else "en pårørende"


def _choice(data: Fact, field: str) -> str:
    value = getattr(data, field)
    return str(value).lower() if isinstance(value, bool) else str(value)


def listed(names: Sequence[str]) -> str:
    """`a, b og c`; "ingenting" of none."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} og {names[-1]}" if names else "ingenting"


def _in_quotes(code: str) -> str:
    return f"”{offer_name(code)}”"


def _which(course: CourseOpened | None) -> str:
    """By what people know a course: what it is, and when it first meets."""
    if course is None:
        return "forløbet"
    return f"forløbet {_in_quotes(course.offer)} med første møde den {day(course.first_session_on)}"


_SHOWN: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "offer": _in_quotes,
        "themes": lambda codes: listed([theme_name(c).lower() for c in codes]) if codes else "hverdagen",
        "may_know": lambda types: listed([type_name(t).lower() for t in types]),
        **dict.fromkeys(("from_department", "to_department", "by_department", "department"), department_name),
        "waiting_for": department_name,
        **{name: partial(word, name) for name in ("reason", "outcome", "relation", "tool", "channel")},
        "by": lambda code: word("cancelled_by", code),
        "state": lambda code: word("referral_state", code),
    }
)


class _Shown(dict[str, str]):
    """The event's fields as people read them, made when a sentence names one."""

    def __init__(self, data: Fact, reader: Kind, course: CourseOpened | None, beside: Beside) -> None:
        super().__init__()
        self._beside = beside
        self._data = data
        self._reader = reader
        self._course = course

    def __missing__(self, name: str) -> str:
        data = self._data
        match name:
            case "authority":
                return department_name(AUTHORITY)
            case "course":
                return _which(self._course)
            case "goal_kind":
                return word("goal_kind", data.kind)  # type: ignore[attr-defined] # only a goal's sentence names it
            case "not_reached":
                not_yet = "ikke" if self._beside.last else "endnu ikke"
                return f". {data.outstanding} har {not_yet} fået den" if data.outstanding else ""  # type: ignore[attr-defined] # only a correction's does
            case "wrong":
                return f"”{type_name(self._beside.wrong or '')}”"
            case "wrong_on":
                at = self._beside.wrong_at
                return "" if at is None else day(at.astimezone(_HERE).date())
            case "not_told":
                withheld = data.withheld  # type: ignore[attr-defined] # as above
                return f". {withheld} får den ikke, da der ikke længere skal gives besked" if withheld else ""
            case "next_course":
                following = data.next_course_id  # type: ignore[attr-defined] # as above
                return ". Der kan søges plads i det næste forløb" if following else ""
            case "department_or_person":
                code = data.department  # type: ignore[attr-defined] # only a notice given up has it
                kind = data.recipient_kind  # type: ignore[attr-defined] # as above
                return str(_words()["unreached"][kind]) if code is None else department_name(code)
        value = getattr(data, name)
        if isinstance(value, date):
            return day(value)
        if self._reader == "citizen" and value in (own := _words()["to_citizen"].get(name, ())):
            return str(own[value])
        shown = _SHOWN.get(name)
        return str(value) if shown is None else shown(value)


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    raw = tomllib.loads(files("services.notifications.domain").joinpath("words.toml").read_text(encoding="utf-8"))
    by_type = ("text", "citizen", "relative", "managers")
    return {
        name: {f"{PREFIX}{noun}.{fact}.v1": _row(row) for noun, facts in table.items() for fact, row in facts.items()}
        if name in by_type
        else table
        for name, table in raw.items()
    }


def _row(row: Mapping[str, Any]) -> Mapping[str, Any]:
    if "wrong" not in row:
        return row
    by_type = {name if name == "any" else f"{PREFIX}{name}.v1": said for name, said in row["wrong"].items()}
    return {**row, "wrong": by_type}
