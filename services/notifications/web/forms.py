"""What stands in a form's fields: nothing, or what was written and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

WHOLE_FORM = ""
"""The field of a fault that no single field is to blame for."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form is shown with; the macros of `forms.html` read it.

    `values` holds what was written, by field, a sequence where several can be chosen. `faults` are Danish sentences by
    field, in the order they are listed above the form.
    """

    values: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    def given(self, name: str) -> str:
        value = self.values.get(name, "")
        return value if isinstance(value, str) else next(iter(value), "")

    def all(self, name: str) -> Sequence[str]:
        value = self.values.get(name, ())
        return (value,) if isinstance(value, str) else value

    def wrong(self, name: str) -> str:
        return self.faults.get(name, "")

    def but(self, faults: Mapping[str, str]) -> "Filled":
        """The same, with these faults."""
        return Filled(self.values, faults)


EMPTY = Filled()
