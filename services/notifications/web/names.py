"""Citizens' names, read from referral with the person's own token; the pages do without."""

import asyncio
import time
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

import httpx2

from shared.identity import PurposeCode
from shared.telemetry import current_traceparent

PAUSE_SECONDS: Final = 10.0
_AT_ONCE: Final = 100
"""As many as referral answers in one round."""


class Names:
    """Asks for the names a page shows. Nothing is kept: each reading is referral's to allow and to log."""

    def __init__(self, referral_url: str | None, client: httpx2.AsyncClient, seconds: float = 0.3) -> None:
        self._url = referral_url
        self._seconds = seconds
        self._client = client
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

        After a time without an answer nobody is asked for ten seconds, but by who says how long they wait: a live page
        must not wait for each notice, a list of citizens is little without their names.
        """
        found: dict[UUID, str] = {}
        asked = list(dict.fromkeys(citizens))
        if self._url is None or not asked or (seconds is None and time.monotonic() < self._paused_until):
            return found
        try:
            async with asyncio.timeout(self._seconds if seconds is None else seconds):
                for begin in range(0, len(asked), _AT_ONCE):
                    found |= await self._ask(asked[begin : begin + _AT_ONCE], access_token, purpose)
        except TimeoutError:
            self._paused_until = time.monotonic() + PAUSE_SECONDS
        return found

    async def _ask(self, citizens: list[UUID], access_token: str, purpose: PurposeCode) -> dict[UUID, str]:
        headers = {"Authorization": f"Bearer {access_token}", "Samspil-Purpose": purpose.value}
        traceparent = current_traceparent()
        if traceparent is not None:
            headers["traceparent"] = traceparent
        asked: dict[str, Any] = {"id": [str(each) for each in citizens]}
        try:
            answer = await self._client.get(f"{self._url}/citizens", params=asked, headers=headers)
            items = answer.json()["items"] if answer.status_code == 200 else []
            return {UUID(each["citizen_id"]): str(each["name"]) for each in items if each["name"]}
        except (httpx2.HTTPError, ValueError, LookupError, TypeError, AttributeError):
            return {}
