"""The pages on their own: the real routes and the stack's own issuer, over an inbox and sessions in memory."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI

from deploy.embedded.issuer.app import Issuer
from deploy.embedded.people import PEOPLE
from services.notifications.web import WebSettings, router, setup
from shared.http import prepare
from shared.identity import Keyring, Verifier
from tests.unit.notifications.web.knowledge import MemoryKnowledge
from tests.unit.notifications.web.memory_people import MemoryPeople
from tests.unit.notifications.web.mutings import MemoryMutes
from tests.unit.notifications.web.operating import MemoryOperations
from tests.unit.notifications.web.records import MemoryRecords
from tests.unit.notifications.web.rulings import MemoryRules
from tests.unit.notifications.web.samples import CITIZEN, MemoryInbox, MemoryInvitations, MemorySessions
from tests.unit.notifications.web.tended import MemoryTending
from tests.unit.notifications.web.town import Town

CLIENT, SECRET = "samspil-web", "not a secret"


def nothing(request: httpx2.Request) -> httpx2.Response:
    """A referral service that knows nobody."""
    return httpx2.Response(404, json={})


@dataclass
class Stand:
    """`issuer` and `pages` are applications for the two addresses; `referral` answers what is asked of that service.

    One that is `settled` stands in its `town`, whose services answer and decide in place of all that is made up.
    """

    issuer_url: str
    pages_url: str
    folder: Path
    traces_url: str | None = "http://traces.test"
    referral_url: str | None = None
    kraftcenter_url: str | None = None
    names_seconds: float = 0.3
    referral: Callable[[httpx2.Request], httpx2.Response] = nothing
    kraftcenter: Callable[[httpx2.Request], httpx2.Response] = nothing
    client: Callable[[], httpx2.AsyncClient] = httpx2.AsyncClient
    inbox: MemoryInbox = field(default_factory=MemoryInbox)
    sessions: MemorySessions = field(default_factory=MemorySessions)
    knowledge: MemoryKnowledge = field(default_factory=MemoryKnowledge)
    rules: MemoryRules = field(default_factory=MemoryRules)
    muting: MemoryMutes = field(init=False)
    records: MemoryRecords = field(default_factory=MemoryRecords)
    operations: MemoryOperations = field(default_factory=MemoryOperations)
    people: MemoryPeople = field(default_factory=MemoryPeople)
    invitations: MemoryInvitations = field(init=False)
    tending: MemoryTending = field(init=False)
    settled: bool = False
    town: Town = field(init=False)

    def __post_init__(self) -> None:
        self.tending = MemoryTending(self.inbox)
        self.town = Town(self.issuer_url, lambda: self.client())
        self.muting = MemoryMutes(lambda: self.inbox)
        self.invitations = MemoryInvitations(lambda: self.inbox.bound)

    def known(self) -> Any:
        """What notifications itself answers with: the town has no more of it than a coordinator's pages ask for."""
        return self.town if self.settled else self.records

    def issuer(self) -> Any:
        people = [
            {
                "username": person.username,
                "name": person.name,
                "role": person.role,
                "department": person.department,
                **({"citizen_id": str(CITIZEN)} if person.stands_for_citizen else {}),
                **({"designation_ids": [str(CITIZEN)]} if person.is_designated else {}),
            }
            for person in PEOPLE
        ]
        web = {
            "client_id": CLIENT,
            "redirects": [f"{self.pages_url}/log-ind/svar"],
            "after_logout": [f"{self.pages_url}/log-ud"],
        }
        names = [CLIENT, *(person.username for person in PEOPLE)]
        known = {"people": people, "apps": {}, "web": web, "secrets": dict.fromkeys(names, SECRET)}
        file = self.folder / "people.json"
        file.write_text(json.dumps(known), encoding="utf-8")
        return Issuer(self.issuer_url, file, self.folder / "key.json").app()

    def pages(self) -> FastAPI:
        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            app.state.keyring = Keyring(bytes(32))
            app.state.people = self.people
            app.state.verifier = Verifier(self.issuer_url, client=self.client())
            app.state.reads, app.state.pool, app.state.stopping = self.inbox, None, asyncio.Event()
            yield
            await app.state.verifier.aclose()

        app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None)
        prepare(app)
        app.include_router(router)
        settings = WebSettings(
            self.pages_url,
            self.issuer_url,
            CLIENT,
            SECRET,
            traces_url=self.traces_url,
            referral_url=self.referral_url,
            kraftcenter_url=self.kraftcenter_url,
            names_seconds=self.names_seconds,
        )
        setup(
            app,
            settings,
            sessions=lambda pool: self.sessions,
            mark_read=lambda app: self.inbox.mark_read,
            tending=lambda app: self.tending,
            invitations=lambda pool: self.invitations,
            knowledge=lambda app: self.knowledge,
            rules=lambda app: self.rules,
            muting=lambda app: self.muting,
            inside=lambda app: self.known(),
            records=lambda app: self.known(),
            operations=lambda app: self.operations,
            client=self.client,
        )
        return app
