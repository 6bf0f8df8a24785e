"""What can be reported on a page: from a filled form to the report's data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from starlette.datastructures import FormData

from services.notifications.web.casework.fields import Field
from services.notifications.web.elsewhere import Service
from services.notifications.web.forms import EMPTY, WHOLE_FORM, Filled
from shared.contracts import Fact

_SERVICES: Final[Mapping[str, Service]] = {"referral": "referral", "kraftcenter": "kraftcenter"}
_YES: Final[Mapping[str, bool]] = {"ja": True, "nej": False}
NEW: Final = object()
"""In `fixed`: an id that is made with the form, so that a form sent twice makes one thing."""
_SPREAD: Final[Mapping[str, str]] = {"a": "decision_id", "i": "intervention_id"}
_PRIVATE: Final = "/data/private/"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be reported: a `fact`. `fixed` are the data that the page knows by itself.

    `slug` is the end of the form's address and the beginning of its fields' names. `start` is what the form begins
    with, `absent` the choice that stands for a field left out. A `leading` one is what is asked of the reader; the
    others stand below it, folded.
    """

    slug: str
    fact: type[Fact]
    title: str
    button: str
    fixed: Mapping[str, Any]
    fields: tuple[Field, ...] = ()
    explained: str = ""
    leading: bool = False
    start: Filled = EMPTY
    absent: str = ""

    @property
    def service(self) -> Service:
        """Which decides on it."""
        return _SERVICES[self.fact.owner]

    def at(self, name: str) -> str:
        """A field's name in the form: several forms share a page."""
        return f"{self.slug}-{name}"

    def filled(self, form: FormData) -> Filled:
        """What was written."""
        return Filled({self.at(f.name): self._given(f, form) for f in self.fields})

    def faults(self, filled: Filled) -> dict[str, str]:
        """What is missing or cannot be meant, by the form's field."""
        found = {self.at(f.name): f.needed for f in self.fields if f.needed and not filled.all(self.at(f.name))}
        for each in self.fields:
            name = self.at(each.name)
            given = filled.given(name)
            if given and each.kind == "date" and not _is_date(given):
                found[name] = "Skriv en dato som år-måned-dag, f.eks. 2026-12-31."
            elif given and each.kind == "number" and not given.isdecimal():
                found[name] = "Skriv et helt tal."
            elif given and each.options and any(one not in dict(each.options) for one in filled.all(name)):
                found[name] = "Vælg en af mulighederne."
        return found

    def data(self, filled: Filled, report_id: str, *, assume: bool = False) -> dict[str, Any]:
        """The report's data. With `assume`, what is not chosen yet is filled in to ask who would be told."""
        data: dict[str, Any] = {name: report_id if value is NEW else value for name, value in self.fixed.items()}
        private: dict[str, str] = {}
        for each in self.fields:
            given = filled.all(self.at(each.name))
            if not given and assume:
                given = (each.assumed,) if each.assumed else ()
            if each.private:
                if given and not assume:
                    private[each.name] = given[0]
            elif each.kind == "some_of":
                data[each.name] = list(given)
            elif each.kind == "number" and given:
                data[each.name] = int(given[0])
            elif each.spread and given:
                letter, _, id_ = given[0].partition("-")
                data[_SPREAD[letter]] = id_
            elif given and given[0] != (self.absent or None):
                data[each.name] = _YES.get(given[0], given[0])
        return data | ({"private": private} if private else {})

    def blamed(self, detail: str, fields: Mapping[str, str]) -> dict[str, str]:
        """What the service found wrong, by the form's field; what no field is to blame for stands for the whole."""
        known = {each.name for each in self.fields}
        blamed: dict[str, str] = {}
        for pointer, said in fields.items():
            name = pointer.removeprefix(_PRIVATE).removeprefix("/data/")
            blamed[self.at(name) if name in known else WHOLE_FORM] = said
        return blamed or {WHOLE_FORM: detail}

    def starting(self, **values: str | Sequence[str]) -> "Step":
        """The same, with something in its fields from the start."""
        return replace(self, start=Filled({self.at(name): value for name, value in values.items()}))

    def with_fixed(self, fixed: Mapping[str, Any]) -> "Step":
        """The same, with other data that the page knows by itself."""
        return replace(self, fixed=fixed)

    def _given(self, each: Field, form: FormData) -> str | Sequence[str]:
        said = [str(value) for value in form.getlist(self.at(each.name)) if isinstance(value, str)]
        if each.kind == "some_of":
            return [one for one in said if one]
        text = (said[0] if said else "").replace("\r\n", "\n").strip()
        return text or ()


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10
