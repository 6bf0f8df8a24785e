"""Plain words for citizens and relatives, by code (`plain.toml`); the list's own word where nobody has written any."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from shared.contracts.codes import DESIGNABLE
from shared.contracts.display import department_name, offer_name, type_name
from shared.contracts.fact import PREFIX

_FILE = Path(__file__).with_name("plain.toml")


@cache
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def offer(code: str) -> str:
    """What the offer is, in a sentence or two."""
    return str(_words()["offer"].get(code, ""))


def short(type_: str) -> str:
    """`delmaal.naaet` of the whole type: how it travels in a form."""
    return type_.removeprefix(PREFIX).rpartition(".v")[0]


def may_know(type_: str, reader: str) -> str:
    """What a relative is told of; `reader` is `citizen`, who chooses it, or `relative`, who reads it."""
    row = _words()["may_know"].get(short(type_))
    return type_name(type_) if row is None else str(row[reader])


def choices() -> list[tuple[str, str]]:
    """What a citizen may let a relative know of: how it travels in a form, and its words."""
    return [(short(type_), may_know(type_, "citizen")) for type_ in DESIGNABLE]


def state(code: str, receiver: str | None) -> str:
    """Where something that was asked for stands."""
    return str(_words()["state"].get(code, "")).format(receiver=department_name(receiver))


def word(table: str, code: str) -> str:
    """Of the tables `relation`, `as_relation`, `channel`, `purpose` (to citizens) and `staff_purpose`."""
    return str(_words()[table].get(code, code))


def offer_choice(code: str) -> str:
    """An offer to choose: its name, and what it is."""
    return f"{offer_name(code)}. {offer(code)}".strip()
