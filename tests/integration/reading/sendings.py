"""What is sent to every route that changes something: about the citizen who is there, and as the right person would."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
from fastapi import FastAPI

from services.notifications.domain.delivery import Outcome
from services.notifications.domain.webhook import Webhook
from services.notifications.ports import Tried
from shared.contracts import DesignationChanged, DialogueToolUsed, Fact, ReferralAccepted
from shared.intake.desk import WEB_SOURCE
from shared.intake.places import APP_SOURCE
from tests.integration.notifications_world import RealWorld as Notifications
from tests.integration.reading.anna import INVOLVED, Anna
from tests.integration.reading.services_here import ISSUER
from tests.integration.referral_world import RealWorld as Referral
from tests.suites.kraftcenter_course_story import CourseStory
from tests.suites.kraftcenter_real import RealWorld as Kraftcenter
from tests.suites.notifications_knowledge import handed_in
from tests.suites.notifications_story import REACHED
from tests.suites.referral_world import ANNA as CPR
from tests.suites.referral_world import asked as refer

_LOST = """
INSERT INTO deliveries (id, channel, recipient, lane, event_id, event_type, subject, correlationid, because, status,
    created_at, next_at, done_at, code)
VALUES ($1, 'webhook', $2, 'app:nobody', $1, $3, $4, $1, 'its_department', 'given_up', now(), now(), now(), 'failed')
"""
_NOTICE = "SELECT id FROM notices WHERE subject = $1 AND recipient = $2 ORDER BY created_at LIMIT 1"
_LOOK = "SELECT id FROM access_log WHERE citizen_id = $1 AND department = $2 ORDER BY id LIMIT 1"
_ASKED_FOR = ("DELETE /citizens/{citizen_id}/erasure", "POST /citizens/{citizen_id}/erasure/confirmation")
_HOOK = {"url": "https://receiver.example/hear"}


class _Answering:
    """A receiver that is there and takes everything: nothing of these tests goes out."""

    plain = False

    async def may_reach(self, url: str) -> bool:
        return True

    async def test(self, webhook: Webhook) -> Tried:
        return Tried(uuid4(), Outcome("delivered", delivered=True), 1)


def _bearer(role: str, department: str | None = None) -> dict[str, str]:
    """Somebody who is none of those the table is about."""
    token = ISSUER.token(sub="en-anden", roles=[role], department=department)
    return {"Authorization": f"Bearer {token}"}


@dataclass(frozen=True, slots=True)
class Sending:
    """`ids` are those a path may name."""

    ids: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Sendings:
    """Made anew for each who sends: what the one before did must not be why the next is refused."""

    anna: Anna
    referral: Referral
    kraftcenter: Kraftcenter
    notifications: Notifications
    course: UUID

    @classmethod
    async def about(
        cls, anna: Anna, referral: Referral, kraftcenter: Kraftcenter, notifications: Notifications
    ) -> "Sendings":
        """A course is open for her, too."""
        story = CourseStory(now=kraftcenter.now)
        await kraftcenter.report(story.open(capacity=10))
        return cls(anna, referral, kraftcenter, notifications, story.course)

    async def ready(self, service: str, app: FastAPI, client: httpx2.AsyncClient) -> None:
        """A colleague has looked at her, for a spot check; at referral her number leads to her under its own key."""
        if service == "referral":
            place = app.state.reads.index.place(CPR)
            await app.state.pool.execute(
                "UPDATE citizens SET cpr_index = $2 WHERE citizen_id = $1", self.anna.id, place
            )
        if service == "notifications":
            app.state.webhook_trial = _Answering()
        more = {"referral": "", "kraftcenter": "/goals", "notifications": "/timeline"}[service]
        headers = {**_bearer("coordinator", INVOLVED), "Samspil-Purpose": "sagsbehandling"}
        assert (await client.get(f"/citizens/{self.anna.id}{more}", headers=headers)).status_code == 200

    async def to(
        self, service: str, route: str, app: FastAPI, client: httpx2.AsyncClient, who: Mapping[str, Any] | None
    ) -> Sending:
        """As `who` would send it."""
        ids = {**self.anna.about, "app": f"{INVOLVED}-app", "department": INVOLVED, "course_id": str(self.course)}
        path = route.partition(" ")[2]
        if route in _ASKED_FOR:
            await client.post(f"/citizens/{self.anna.id}/erasure", headers=_bearer("manager", INVOLVED))
        if path.startswith("/apps/{app}/webhook") and not route.startswith("PUT "):
            await client.put(f"/apps/{ids['app']}/webhook", json=_HOOK, headers=_bearer("operator"))
        if "{access_id}" in path:
            ids["access_id"] = str(await app.state.pool.fetchval(_LOOK, self.anna.id, INVOLVED))
        if "{notice_id}" in path:
            found = await app.state.pool.fetchval(_NOTICE, self.anna.id, f"department:{INVOLVED}")
            ids["notice_id"] = str(found)
        if path == "/knowledge/{knowledge_id}/match" or route == "DELETE /knowledge/{knowledge_id}":
            ids["knowledge_id"] = str(await handed_in(self.notifications))
        if "{delivery_id}" in path:
            lost = uuid4()
            await app.state.pool.execute(_LOST, lost, f"app:{INVOLVED}/nobody", REACHED, self.anna.id)
            ids["delivery_id"] = str(lost)
        body: Any = (
            await self._event(service, who or {}) if path in ("/events", "/preview") else self._bodies().get(route)
        )
        kind = "application/cloudevents+json" if path in ("/events", "/preview") else "application/json"
        query = {"citizen_id": str(self.anna.id)} if route == "DELETE /courses/{course_id}/signup" else {}
        return Sending(ids, query, {"Content-Type": kind}, b"" if body is None else json.dumps(body).encode())

    def _bodies(self) -> Mapping[str, Any]:
        today = datetime.now(UTC).date()
        hers = {"citizen_id": str(self.anna.id)}
        return {
            "POST /dead-letters/replay": {},
            "PUT /access-log/spot-checks/{access_id}": {"outcome": "in_order"},
            "POST /citizens": {"cpr": CPR, "name": "Anna Eksempel"},
            "POST /citizens/search": {"cpr": CPR},
            "POST /courses/{course_id}/signup": {**hers, "adult": True, "contact_under_two_years": True},
            "PUT /rules": {"from_version": 0, "changes": []},
            "POST /rules/preview": {"event_type": REACHED, "situation": {"offer": "kraftcenter-traening"}},
            "POST /knowledge/{knowledge_id}/match": hers,
            "PUT /apps/{app}/webhook": _HOOK,
            "POST /sessions/end": {"who": "somebody"},
            "PUT /departments/{department}/stand-in": {
                "name": "Bo", "email": "bo@example.org", "from": today.isoformat(), "until": today.isoformat()
            },
            "PUT /inbox/mutes": {"event_types": []},
            "POST /inbox/{notice_id}/snooze": {"until": (datetime.now(UTC) + timedelta(hours=1)).isoformat()},
            "POST /inbox/{notice_id}/handover": {},
            "POST /inbox/{notice_id}/acknowledgement": {"words": "Tak."},
            "PUT /mail-settings": {"pace": "none", "quiet_from": 20, "quiet_until": 8},
        }  # fmt: skip

    async def _event(self, service: str, who: Mapping[str, Any]) -> dict[str, Any]:
        """Kraftcenter says yes to her own request; uses a tool with her; she lets the relative know something else."""
        fact: Fact
        if service == "referral":
            own = await refer(
                self.referral, self.anna.id, offer="kraftcenter-traening", from_department=None, origin="self"
            )
            fact = ReferralAccepted(referral_id=own, by_department=INVOLVED)
        elif service == "kraftcenter":
            fact = DialogueToolUsed(
                intervention_id=UUID(self.anna.about["intervention_id"]), tool="recovery_star",
                used_on=datetime.now(UTC).date(),
            )  # fmt: skip
        else:
            fact = DesignationChanged.model_validate(
                {"designation_id": self.anna.designation, "may_know": (REACHED,), "channels": ("inbox",)}
            )
        return {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": APP_SOURCE + who["app"] if "app" in who else WEB_SOURCE,
            "type": fact.type,
            "subject": str(self.anna.id),
            "time": datetime.now(UTC).isoformat(),
            "datacontenttype": "application/json",
            "data": fact.model_dump(mode="json", exclude_none=True),
        }
