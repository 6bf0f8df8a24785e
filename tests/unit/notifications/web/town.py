"""The other services beside the pages, in memory: their own doors, handlers and decisions, and what each hears.

Referral and kraftcenter answer over HTTP as they do, with the person's own token; notifications is asked in process.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import httpx2
from fastapi import FastAPI, Request

from services.kraftcenter.api import router as kraftcenter_router
from services.notifications import handlers as notifying
from services.notifications.domain.known import MayKnow
from services.notifications.domain.shown import DesignationShown, Preview, TimelinePage
from services.notifications.ports import Why
from services.referral.api import router as referral_router
from shared.contracts import Event, Refused, Report, Reporter, Waits
from shared.contracts.cloudevents import read_http
from shared.contracts.reading import read_report
from shared.http import prepare
from shared.identity import Caller, Speaker, Verifier
from tests.fakes import notifications as notifications_fake
from tests.fakes import referral as referral_fake
from tests.fakes.kraftcenter_courses import FakeCourseWorld


@dataclass
class Town:
    """Empty at first. `away` are the services that do not answer; `sent` is every report that was taken."""

    issuer_url: str
    client: Any
    away: set[str] = field(default_factory=set)
    sent: list[Report[Any]] = field(default_factory=list)
    purposes: list[tuple[str, str | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.referral = _app(self, "referral")
        self.kraftcenter = _app(self, "kraftcenter")
        self.clear()

    def clear(self) -> None:
        self.away.clear()
        self.sent.clear()
        self.purposes.clear()
        self.referrals = referral_fake.FakeWorld()
        self.centre = FakeCourseWorld()
        self.notices = notifications_fake.FakeWorld()
        self.receipts: dict[str, dict[str, Any]] = {}
        self._told: set[UUID] = set()
        state = self.referral.state
        state.reads, state.service = self.referrals, "referral"
        state.erasures, state.settings = self.referrals.erasures, SimpleNamespace(erasure_ask_days=14)
        self.kraftcenter.state.reads, self.kraftcenter.state.courses = self.centre, self.centre.known
        self._now()

    # The port of the pages to what notifications itself knows.

    async def timeline(
        self, reader: Reporter, citizen_id: UUID, why: Why, *, cursor: str | None = None, limit: int = 100
    ) -> TimelinePage:
        self._answers("notifications")
        self.purposes.append((why.purpose, why.reason))
        return await self.notices.timeline(reader, citizen_id, why, cursor=cursor, limit=limit)

    async def designations(self, reader: Reporter, citizen_id: UUID, why: Why) -> Sequence[DesignationShown]:
        self._answers("notifications")
        return await self.notices.designations(reader, citizen_id, why)

    async def may_know(self, reader: Reporter) -> tuple[MayKnow, ...]:
        self._answers("notifications")
        return await self.notices.may_know(reader)

    async def preview(self, reader: Reporter, event: Mapping[str, Any]) -> Preview:
        report = _read({"source": "urn:samspil:web", **event}, reader)
        return await notifying.preview(report, Why("sagsbehandling"), self.notices.now, self.notices)

    async def transport(self, request: httpx2.Request) -> httpx2.Response:
        """The two services by their hosts."""
        name = request.url.host.removesuffix(".test")
        if name in self.away:
            raise httpx2.ConnectError("away")
        app = self.referral if name == "referral" else self.kraftcenter
        return await httpx2.ASGITransport(app=app).handle_async_request(request)

    # What happens without the pages.

    async def citizen(self, name: str = "Aksel Bræmer") -> UUID:
        """Somebody in the index whom nobody is involved with."""
        id_ = uuid4()
        self.referrals._of(id_).name = name
        return id_

    async def happens(self, by: str, type_: str, citizen: UUID, data: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        """A report of the department `by`, taken in by who owns the type."""
        body = {
            "id": str(uuid4()), "source": f"urn:samspil:app:{by}-app", "type": f"dk.samspil.{type_}.v1",
            "subject": str(citizen), "time": datetime.now(UTC).isoformat(), "data": dict(data), **more,
        }  # fmt: skip
        return await self.take(_read(body, Reporter(f"{by}-app", "app", by)))

    async def take(self, report: Report[Any]) -> dict[str, Any]:
        """Decides, tells the others, and gives the receipt."""
        self._now()
        status = "published"
        self.referrals.hinted = ()
        events: Sequence[Event[Any]]
        if report.data.owner == "referral":
            events = await self.referrals.report(report)
        else:
            before = len(await self.centre.published(report.subject))
            status = "waiting" if await self.centre.report(report) == "waiting" else status
            events = (await self.centre.published(report.subject))[before:]
        self.sent.append(report)
        told = await self._spread(list(events))
        receipt: dict[str, Any] = {
            "receipt_id": str(uuid4()), "event_source": report.source, "event_id": str(report.id), "status": status,
            "published": [{"id": str(e.id), "type": e.type} for e in events], "told": told,
            "hints": list(self.referrals.hinted), "errors": [], "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        }  # fmt: skip
        self.receipts[receipt["receipt_id"]] = receipt
        return receipt

    async def spread_courses(self) -> None:
        """What the courses' own decisions published is told."""
        for work in list(self.centre.every_work()):
            await self._spread([event for event in work.published if event.id not in self._told])

    async def _spread(self, events: list[Event[Any]]) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = []
        while events:
            event = events.pop(0)
            self._told.add(event.id)
            if event.data.owner != "kraftcenter":
                before = len(await self.centre.published(event.subject))
                await self.centre.hear(event)
                events += (await self.centre.published(event.subject))[before:]
            if event.data.owner != "referral":
                with suppress(Waits):
                    events += await self.referrals.hear(event)
            await self.notices.hear(event)
            told += [
                {"recipient_kind": n.recipient.kind, "department": n.recipient.department, "channel": n.channel,
                 "read": False}
                for n in self.notices.of(event.subject).notices.values()
                if n.event_id == event.id
            ]  # fmt: skip
        return [each for n, each in enumerate(told) if each not in told[:n]]

    def _answers(self, name: str) -> None:
        if name in self.away:
            raise ConnectionRefusedError

    def _now(self) -> None:
        now = datetime.now(UTC)
        self.referrals.now = self.centre.now = self.notices.now = now


