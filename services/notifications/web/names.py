"""Citizens' names, read from referral with the person's own token; the pages do without."""

import asyncio
import time
from collections.abc import Iterable
from typing import Final
from uuid import UUID

import httpx2

from shared.identity import PurposeCode
from shared.telemetry import current_traceparent

PAUSE_SECONDS: Final = 10.0
_AT_ONCE = 8


class Names:
    """Asks for the names a page shows. Nothing is kept: each reading is referral's to allow and to log."""

    def __init__(self, referral_url: str | None, client: httpx2.AsyncClient, seconds: float = 0.3) -> None:
        self._url = referral_url
        self._seconds = seconds
        self._client = client
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._paused_until = float("-inf")

    async def of(
        self,
        citizens: Iterable[UUID],
        access_token: str,
        *,
        purpose: PurposeCode = PurposeCode.CASEWORK,
        seconds: float | None = None,
    ) -> dict[UUID, str]:
        """Those of the names that can be had within `seconds` in all, for citizens the person may read.

        `purpose` is what the citizen reads of each look (V2).

        After a time without one answer nobody is asked for ten seconds: a live page must not wait for each notice.
        """
        found: dict[UUID, str] = {}
        if self._url is None or time.monotonic() < self._paused_until:
            return found
        asking = [
            asyncio.create_task(self._ask(each, access_token, purpose, found)) for each in dict.fromkeys(citizens)
        ]
        if asking:
            in_time, late = await asyncio.wait(asking, timeout=self._seconds if seconds is None else seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
            if not in_time:
                self._paused_until = time.monotonic() + PAUSE_SECONDS
        return found

    async def _ask(self, citizen: UUID, access_token: str, purpose: PurposeCode, found: dict[UUID, str]) -> None:
        headers = {"Authorization": f"Bearer {access_token}", "Samspil-Purpose": purpose.value}
        traceparent = current_traceparent()
        if traceparent is not None:
            headers["traceparent"] = traceparent
        async with self._slots:
            try:
                answer = await self._client.get(f"{self._url}/citizens/{citizen}", headers=headers)
                name = answer.json().get("name") if answer.status_code == 200 else None
            except (httpx2.HTTPError, ValueError, AttributeError):
                return
        if isinstance(name, str) and name:
            found[citizen] = name
