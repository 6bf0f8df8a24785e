"""The public interface as the stories use it: tokens, reports, receipts, and everyone's inbox, read and live."""

import asyncio
import contextlib
import json
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx2

from deploy.demo.judging import Arrival
from deploy.demo.post import Mailbox

_WAIT_SECONDS = 60.0
_MODULUS_11 = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_TIMEOUT = httpx2.Timeout(20.0, read=None)


class Rejected(Exception):
    """A report was not taken. The text is the problem's own sentence."""


def a_traceparent() -> str:
    """Where an app's own trace would go on: W3C Trace Context, sampled."""
    return f"00-{uuid4().hex}-{secrets.token_hex(8)}-01"


def an_invented_cpr() -> str:
    """A number the index takes, with a real date in front, and which is nobody's: born before the numbers that need not
    keep modulus 11 (1965), and not keeping it."""
    while True:
        born = date(1930, 1, 1) + timedelta(days=secrets.randbelow(12_000))
        number = f"{born:%d%m%y}{secrets.randbelow(4_000):04d}"
        if sum(int(digit) * weight for digit, weight in zip(number, _MODULUS_11, strict=True)) % 11:
            return number


class Doors:
    """One client for all. Everybody signs in with the client credentials that `endpoints.json` gives."""

    def __init__(self, endpoints: Mapping[str, Any], client: httpx2.AsyncClient) -> None:
        self._endpoints = endpoints
        self._client = client
        self._tokens: dict[str, str] = {}

    @classmethod
    @asynccontextmanager
    async def open(cls, endpoints: Mapping[str, Any]) -> "AsyncIterator[Doors]":
        async with httpx2.AsyncClient(timeout=_TIMEOUT, trust_env=False) as client:
            yield cls(endpoints, client)

    async def report(self, by: str, service: str, type_: str, subject: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """Sends one CloudEvent; gives the receipt. Raises Rejected."""
        event = {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": f"urn:samspil:app:{by}" if by in self._endpoints["apps"] else "urn:samspil:web",
            "type": type_,
            "subject": subject,
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "datacontenttype": "application/json",
            "data": data,
        }
        answer = await self._client.post(
            f"{self._endpoints[service]}/events",
            content=json.dumps(event),
            headers={
                **await self._bearer(by),
                "Content-Type": "application/cloudevents+json",
                "traceparent": a_traceparent(),
            },
        )
        if answer.status_code != 202:
            raise Rejected(str(answer.json().get("detail", answer.status_code)))
        return dict(answer.json())

    async def call(
        self, by: str | None, service: str, method: str, path: str, body: Mapping[str, Any] | None
    ) -> tuple[dict[str, Any], str]:
        """Any other request, signed in or not; gives the answer and its trace's id. Raises Rejected.

        Who is asked to wait waits, a minute at most.
        """
        traceparent = a_traceparent()
        headers = {**({} if by is None else await self._bearer(by)), "traceparent": traceparent}
        until = time.monotonic() + _WAIT_SECONDS
        while True:
            answer = await self._client.request(method, self._endpoints[service] + path, json=body, headers=headers)
            wait = float(answer.headers.get("Retry-After", 0))
            if answer.status_code != 429 or time.monotonic() + wait > until:
                break
            await asyncio.sleep(wait)
        said = answer.json() if answer.content else {}
        if answer.status_code >= 400:
            raise Rejected(str(said.get("detail", answer.status_code)))
        return dict(said), traceparent.split("-")[1]

    async def citizen(self, name: str) -> str:
        """Enters a citizen nobody knew before in the index; gives their id."""
        body = {"cpr": an_invented_cpr(), "name": name}
        answer, _ = await self.call("socialpsykiatri-app", "referral", "POST", "/citizens", body)
        return str(answer["citizen_id"])

    def mailbox(self) -> Mailbox:
        return Mailbox(self._endpoints["mail"], self._client)

    async def receipt(self, app: str, service: str, receipt_id: str) -> dict[str, Any]:
        answer = await self._client.get(
            f"{self._endpoints[service]}/receipts/{receipt_id}", headers=await self._bearer(app)
        )
        answer.raise_for_status()
        return dict(answer.json())

    async def inbox(self, username: str) -> list[dict[str, Any]]:
        """The newest page of somebody's inbox; empty for a role that has none."""
        answer = await self._client.get(
            f"{self._endpoints['notifications']}/inbox", headers=await self._bearer(username)
        )
        if answer.status_code == 403:
            return []
        answer.raise_for_status()
        return list(answer.json()["items"])

    async def follow(self, username: str, arrived: dict[tuple[str, str], Arrival], open_: asyncio.Event) -> None:
        """Notes each event's notice as it comes on somebody's live stream, until cancelled."""
        headers = {**await self._bearer(username), "Accept": "text/event-stream"}
        address = f"{self._endpoints['notifications']}/inbox/stream"
        with contextlib.suppress(httpx2.HTTPError):
            async with self._client.stream("GET", address, headers=headers) as answer:
                open_.set()
                async for line in answer.aiter_lines():
                    if line.startswith("data:"):
                        notice = json.loads(line.removeprefix("data:"))
                        arrived.setdefault((username, notice["event_id"]), Arrival(time.monotonic(), notice))
        open_.set()

    async def _bearer(self, name: str) -> dict[str, str]:
        if name not in self._tokens:
            who = self._endpoints["apps"].get(name) or self._endpoints["people"][name]
            answer = await self._client.post(
                self._endpoints["token_endpoint"],
                data={"grant_type": "client_credentials"},
                auth=(who["client_id"], who["client_secret"]),
            )
            answer.raise_for_status()
            self._tokens[name] = str(answer.json()["access_token"])
        return {"Authorization": f"Bearer {self._tokens[name]}"}
