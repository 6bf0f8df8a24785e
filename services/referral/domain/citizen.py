"""A citizen as the index knows one: a CPR number, a name, a birth date. None of it ever stands on an event."""

from dataclasses import dataclass, field
from datetime import date

from shared.contracts import Refused

_NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class NewCitizen:
    """A person to be found in the index, or put there. `cpr` is in its normal form; nothing stands in the repr."""

    cpr: str = field(repr=False)
    name: str = field(repr=False)
    birth_date: date = field(repr=False)


def person_name(text: str) -> str:
    """The name with single spaces; raises `Refused` where it is empty, too long or not printable."""
    name = " ".join(text.split())
    if not name or len(name) > _NAME_LENGTH or not name.isprintable():
        raise Refused("invalid", f"Feltet skal være et navn på højst {_NAME_LENGTH} tegn.", pointer="/name")
    return name
