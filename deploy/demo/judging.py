"""Holds what came against the story: who was told and should have been, and who was told and should not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from deploy.demo.cast import RELATIVE, Cast, Line
from deploy.demo.story import Became, Step


@dataclass(slots=True)
class Came:
    """One event that was to come, and what came of it. `texts` are the notices' own words by the name of who read them;
    `missing` are names, `astray` words for a reader."""

    became: Became
    event_id: str | None = None
    texts: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)

    @property
    def right(self) -> bool:
        return self.event_id is not None and not self.missing and not self.astray

    def judge(
        self,
        cast: Cast,
        inboxes: Mapping[str, list[dict[str, Any]]],
        arrived: Iterable[tuple[str, str]],
        told: Iterable[Line],
        stand_ins: frozenset[str] = frozenset(),
    ) -> None:
        """`inboxes` are everyone's who can sign in, `arrived` what came live as (username, event), `told` the lines
        that Samspil says it told. `stand_ins` may read with the demo citizen's relative: they have accepted her
        invitation.
        """
        if self.event_id is None:
            return
        expected = cast.lines(self.became, later=True)
        rightful = {name: cast.username(name) for name in self.became.told | self.became.later}
        may = set(rightful.values()) | (stand_ins if RELATIVE in rightful.values() else set())
        live = set(arrived)
        found = {name: [i for i in items if i["event_id"] == self.event_id] for name, items in inboxes.items()}
        lines = set(told)
        for name, username in sorted(rightful.items()):
            notices = found.get(username, []) if username is not None else []
            if notices:
                self.texts[name] = notices[0]["text"]
            if cast.line(name) not in lines or (username is not None and len(notices) != 1):
                self.missing.append(name)
        for line, name in expected.items():
            if line.channel == "mail" and line not in lines and name not in self.missing:
                self.missing.append(name)
        for username, notices in found.items():
            if username not in may and (notices or (username, self.event_id) in live):
                self.astray.append(cast.named(username))
        departments = {line.department for line in expected if line.kind == "department"}
        for line in sorted(lines - expected.keys(), key=str):
            # Apps that listen over a webhook hear what their department does; the story names none.
            of_department = line.kind == "app" and line.department in departments
            if not of_department and not self._named_already(line, cast):
                self.astray.append(line.words)

    def _named_already(self, line: Line, cast: Cast) -> bool:
        return any(cast.line(username) == line and cast.named(username) in self.astray for username in cast.people)


@dataclass(slots=True)
class Told:
    """What came of one step. `seconds` from its doing to the last rightful notice; `wrong` are faults in words."""

    step: Step
    came: list[Came] = field(default_factory=list)
    trace_id: str | None = None
    seconds: float | None = None
    said: str | None = None
    wrong: list[str] = field(default_factory=list)

    @property
    def right(self) -> bool:
        return not self.wrong and all(came.right for came in self.came)
