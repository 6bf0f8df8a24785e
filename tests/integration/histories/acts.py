"""What can be reported in a history, and by whom; whether it is legal is for the services to say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from tests.integration.driver import Driver, a_referral, a_start
from tests.integration.story import ids_of

OFFERS = {
    "kraftcenter-traening": ("socialpsykiatri", "kraftcenter"),
    "peer-gruppe": ("sel82", "kraftcenter"),
    "paaroerende-vejledning": ("kraftcenter", "paaroerende"),
    "polaris-gruppe": ("socialpsykiatri", "svr"),
}
"""Offer: who asks, and who receives. One runs out after seconds in the tests' stack, one is an application."""

_REASONED = {
    "afvist": {"reason": "no_capacity"},
    "opgivet": {"reason": "citizen_unreachable"},
    "annulleret": {"reason": "citizen_declined", "by": "citizen"},
    "gennemfoert": {"outcome": "completed"},
    "genoptaget": {},
    "accepteret": {},
}
MOVES = ("accepteret", "accepteret", "afvist", "sat_i_bero", "genoptaget", "gennemfoert", "opgivet", "annulleret")
"""Accepted twice: most histories end there otherwise."""


@dataclass(slots=True)
class Asked:
    """A referral of the history. `events` are those its reports became, with who reported them and where.

    `answered` since an acceptance was taken, and no correction since: before, a start would wait for one for long.
    """

    id: str
    sender: str
    receiver: str
    offer: str
    answered: bool = False
    intervention: str | None = None
    events: list[tuple[str, str, str]] = field(default_factory=list)


class Acts:
    """One citizen's history, reported to the running services. An act gives the answer's status; 0: it was left out."""

    def __init__(self, driver: Driver, citizen: str) -> None:
        self.citizen = citizen
        self.referrals: list[Asked] = []
        self._driver = driver

    async def ask(self, offer: str) -> int:
        sender, receiver = OFFERS[offer]
        asked = Asked(str(uuid4()), sender, receiver, offer)
        data = a_referral(asked.id, from_department=sender, to_department=receiver, offer=offer)
        status = await self._report(asked, sender, "referral", "henvisning.oprettet", data)
        if status == 202:
            self.referrals.append(asked)
        return status

    async def move(self, fact: str, which: int, by_sender: bool) -> int:
        asked = self._the(which)
        department = asked.sender if by_sender else asked.receiver
        data: dict[str, Any] = {"referral_id": asked.id, **_REASONED.get(fact, {})}
        if fact in ("accepteret", "afvist"):
            data["by_department"] = department
        if fact == "sat_i_bero":
            data |= {"reason": "no_capacity", "until": _day(30)}
        status = await self._report(asked, department, "referral", f"henvisning.{fact}", data)
        asked.answered |= fact == "accepteret" and status == 202
        return status

    async def start(self, which: int) -> int:
        asked = self._the(which)
        if not asked.answered:
            return 0
        intervention = str(uuid4())
        data = a_start(intervention, asked.id, department=asked.receiver, offer=asked.offer)
        status = await self._report(asked, asked.receiver, "kraftcenter", "indsats.startet", data)
        if status == 202:
            asked.intervention = intervention
        return status

    async def follow_up(self, which: int) -> int:
        asked = self._the(which)
        data = {
            "intervention_id": asked.intervention or str(uuid4()),
            "held_on": _day(0),
            "decision": "continue",
            "next_on": _day(40),
        }
        return await self._report(asked, asked.receiver, "kraftcenter", "opfoelgning.holdt", data)

    async def end(self, which: int) -> int:
        asked = self._the(which)
        data = {"intervention_id": asked.intervention or str(uuid4()), "outcome": "completed", "by": "citizen"}
        return await self._report(asked, asked.receiver, "kraftcenter", "indsats.afsluttet", data)

    async def decide(self, which: int, granted: bool) -> int:
        asked = self._the(which)
        data = {
            "decision_id": str(uuid4()),
            "referral_id": asked.id,
            "offer": asked.offer,
            "legal_basis": "SEL-85",
            "granted": granted,
            "assessed_on": _day(0),
        }
        return await self._report(asked, "svr", "referral", "afgoerelse.truffet", data)

    async def correct(self, which: int, back: int) -> int:
        """Takes back what was reported as the last, or `back` reports before it."""
        asked = self._the(which)
        event, department, service = asked.events[-1 - back % len(asked.events)]
        asked.answered = False
        if service == "referral":
            data = {"referral_id": asked.id, "event_id": event}
            return await self._report(asked, department, service, "henvisning.fejlregistreret", data)
        return await self._report(asked, department, service, "indsats.fejlregistreret", {"event_id": event})

    def _the(self, which: int) -> Asked:
        return self.referrals[which % len(self.referrals)]

    async def _report(self, asked: Asked, department: str, service: str, fact: str, data: Mapping[str, Any]) -> int:
        app = f"{department}-app"
        answer = await self._driver.report(app, service, fact, self.citizen, data)
        assert answer.status_code in (202, 403, 422), answer.text
        if answer.status_code == 202:
            receipt = await self._driver.decided(app, service, answer.json())
            if not fact.endswith("fejlregistreret"):
                asked.events += [(event, department, service) for event in ids_of(receipt)[:1]]
            return 422 if receipt["status"] == "refused" else 202
        return answer.status_code


def _day(days: int) -> str:
    return str(date.today() + timedelta(days=days))  # noqa: DTZ011 (any day near will do)
