"""The figures of courses: configuration, shipped as S3 has them (C1, C2)."""

import re
from dataclasses import dataclass, replace

_NUMBER = re.compile(r"[1-9]\d{0,2}")


@dataclass(frozen=True, slots=True)
class Figures:
    """`capacity` and `sessions` are the most a course may be opened with; `intake` is how many sessions sign-up is open
    for. How many peers lead it is no figure: no event tells of it, so nothing could be held to it.
    """

    capacity: int = 10
    sessions: int = 10
    intake: int = 3

    @classmethod
    def parse(cls, text: str) -> "Figures":
        """The shipped figures with those changed that `capacity=12,intake=2` names.

        Raises ValueError with one line that names the figure and not the value.
        """
        figures = cls()
        for part in filter(None, (p.strip() for p in text.split(","))):
            name, _, number = part.partition("=")
            if name not in cls.__slots__:
                raise ValueError("a figure is named that there is not")
            if not _NUMBER.fullmatch(number):
                raise ValueError(f"the figure {name} is no number from 1 to 999")
            figures = replace(figures, **{name: int(number)})
        return figures
