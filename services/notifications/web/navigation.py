"""Which pages are whose: the links at the top, in the order they are used, and beneath them the managers' own."""

from dataclasses import dataclass
from typing import Final

from services.notifications.web.casework import addresses
from services.notifications.web.cookies import (
    BOX,
    CHECKS,
    ERASING,
    GIVEN_UP,
    HOME,
    KNOWING,
    LEADING,
    LOOKUPS,
    OPERATIONS,
    PLAN,
    RELATIVE,
    RULES,
    SETTINGS,
    STAND_IN,
    YEARLY,
)
from shared.contracts.codes import RELATIVES_TEAM
from shared.contracts.report import Role
from shared.identity import Actor


@dataclass(frozen=True, slots=True)
class Link:
    """`department` where only one department's people have the page; `also` are pages that belong to it and have no
    link of their own in the same row."""

    label: str
    address: str
    roles: frozenset[Role]
    department: str | None = None
    also: tuple[str, ...] = ()

    def leads(self, actor: Actor) -> bool:
        return actor.has(*self.roles) and self.department in (None, actor.department)


_STAFF: Final[frozenset[Role]] = frozenset({"coordinator", "manager"})
_MANAGER: Final[frozenset[Role]] = frozenset({"manager"})
_OPERATOR: Final[frozenset[Role]] = frozenset({"operator"})
LEADERS: Final = (
    Link("Overblik", LEADING, _MANAGER),
    Link("Stikprøver", CHECKS, _MANAGER),
    Link("Årsoversigt", YEARLY, _MANAGER),
    Link("Vikarer", STAND_IN, _MANAGER),
    Link("Ikke leveret", GIVEN_UP, _MANAGER),
    Link("Regler", RULES, _MANAGER),
    Link("Sletning", ERASING, _MANAGER),
)
"""The row that stands on these pages alone."""
LINKS: Final = (
    Link("Indbakke", HOME, frozenset({"coordinator", "manager", "citizen", "relative"})),
    Link("Min plan", PLAN, frozenset({"citizen"})),
    Link("Hvem ved hvad", KNOWING, frozenset({"citizen"})),
    Link("Opslag", LOOKUPS, frozenset({"citizen"})),
    Link("Som pårørende", RELATIVE, frozenset({"relative"})),
    Link(
        "Mine borgere",
        addresses.CITIZENS,
        _STAFF,
        also=(addresses.CITIZEN, addresses.REFERRALS, addresses.INTERVENTIONS),
    ),
    Link("Ny henvisning", addresses.REFER, _STAFF),
    Link("Forløb", addresses.COURSES, _STAFF),
    Link("Videnkassen", BOX, frozenset({"coordinator"}), RELATIVES_TEAM),
    Link("Ledelse", LEADING, _MANAGER, also=tuple(link.address for link in LEADERS)),
    Link("Drift", OPERATIONS, _OPERATOR),
    Link("Ikke leveret", GIVEN_UP, _OPERATOR),
    Link("Regler", RULES, _OPERATOR),
    Link("Indstillinger", SETTINGS, frozenset({"coordinator", "manager", "citizen", "relative"}), also=(RULES,)),
)


def links(actor: Actor, path: str) -> list[tuple[str, str, bool]]:
    """Label, address and whether one is there (or below it), of the pages the person has."""
    return _marked([link for link in LINKS if link.leads(actor)], path)


def beneath(actor: Actor, path: str) -> list[tuple[str, str, bool]]:
    """As `links`, of the second row; empty where there is none."""
    row = _marked([link for link in LEADERS if link.leads(actor)], path)
    return row if any(here for _, _, here in row) else []


def _marked(row: list[Link], path: str) -> list[tuple[str, str, bool]]:
    own = next((link for link in row if _within(path, link.address)), None)
    here = own or next((link for link in row if any(_within(path, address) for address in link.also)), None)
    return [(link.label, link.address, link is here) for link in row]


def _within(path: str, address: str) -> bool:
    return path == address or path.startswith(address + "/")
