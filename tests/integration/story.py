"""A citizen's way from a referral to a reached sub-goal, step by step, as two departments' apps report it."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from tests.integration.driver import Driver, a_goal, a_referral, a_start

SOCIAL, KRAFT, SEL82, RELATIVES = "socialpsykiatri-app", "kraftcenter-app", "sel82-app", "paaroerende-app"
REACHED = "dk.samspil.delmaal.naaet.v1"


def _id() -> str:
    return str(uuid4())


@dataclass(frozen=True, slots=True)
class Story:
    """The ids the apps give; every method reports one step and gives its final receipt."""

    driver: Driver
    citizen: str
    referral: str = field(default_factory=_id)
    intervention: str = field(default_factory=_id)
    goal: str = field(default_factory=_id)
    sub_goal: str = field(default_factory=_id)

    async def ask(self, **data: Any) -> dict[str, Any]:
        asked = a_referral(self.referral, **data)
        app = f"{asked['from_department']}-app"
        return await self.driver.accepted(app, "referral", "henvisning.oprettet", self.citizen, asked)

    async def accept(self) -> dict[str, Any]:
        said = {"referral_id": self.referral, "by_department": "kraftcenter"}
        return await self.driver.accepted(KRAFT, "referral", "henvisning.accepteret", self.citizen, said)

    async def start(self) -> dict[str, Any]:
        receipt = await self.begin()
        return await self.driver.decided(KRAFT, "kraftcenter", receipt)

    async def begin(self, **data: Any) -> dict[str, Any]:
        """As `start`, with the receipt as it was answered, perhaps waiting."""
        started = a_start(self.intervention, self.referral, **data)
        return await self.driver.accepted(KRAFT, "kraftcenter", "indsats.startet", self.citizen, started)

    async def set_goal(self) -> dict[str, Any]:
        goal = a_goal(self.goal, self.intervention)
        return await self.driver.accepted(KRAFT, "kraftcenter", "indsatsmaal.fastsat", self.citizen, goal)

    async def agree(self) -> dict[str, Any]:
        agreed = {
            "sub_goal_id": self.sub_goal,
            "goal_id": self.goal,
            "intervention_id": self.intervention,
            "measure_kind": "self_report",
            "target_on": _day(60),
            "citizen_took_part": True,
        }
        return await self.driver.accepted(KRAFT, "kraftcenter", "delmaal.aftalt", self.citizen, agreed)

    async def reach(self, **data: Any) -> dict[str, Any]:
        reached = {
            "sub_goal_id": self.sub_goal,
            "goal_id": self.goal,
            "intervention_id": self.intervention,
            "reached_on": _day(0),
            "informant": "citizen",
            **data,
        }
        return await self.driver.accepted(KRAFT, "kraftcenter", "delmaal.naaet", self.citizen, reached)

    async def lose(self) -> dict[str, Any]:
        lost = {
            "sub_goal_id": self.sub_goal,
            "goal_id": self.goal,
            "intervention_id": self.intervention,
            "lost_on": _day(0),
            "informant": "professional",
        }
        return await self.driver.accepted(KRAFT, "kraftcenter", "delmaal.tabt", self.citizen, lost)

    async def under_way(self) -> "Story":
        """Asked, accepted and begun."""
        await self.ask()
        await self.accept()
        await self.start()
        return self

    async def designate(self, *may_know: str, **data: Any) -> str:
        """The citizen lets a relative know of these types; gives the designation's id, once it is told of."""
        id_ = _id()
        designated = {"designation_id": id_, "relation": "friend", "may_know": may_know, "channels": ["inbox"], **data}
        await self.driver.accepted(RELATIVES, "notifications", "paaroerende.udpeget", self.citizen, designated)
        return id_


async def until(see: Any, seconds: float = 20) -> Any:
    """What `see()` gives, once that is true. Fails after that long."""
    end = time.monotonic() + seconds
    while not (seen := await see()):
        assert time.monotonic() < end, "it did not come to pass"
        await asyncio.sleep(0.05)
    return seen


def demo_citizen(endpoints: Mapping[str, Any]) -> str:
    """The one citizen who can sign in."""
    return next(str(who["citizen_id"]) for who in endpoints["people"].values() if who["role"] == "citizen")


def ids_of(receipt: Mapping[str, Any]) -> Sequence[str]:
    """The events a report became."""
    return [event["id"] for event in receipt["published"]]


def _day(days: int) -> str:
    return str(date.today() + timedelta(days=days))  # noqa: DTZ011 (any day near will do)
