"""Holds what came against the story: who was told and should have been, and who was told and should not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from deploy.demo.cast import RELATIVE, Cast, Line
from deploy.demo.story import Became, Step

Notice = Mapping[str, Any]


class Arrival(NamedTuple):
    """A notice as it came on somebody's live stream, and when (monotonic)."""

    at: float
    notice: Notice


Arrivals = Mapping[tuple[str, str], Arrival]
"""By username and event."""


@dataclass(slots=True)
class Came:
    """One event that was to come, and what came of it. `texts` are the notices' own words by the name of who read them;
    `missing` and `misasked` are such names, `astray` words for a reader."""

    became: Became
    event_id: str | None = None
    texts: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    misasked: list[str] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)

    @property
    def right(self) -> bool:
        return self.event_id is not None and not self.missing and not self.misasked and not self.astray

    def judge(
        self,
        cast: Cast,
        inboxes: Mapping[str, list[dict[str, Any]]],
        arrived: Arrivals,
        told: Iterable[Line],
        stand_ins: frozenset[str] = frozenset(),
    ) -> None:
        """`inboxes` are everyone's who can sign in, `told` the lines that Samspil says it told. `stand_ins` may read
        with the demo citizen's relative: they have accepted her invitation."""
        if self.event_id is None:
            return
        lines = set(told)
        found = {name: [i for i in items if i["event_id"] == self.event_id] for name, items in inboxes.items()}
        for name in sorted(self.became.told):
            username = cast.username(name)
            if cast.line(name) not in lines or (username is not None and len(found[username]) != 1):
                self.missing.append(name)
            elif username is not None:
                # What is asked is asked no longer once it has been done: it counts as it came.
                self._read(name, arrived.get((username, self.event_id), Arrival(0.0, found[username][0])).notice)
        for name in sorted(self.became.mailed - set(self.missing)):
            if cast.line(name, "mail") not in lines:
                self.missing.append(name)
        rightful = {cast.username(name) for name in self.became.told}
        may = rightful | (stand_ins if RELATIVE in rightful else set())
        seen = [name for name, notices in found.items() if notices or (name, self.event_id) in arrived]
        self.astray = [cast.named(name) for name in seen if name not in may]
        for line in sorted(lines - cast.lines(self.became).keys(), key=str):
            if not self._of_an_app(line, cast) and line not in {cast.line(name) for name in seen}:
                self.astray.append(line.words)

    def _read(self, name: str, notice: Notice) -> None:
        action = notice.get("action")
        self.texts[name] = " ".join(filter(None, (notice["text"], action)))
        if bool(action) != (name in self.became.asked):
            self.misasked.append(name)

    def _of_an_app(self, line: Line, cast: Cast) -> bool:
        """Apps that listen over a webhook hear what their department does; the story names none."""
        departments = {of.department for of in cast.lines(self.became) if of.kind == "department"}
        return line.kind == "app" and line.department in departments


@dataclass(slots=True)
class Told:
    """What came of one step. `seconds` from its doing to the last rightful notice; `hints` stood in its receipts,
    `said` is how it was refused, `wrong` are faults in words."""

    step: Step
    came: list[Came] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    seconds: float | None = None
    hints: list[str] = field(default_factory=list)
    said: str | None = None
    wrong: list[str] = field(default_factory=list)

    @property
    def right(self) -> bool:
        return not self.wrong and all(came.right for came in self.came)
