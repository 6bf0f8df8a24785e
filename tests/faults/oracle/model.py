"""The oracle's own small model: what a report becomes, and who is told of it. It knows these lives and no others.

Every life has a sender (socialpsykiatri), a provider (kraftcenter), the citizen, and perhaps a designated relative who
may know of reached sub-goals. Who reports a thing is not told of it.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tests.faults.load.life import PROVIDER, SENDER, Life
from tests.faults.load.vendors import LISTENS

TEAM = "paaroerende"
PREFIX = "dk.samspil."
TOLD_OF = f"{PREFIX}besked.leveret.v1"
OWNERS: Mapping[str, str] = {
    "henvisning.oprettet": "referral",
    "henvisning.accepteret": "referral",
    "henvisning.ivaerksat": "referral",
    "indsats.startet": "kraftcenter",
    "indsatsmaal.fastsat": "kraftcenter",
    "delmaal.aftalt": "kraftcenter",
    "delmaal.naaet": "kraftcenter",
    "delmaal.tabt": "kraftcenter",
    "paaroerende.udpeget": "notifications",
}
FOLLOWS: Mapping[str, str] = {"indsats.startet": "henvisning.ivaerksat"}
"""What Samspil itself adds when it hears an event: once for each."""


class Told(NamedTuple):
    """One notice: `recipient` as the notices table has it."""

    recipient: str
    channel: str

    @property
    def shown(self) -> tuple[str, str, str]:
        """Kind, department and channel, as receipts and `besked.leveret` name it."""
        kind, _, name = self.recipient.partition(":")
        return kind, name.partition("/")[0] if kind in ("department", "managers", "app") else "", self.channel

    @property
    def who(self) -> str:
        """In words, without the citizen's id."""
        kind, department, channel = self.shown
        return f"{department or kind} ({channel})"


def _sender(life: Life) -> set[Told]:
    return _department(SENDER)


def _provider(life: Life) -> set[Told]:
    return _department(PROVIDER)


def _citizen(life: Life) -> set[Told]:
    return {Told(f"citizen:{life.citizen}", "inbox")}


def _relative(life: Life) -> set[Told]:
    """Over the channels the designation names, and the relatives' team once."""
    if not life.channels:
        return set()
    return {Told(_address(life), channel) for channel in life.channels} | _department(TEAM)


def _itself(life: Life) -> set[Told]:
    return {Told(_address(life), "inbox")}


_TELLS: Mapping[str, tuple[Callable[[Life], set[Told]], ...]] = {
    "henvisning.oprettet": (_provider, _citizen),
    "henvisning.accepteret": (_sender, _citizen),
    "henvisning.ivaerksat": (),
    "indsats.startet": (_sender, _citizen),
    "indsatsmaal.fastsat": (_sender, _citizen),
    "delmaal.aftalt": (_sender, _citizen),
    "delmaal.naaet": (_sender, _citizen, _relative),
    "delmaal.tabt": (_sender, _citizen),
    "paaroerende.udpeget": (_citizen, _itself),
}


def told(fact: str, life: Life) -> frozenset[Told]:
    """Everybody to be told of an event of this kind, `noun.fact`, about this life: one notice each."""
    found = {line for who in _TELLS[fact] for line in who(life)}
    departments = {line.recipient.partition(":")[2] for line in found if line.recipient.startswith("department:")}
    for app, types in LISTENS.items():
        department = app.removesuffix("-app")
        if department in departments and full(fact) in types:
            found.add(Told(f"app:{department}/{app}", "webhook"))
    return frozenset(found)


def full(fact: str) -> str:
    """The type on the wire."""
    return f"{PREFIX}{fact}.v1"


def short(type_: str) -> str:
    return type_.removeprefix(PREFIX).removesuffix(".v1")


def _department(code: str) -> set[Told]:
    return {Told(f"department:{code}", "inbox")}


def _address(life: Life) -> str:
    return f"relative:{life.citizen}/{life.designation}"
