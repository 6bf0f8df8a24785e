"""A browser without a screen: the pages and the issuer as one client, cookies and redirects included."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from tests.unit.notifications.web.memory_people import MemoryPeople
from tests.unit.notifications.web.operating import MemoryOperations
from tests.unit.notifications.web.samples import MemoryInbox, MemorySessions
from tests.unit.notifications.web.stand import Stand, nothing
from tests.unit.notifications.web.tended import MemoryTending

PAGES, ISSUER, REFERRAL = "http://pages.test:8003", "http://127.0.0.1:9001", "http://referral.test"
KRAFTCENTER = "http://kraftcenter.test"


@dataclass
class Visitor:
    """One person's browser."""

    client: httpx2.AsyncClient
    stand: Stand
    app: FastAPI

    def settle(self) -> None:
        """From now on the pages stand among services that decide."""
        self.stand.settled = True
        web = self.app.state.web
        self.app.state.web = replace(web, records=self.stand.known(), inside=self.stand.known())

    async def sign_in(self, username: str = "anne", *, at: str = "/indbakke") -> httpx2.Response:
        """From a page that needs it, through the issuer, and back."""
        pick = await self.client.get(PAGES + at, follow_redirects=True)
        assert pick.url.host == "127.0.0.1", pick.url
        return await self.client.post(pick.url, data={"person": username}, follow_redirects=True)

    async def get(self, path: str, **more: Any) -> httpx2.Response:
        return await self.client.get(PAGES + path, **more)

    async def post(self, path: str, data: dict[str, str], **more: Any) -> httpx2.Response:
        return await self.client.post(PAGES + path, data=data, **more)

    async def proof(self, at: str = "/indbakke") -> str:
        """What the forms of this session carry; `at` is a page of theirs."""
        found = re.search(r'name="bevis" value="([^"]+)"', (await self.get(at)).text)
        assert found is not None
        return found[1]


@dataclass
class Applications:
    """Routes are made once for all tests: with every application anew, making them takes longer than the tests."""

    stand: Stand
    issuer: Any
    pages: FastAPI


@pytest.fixture(scope="session")
def applications(tmp_path_factory: pytest.TempPathFactory) -> Applications:
    folder = tmp_path_factory.mktemp("issuer")
    stand = Stand(ISSUER, PAGES, folder, referral_url=REFERRAL, kraftcenter_url=KRAFTCENTER)
    issuer = stand.issuer()

    async def others(request: httpx2.Request) -> httpx2.Response:
        if stand.settled:
            return await stand.town.transport(request)
        answer = stand.referral if request.url.host == "referral.test" else stand.kraftcenter
        return answer(request)

    beside = httpx2.MockTransport(others)
    stand.client = lambda: httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=issuer),
        mounts={"all://referral.test": beside, "all://kraftcenter.test": beside},
    )
    return Applications(stand, issuer, stand.pages())


@pytest.fixture
async def visitor(applications: Applications) -> AsyncIterator[Visitor]:
    """Nobody signed in yet; nothing in the inbox; the pages started anew."""
    stand, pages = applications.stand, applications.pages
    stand.inbox, stand.sessions = MemoryInbox(), MemorySessions()
    stand.tending = MemoryTending(stand.inbox)
    stand.invitations.open.clear()
    stand.referral = stand.kraftcenter = nothing
    stand.settled = False
    stand.town.clear()
    stand.knowledge.clear()
    stand.rules.clear()
    stand.muting.clear()
    stand.records.clear()
    stand.operations = MemoryOperations()
    stand.people = MemoryPeople()
    mounts: dict[str, Any] = {
        "all://127.0.0.1": httpx2.ASGITransport(app=applications.issuer),
        "all://pages.test": httpx2.ASGITransport(app=pages),
    }
    async with (
        pages.router.lifespan_context(pages),
        # A transport beside the mounts: making one up reads every certificate of the machine.
        httpx2.AsyncClient(
            transport=mounts["all://pages.test"], mounts=mounts, headers={"accept-encoding": "gzip"}
        ) as client,
    ):
        yield Visitor(client, stand, pages)


@pytest.fixture
async def anne(visitor: Visitor) -> Visitor:
    """Kraftcenter's coordinator, signed in among services that decide."""
    visitor.settle()
    await visitor.sign_in("anne")
    return visitor
