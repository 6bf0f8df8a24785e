"""What a story is made of. It is written by hand, who is to be told included: none of it is asked of the system."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from shared.contracts import PREFIX, fact_of

Door = Literal["HTTP", "Kafka"]
NOBODY: frozenset[str] = frozenset()
BY_KAFKA = frozenset({"kraftcenter-app"})
"""Apps that write to their topic; all others, and people, come in over HTTP. The same rules hold behind both doors."""


@dataclass(frozen=True, slots=True)
class Id:
    """The id of what the story calls this: made when it is first named, or that of somebody in the cast."""

    name: str


@dataclass(frozen=True, slots=True)
class EventOf:
    """The id of the story's latest event of this type (`henvisning.oprettet`)."""

    fact: str


@dataclass(frozen=True, slots=True)
class Day:
    """Today, or so many days later."""

    later: int = 0


@dataclass(frozen=True, slots=True)
class Address:
    """The mail address of a relative in the cast."""

    name: str


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody the story is about, entered in the index when it begins; cannot sign in."""

    name: str
    role: Literal["citizen"] = field(default="citizen", init=False)


@dataclass(frozen=True, slots=True)
class Relative:
    """Whom a citizen of the story designates; cannot sign in. The address is made when the story begins."""

    name: str
    role: Literal["relative"] = field(default="relative", init=False)


@dataclass(frozen=True, slots=True)
class DemoCitizen:
    """The one citizen who can sign in, with the relative designated from the start (`people.py`)."""

    username: str = "viggo"


@dataclass(frozen=True, slots=True)
class Report:
    """What an app or a person reports. `about` is whom or what: a name of the cast, or of an `Id`."""

    by: str
    fact: str
    data: Mapping[str, Any]
    about: str = "borgeren"

    @property
    def type(self) -> str:
        return f"{PREFIX}{self.fact}.v1"

    @property
    def service(self) -> str:
        """Who answers it: the owner of the type."""
        fact = fact_of(self.type)
        if fact is None:
            raise LookupError(self.type)
        return fact.owner

    @property
    def door(self) -> Door:
        return "Kafka" if self.by in BY_KAFKA else "HTTP"


@dataclass(frozen=True, slots=True)
class Call:
    """Another way in than a report; `by` is None where nobody signs in. `path` names ids in braces: an `Id`'s name, or
    `event:` and the type of the story's latest such event.

    `answers` must stand in the answer. `patient`: what it asks about becomes known elsewhere first, so it is asked
    again until it answers so. `finds`: of the list answered, the item that has `answers` is meant, and its field of the
    second name is the id of the first.
    """

    by: str | None
    service: str
    method: Literal["GET", "POST", "DELETE"]
    path: str
    body: Mapping[str, Any] | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    patient: bool = False
    finds: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Became:
    """One event that came of a step, and who is to find a notice of it: no others.

    `told` are usernames and names of the cast, `asked` those of them whom it asks to do something, `mailed` those that
    are to have a mail, too. `about` as in `Report`.
    """

    fact: str
    told: frozenset[str] = NOBODY
    asked: frozenset[str] = NOBODY
    mailed: frozenset[str] = NOBODY
    about: str = "borgeren"

    @property
    def type(self) -> str:
        return f"{PREFIX}{self.fact}.v1"


@dataclass(frozen=True, slots=True)
class Step:
    """What is done, one after the other, and every event that comes of it. `refused`: the rules forbid it, and nothing
    comes of it.

    `hinted`: the receipt advises the sender to think again. `invites` are relatives who are mailed an invitation.
    """

    title: str
    does: tuple[Report | Call, ...]
    becomes: tuple[Became, ...] = ()
    refused: bool = False
    hinted: bool = False
    invites: frozenset[str] = NOBODY


@dataclass(frozen=True, slots=True)
class Story:
    """`cast` are the people it is about, by what the story calls them; `source` is the document it is told after."""

    name: str
    title: str
    source: str
    cast: Mapping[str, Citizen | Relative | DemoCitizen]
    steps: tuple[Step, ...]


def reports(by: str, fact: str, /, *, about: str = "borgeren", **data: Any) -> tuple[Report]:
    return (Report(by, fact, data, about),)


def tells(
    fact: str, *told: str, asks: tuple[str, ...] = (), mails: tuple[str, ...] = (), about: str = "borgeren"
) -> Became:
    """The event, and everybody who is told of it. Who is asked something is told as well."""
    return Became(fact, frozenset((*told, *asks)), frozenset(asks), frozenset(mails), about)
