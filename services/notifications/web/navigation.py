"""Which pages are whose: the links at the top, in the order they are used."""

from dataclasses import dataclass
from typing import Final

from services.notifications.web.casework import addresses
from services.notifications.web.cookies import (
    BOX,
    CHECKS,
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
    """`department` where only one department's people have the page."""

    label: str
    address: str
    roles: frozenset[Role]
    department: str | None = None

    def leads(self, actor: Actor) -> bool:
        return actor.has(*self.roles) and self.department in (None, actor.department)


_STAFF: Final[frozenset[Role]] = frozenset({"coordinator", "manager"})
LINKS: Final = (
    Link("Indbakke", HOME, frozenset({"coordinator", "manager", "citizen", "relative"})),
    Link("Min plan", PLAN, frozenset({"citizen"})),
    Link("Hvem ved hvad", KNOWING, frozenset({"citizen"})),
    Link("Opslag", LOOKUPS, frozenset({"citizen"})),
    Link("Som pårørende", RELATIVE, frozenset({"relative"})),
    Link("Mine borgere", addresses.CITIZENS, _STAFF),
    Link("Ny henvisning", addresses.REFER, _STAFF),
    Link("Forløb", addresses.COURSES, _STAFF),
    Link("Videnkassen", BOX, frozenset({"coordinator"}), RELATIVES_TEAM),
    Link("Ledelse", LEADING, frozenset({"manager"})),
    Link("Stikprøver", CHECKS, frozenset({"manager"})),
    Link("Årsoversigt", YEARLY, frozenset({"manager"})),
    Link("Regler", RULES, frozenset({"coordinator", "manager", "operator"})),
    Link("Vikarer", STAND_IN, frozenset({"manager"})),
    Link("Ikke leveret", GIVEN_UP, frozenset({"manager", "operator"})),
    Link("Indstillinger", SETTINGS, frozenset({"coordinator", "manager", "citizen", "relative"})),
    Link("Drift", OPERATIONS, frozenset({"operator"})),
)


def links(actor: Actor, path: str) -> list[tuple[str, str, bool]]:
    """Label, address and whether one is there (or below it), of the pages the person has."""
    return [
        (link.label, link.address, path == link.address or path.startswith(link.address + "/"))
        for link in LINKS
        if link.leads(actor)
    ]
