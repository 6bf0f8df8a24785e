"""The fields of a form: what they ask, and what can be chosen."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from shared.contracts.codes import FIXED, THEMES
from shared.contracts.display import word

Kind = Literal["choice", "one_of", "some_of", "date", "number", "words"]
YES_NO: Final = (("ja", "Ja"), ("nej", "Nej"))
"""The two choices that stand for a truth in the data."""
ALL_THEMES: Final = tuple((theme.code, theme.name) for theme in THEMES.values())


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


def a_day(
    name: str, label: str, assumed: date | None = None, *, needed: str = "Skriv en dato.", hint: str = ""
) -> Field:
    """A date that must be given."""
    return Field(name, label, "date", hint=hint, needed=needed, assumed=assumed.isoformat() if assumed else "")


def a_code(name: str, label: str, list_name: str, *, needed: str, assumed: str, kind: Kind = "one_of") -> Field:
    """A code that must be chosen from a fixed list (`codes.FIXED`)."""
    return Field(name, label, kind, _words_of(list_name), needed=needed, assumed=assumed)


def _words_of(list_name: str) -> tuple[tuple[str, str], ...]:
    """The codes of a fixed list with the words people read, to choose among."""
    return tuple((code, _capital(word(list_name, code))) for code in get_args(FIXED[list_name]))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
