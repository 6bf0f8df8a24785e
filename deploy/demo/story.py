"""The script: what is reported, by which app, and who should hear of it. Written by hand, not asked of the system."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from deploy.embedded.people import RELATIVE_EMAIL

Door = Literal["HTTP", "Kafka"]

DOORS: Mapping[str, Door] = {"socialpsykiatri-app": "HTTP", "kraftcenter-app": "Kafka"}
"""By which door each app comes in; the same rules hold behind both."""

RELATIVE = "ellen"
"""Whom the citizen has designated."""

ADDRESSES = {RELATIVE: RELATIVE_EMAIL}


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids the apps give to what they report about."""

    referral: UUID
    intervention: UUID
    goal: UUID
    sub_goal: UUID

    @classmethod
    def fresh(cls) -> "Ids":
        return cls(uuid4(), uuid4(), uuid4(), uuid4())


@dataclass(frozen=True, slots=True)
class Step:
    """One report. `service` owns its type, `told` are the usernames that are to find it in their inbox, `mailed` those
    that are to have a mail, too: no others."""

    title: str
    app: str
    service: str
    noun_fact: str
    data: Callable[[Ids, date], Mapping[str, Any]]
    told: frozenset[str]
    mailed: frozenset[str] = frozenset()

    @property
    def type(self) -> str:
        return f"dk.samspil.{self.noun_fact}.v1"

    @property
    def door(self) -> Door:
        return DOORS[self.app]


def _created(ids: Ids, _: date) -> Mapping[str, Any]:
    return {
        "referral_id": str(ids.referral),
        "from_department": "socialpsykiatri",
        "to_department": "kraftcenter",
        "offer": "kraftcenter-traening",
        "priority": "routine",
        "themes": ["relationer"],
        "origin": "professional",
        "private": {"note": "Ønsker at komme mere ud blandt andre; bedst om formiddagen."},
    }


def _accepted(ids: Ids, _: date) -> Mapping[str, Any]:
    return {"referral_id": str(ids.referral), "by_department": "kraftcenter"}


def _started(ids: Ids, today: date) -> Mapping[str, Any]:
    return {
        "intervention_id": str(ids.intervention),
        "referral_id": str(ids.referral),
        "department": "kraftcenter",
        "offer": "kraftcenter-traening",
        "follow_up_on": str(today + timedelta(days=90)),
    }


def _goal(ids: Ids, _: date) -> Mapping[str, Any]:
    return {
        "goal_id": str(ids.goal),
        "intervention_id": str(ids.intervention),
        "themes": ["relationer"],
        "kind": "develop",
    }


def _agreed(ids: Ids, today: date) -> Mapping[str, Any]:
    return {
        "sub_goal_id": str(ids.sub_goal),
        "goal_id": str(ids.goal),
        "intervention_id": str(ids.intervention),
        "measure_kind": "self_report",
        "target_on": str(today + timedelta(days=60)),
        "citizen_took_part": True,
    }


def _reached(ids: Ids, today: date) -> Mapping[str, Any]:
    return {
        "sub_goal_id": str(ids.sub_goal),
        "goal_id": str(ids.goal),
        "intervention_id": str(ids.intervention),
        "reached_on": str(today),
        "informant": "citizen",
    }


_SENDER = "socialpsykiatri-app"
_RECEIVER = "kraftcenter-app"
_CITIZEN_AND_RECEIVER = frozenset({"viggo", "anne"})
_CITIZEN_AND_SENDER = frozenset({"viggo", "mette"})

STORY = (
    Step("Socialpsykiatrien henviser", _SENDER, "referral", "henvisning.oprettet", _created, _CITIZEN_AND_RECEIVER),
    Step("Kraftcenter accepterer", _RECEIVER, "referral", "henvisning.accepteret", _accepted, _CITIZEN_AND_SENDER),
    Step("Kraftcenter starter indsatsen", _RECEIVER, "kraftcenter", "indsats.startet", _started, _CITIZEN_AND_SENDER),
    Step("Indsatsmålet fastsættes", _RECEIVER, "kraftcenter", "indsatsmaal.fastsat", _goal, _CITIZEN_AND_SENDER),
    Step("Et delmål aftales", _RECEIVER, "kraftcenter", "delmaal.aftalt", _agreed, _CITIZEN_AND_SENDER),
    Step(
        "Delmålet nås",
        _RECEIVER,
        "kraftcenter",
        "delmaal.naaet",
        _reached,
        # The citizen has designated Ellen for just this type, and the relatives' team hears of it once.
        _CITIZEN_AND_SENDER | {RELATIVE, "lone"},
        # Ellen has also asked to be mailed that there is news.
        mailed=frozenset({RELATIVE}),
    ),
)
