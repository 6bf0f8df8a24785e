"""The fields of a form: what they ask, and what can be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from shared.contracts.display import word

Kind = Literal["choice", "one_of", "some_of", "date", "number", "words"]
YES_NO: Final = (("ja", "Ja"), ("nej", "Nej"))
"""The two choices that stand for a truth in the data."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `needed` is what is said where nothing was given; an empty one may be left out.

    `private` words go beside the data, sealed. `assumed` stands in for an empty one where it is only asked who would be
    told: a date or a reason changes nothing about that. The options of one that is `spread` are ids of two kinds, each
    with the letter of its own field before it.
    """

    name: str
    label: str
    kind: Kind
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    needed: str = ""
    private: bool = False
    assumed: str = ""
    spread: bool = False


def words_for(list_name: str, codes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Codes of a fixed list with the words people read, to choose among."""
    return tuple((code, _capital(word(list_name, code))) for code in codes)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