def _read(event: Mapping[str, Any], reporter: Reporter) -> Report[Any]:
    body = {"specversion": "1.0", "datacontenttype": "application/json", **event}
    raw = read_http({"content-type": "application/cloudevents+json"}, json.dumps(body).encode())
    assert not isinstance(raw, list)
    return read_report(raw, reporter, private_allowed=True)


def _app(town: Town, name: str) -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None)
    prepare(app)
    app.include_router(referral_router if name == "referral" else kraftcenter_router)

    @app.middleware("http")
    async def _(request: Request, answer: Any) -> Any:
        if not hasattr(app.state, "verifier"):
            app.state.verifier = Verifier(town.issuer_url, client=town.client())
        town._now()
        if "samspil-purpose" in request.headers:
            town.purposes.append((request.headers["samspil-purpose"], request.headers.get("samspil-reason")))
        said = await answer(request)
        if request.url.path.endswith("/signup"):
            await town.spread_courses()
        return said

    @app.post("/events", status_code=202)
    async def events(request: Request, caller: Speaker) -> dict[str, Any]:
        raw = read_http(request.headers, await request.body())
        assert not isinstance(raw, list)
        report = read_report(raw, caller.reporter(), private_allowed=True)
        if report.data.owner != name:
            raise Refused("wrong-service", "Typen hører til en anden tjeneste.", pointer="/type")
        if any(each.id == report.id for each in town.sent):
            raise Refused("conflict", "Id'et er brugt.", status=409)
        return await town.take(report)

    @app.get("/receipts/{receipt_id}")
    async def receipt(receipt_id: str, caller: Caller) -> dict[str, Any]:
        return town.receipts[receipt_id]

    return app
