"""What an inbox's address asks for: ids and codes alone, so that a link can be kept and sent on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from services.notifications.domain.rules import ORDER, SHIPPED
from services.notifications.domain.wanted import EVERYTHING, Wanted
from services.notifications.web.cookies import HOME
from shared.contracts.codes import DEPARTMENTS
from shared.contracts.display import type_name
from shared.contracts.fact import PREFIX

ALL, ASKED, UNREAD = "alle", "opgaver", "ulaeste"
VIEWS: Final = {ALL: "Alle", ASKED: "Kræver handling", UNREAD: "Kun ulæste"}
_TICKS: Final = {"overdue": "overskredet", "mine": "mine", "snoozed": "udsat", "muted": "skjulte"}
_TICKED: Final = {"overdue": "Overskredet", "mine": "Mine", "snoozed": "Udsatte", "muted": "Vis også skjulte"}
# By the others a relative or the citizen alone is told: nothing that a team could look for.
_FOR_TEAMS: Final = frozenset(ORDER) - {"itself", "C"}


class Choice(NamedTuple):
    """One that can be made: as it stands in the address, in words, and whether it is made."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """The view (a tab) and what else is left out. Whatever an address says that is none of these is passed over."""

    view: str = ALL
    wanted: Wanted = EVERYTHING

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Filters":
        view = asked.get("vis", ALL)
        type_ = f"{PREFIX}{asked.get('type')}.v1"
        return cls(
            view if view in VIEWS else ALL,
            Wanted(
                unread=view == UNREAD,
                citizen_id=_id(asked.get("borger")),
                department=asked["fra"] if asked.get("fra") in DEPARTMENTS else None,
                event_type=type_ if type_ in SHIPPED.by_type else None,
                **{name: asked.get(tick) == "1" for name, tick in _TICKS.items()},
            ),
        )

    def address(self, cursor: str | None = None, at: str = HOME, **more: str) -> str:
        """The page that shows it, from a cursor on."""
        asked = {"vis": self.view} if self.view != ALL else {}
        asked |= self.hidden | more | ({"side": cursor} if cursor else {})
        return f"{at}?{urlencode(asked)}" if asked else at

    @property
    def hidden(self) -> dict[str, str]:
        """What stands in an address beside the view."""
        wanted, asked = self.wanted, dict[str, str]()
        if wanted.citizen_id is not None:
            asked["borger"] = str(wanted.citizen_id)
        if wanted.department is not None:
            asked["fra"] = wanted.department
        if wanted.event_type is not None:
            asked["type"] = _short(wanted.event_type)
        return asked | {tick: "1" for name, tick in _TICKS.items() if getattr(wanted, name)}

    @property
    def narrowed(self) -> bool:
        """Whether more is left out than the tab says."""
        return bool(self.hidden)

    def within(self, view: str) -> "Filters":
        return Filters(view, replace(self.wanted, unread=view == UNREAD))

    def tabs(self) -> list[tuple[str, str, bool]]:
        return [(label, self.within(name).address(), name == self.view) for name, label in VIEWS.items()]

    def cleared(self) -> str:
        return Filters().within(self.view).address()

    def departments(self) -> list[Choice]:
        named = sorted(DEPARTMENTS.values(), key=lambda each: each.name)
        return [Choice(each.code, each.name, each.code == self.wanted.department) for each in named]

    def types(self) -> list[Choice]:
        return [Choice(_short(type_), name, type_ == self.wanted.event_type) for type_, name in _types()]

    def ticks(self) -> list[Choice]:
        return [Choice(tick, _TICKED[name], bool(getattr(self.wanted, name))) for name, tick in _TICKS.items()]

    def nothing(self) -> str:
        """What an empty list means, and what to do about it."""
        wanted = self.wanted
        several = len(self.hidden) + wanted.unread > 1
        if several or not self.narrowed:
            return "Ingen beskeder passer til det, du har valgt. Vælg færre ting, eller ryd filtrene."
        if wanted.overdue:
            return "Ingen frister er overskredet."
        if wanted.mine:
            return "Ingen beskeder er dine lige nu. Tag en fra listen, eller bed en kollega om at overdrage dig en."
        if wanted.snoozed:
            return "Intet er udsat. En besked, der kan vente, kan du udsætte fra dens egen side."
        return "Der er ingen beskeder om det. Ryd filtrene for at se alt."


@cache
def _types() -> list[tuple[str, str]]:
    """The types that a team can be told of, whatever the municipality decides (I3), by name."""
    told = (type_ for type_, rule in SHIPPED.by_type.items() if (rule.every_code | rule.free) & _FOR_TEAMS)
    return sorted(((type_, type_name(type_)) for type_ in told), key=lambda each: each[1])


def _short(type_: str) -> str:
    return type_.removeprefix(PREFIX).removesuffix(".v1")


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
