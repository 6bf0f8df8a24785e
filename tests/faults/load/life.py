"""A citizen's life as two departments and the relatives' team report it, step by step, without end."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tests.integration.driver import a_goal, a_referral, a_start
from tests.integration.story import KRAFT, REACHED, RELATIVES, SOCIAL

SENDER, PROVIDER = "socialpsykiatri", "kraftcenter"
SERVICE_OF = {"henvisning": "referral", "paaroerende": "notifications"}
"""Who owns which noun; everything else is kraftcenter's."""
_DAY = "2026-01-05"
SAID_AT = f"{_DAY}T11:00:00Z"
"""When everything happened: before whatever day a rig's clocks are set to, as what is yet to happen is refused."""


@dataclass(frozen=True, slots=True)
class Step:
    """One report to come: its type (`noun.fact`) and data."""

    fact: str
    data: dict[str, Any]

    @property
    def service(self) -> str:
        return SERVICE_OF.get(self.fact.partition(".")[0], "kraftcenter")


@dataclass(frozen=True, slots=True)
class Bundle:
    """Steps one app reports to one service at a time, in this order; each may rest on the one before."""

    app: str
    steps: tuple[Step, ...]

    @property
    def service(self) -> str:
        return self.steps[0].service


@dataclass(slots=True)
class Life:
    """The ids the apps give. `channels` are the relative's, empty where none is designated; `email` is theirs."""

    citizen: str
    seed: int
    channels: tuple[str, ...] = ()
    referral: str = ""
    intervention: str = ""
    designation: str = ""
    email: str = ""
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 (to be repeated, not to be secret)
        self.referral, self.intervention, self.designation = (self._id() for _ in range(3))
        self.email = f"{self._id()}@example.org"

    def beginning(self) -> Iterator[Bundle]:
        """What every life begins with; from then on goals can be reported."""
        if self.channels:
            yield Bundle(RELATIVES, (self._designate(),))
        yield Bundle(SOCIAL, (Step("henvisning.oprettet", a_referral(self.referral)),))
        accepting = {"referral_id": self.referral, "by_department": PROVIDER}
        yield Bundle(KRAFT, (Step("henvisning.accepteret", accepting),))
        # What it rests on may not have been heard of by the service that is told: then it waits.
        yield Bundle(KRAFT, (Step("indsats.startet", a_start(self.intervention, self.referral)),))

    def going_on(self) -> Iterator[Bundle]:
        """Goals and sub-goals, reached and lost again, for ever."""
        while True:
            if self._random.random() < 0.5:
                yield self.goals(self._random.randint(1, 4))
            else:
                yield from self._sub_goal()

    def goals(self, count: int) -> Bundle:
        """Reports that rest on nothing but the intervention."""
        return Bundle(KRAFT, tuple(self._goal() for _ in range(count)))

    def _goal(self) -> Step:
        return Step("indsatsmaal.fastsat", a_goal(self._id(), self.intervention))

    def _sub_goal(self) -> Iterator[Bundle]:
        goal, sub_goal = self._goal(), self._id()
        named = {"sub_goal_id": sub_goal, "goal_id": goal.data["goal_id"], "intervention_id": self.intervention}
        measure = {"measure_kind": "self_report", "target_on": _day(60), "citizen_took_part": True}
        reached = Step("delmaal.naaet", {**named, "reached_on": _DAY, "informant": "citizen"})
        lost = Step("delmaal.tabt", {**named, "lost_on": _DAY, "informant": "professional"})
        yield Bundle(KRAFT, (goal, Step("delmaal.aftalt", {**named, **measure})))
        yield Bundle(KRAFT, (reached,))
        if self._random.random() < 0.5:
            yield Bundle(KRAFT, (lost, reached))

    def _designate(self) -> Step:
        contact = {"name": "Ida Nørgaard", "email": self.email}
        data: dict[str, Any] = {
            "designation_id": self.designation,
            "relation": "friend",
            "may_know": [REACHED],
            "channels": list(self.channels),
        }
        if "mail" in self.channels:
            data["private"] = {"contact": contact}
        return Step("paaroerende.udpeget", data)

    def _id(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))


def _day(days: int) -> str:
    return str(date.today() + timedelta(days=days))  # noqa: DTZ011 (any day near will do)
