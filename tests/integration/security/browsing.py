"""Browsers without a screen: the real pages through the real issuer, cookies and redirects included."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2


class Browser:
    """One person's; `at` is the base address of the pages."""

    def __init__(self, client: httpx2.AsyncClient, at: str) -> None:
        self.client = client
        self.at = at

    async def get(self, path: str, **query: str) -> httpx2.Response:
        return await self.client.get(self.at + path, params=query or None)

    async def post(self, path: str, **fields: str) -> httpx2.Response:
        return await self.client.post(self.at + path, data=fields)

    async def proof(self, path: str = "/viden") -> str:
        """What the forms of a page carry."""
        found = re.search(r'name="bevis" value="([^"]+)"', (await self.get(path)).text)
        assert found is not None
        return found[1]


@asynccontextmanager
async def browser(at: str, username: str | None = None) -> AsyncIterator[Browser]:
    """Signed in as `username`, or as nobody. Redirects are not followed afterwards."""
    async with httpx2.AsyncClient(timeout=60, trust_env=False) as client:
        if username is not None:
            pick = await client.get(f"{at}/indbakke", follow_redirects=True)
            home = await client.post(pick.url, data={"person": username}, follow_redirects=True)
            assert str(home.url).startswith(at), home.url
        yield Browser(client, at)
