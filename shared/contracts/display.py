"""What people read, in Danish, for departments, offers, themes, event types and codes."""

from functools import cache
from typing import Any

from shared.contracts.codes import DEPARTMENTS, OFFERS, THEMES, TYPE_ROWS, read_list


@cache
def _words() -> dict[str, dict[str, Any]]:
    return read_list("words")


def department_name(code: str | None) -> str:
    """The department's name; "Samspil" where no department acted, the code itself where it is off the list."""
    if code is None:
        return "Samspil"
    return DEPARTMENTS[code].name if code in DEPARTMENTS else code


def offer_name(code: str) -> str:
    """The offer's name, or the code itself where it is off the list (what was kept names it still)."""
    return OFFERS[code].name if code in OFFERS else code


def theme_name(code: str) -> str:
    """As `offer_name`, of a theme."""
    return THEMES[code].name if code in THEMES else code


def type_name(type_: str) -> str:
    """The event type's name, or the type itself where nobody has named it (a newer writer's)."""
    row = TYPE_ROWS.get(type_)
    return type_ if row is None else str(row["name"])


def word(list_name: str, code: str) -> str:
    """The word for a code of a fixed list, e.g. `word("reason", "no_capacity")`; lists as in `codes.FIXED`."""
    return str(_words()[list_name][code]["name"])


def ffb_code(list_name: str, code: str) -> str | None:
    """The code of Fælles Faglige Begreber beside a code of a fixed list, where there is one."""
    ffb = _words()[list_name][code].get("ffb")
    return None if ffb is None else str(ffb)
