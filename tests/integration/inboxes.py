"""Everybody's inbox, read as people read it: listed and live."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx2

from tests.integration.driver import Driver


@dataclass(slots=True)
class Stream:
    """What has come on one live stream, in order: the notices, their positions, and when each came (monotonic)."""

    notices: list[dict[str, Any]] = field(default_factory=list)
    positions: list[str] = field(default_factory=list)
    at: list[float] = field(default_factory=list)

    def of(self, citizen: str) -> list[str]:
        """The ids of the notices about one citizen."""
        return [notice["notice_id"] for notice in self.notices if notice["citizen_id"] == citizen]

    async def arrival(self, event_id: str, seconds: float = 15) -> float:
        """When the event's notice came. Fails after that long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for notice, at in zip(self.notices, self.at, strict=False):
                if notice["event_id"] == event_id:
                    return at
            await asyncio.sleep(0.005)
        raise AssertionError("the notice did not come on the stream")

    async def _read(self, answer: httpx2.Response) -> None:
        fields: dict[str, str] = {}
        async for line in answer.aiter_lines():
            name, _, value = line.partition(":")
            if name:
                fields[name] = value.strip()
            elif line == "" and "data" in fields:
                assert fields["event"] == "notice"
                self.at.append(time.monotonic())
                self.positions.append(fields["id"])
                self.notices.append(json.loads(fields["data"]))
                fields = {}


@asynccontextmanager
async def live(driver: Driver, person: str, last_event_id: str | None = None) -> AsyncIterator[Stream]:
    """The person's stream, open and read in the background inside the block."""
    headers = {**await driver.bearer(person), "Accept": "text/event-stream"}
    if last_event_id is not None:
        headers["Last-Event-ID"] = last_event_id
    address = f"{driver.endpoints['notifications']}/inbox/stream"
    stream = Stream()
    async with driver.client.stream("GET", address, headers=headers, timeout=None) as answer:
        assert answer.status_code == 200
        reading = asyncio.create_task(stream._read(answer))
        try:
            yield stream
        finally:
            reading.cancel()
            with suppress(asyncio.CancelledError, httpx2.HTTPError):
                await reading


async def listed(driver: Driver, person: str, citizen: str, pages: int = 5) -> list[dict[str, Any]]:
    """The newest of the person's notices about a citizen, newest first."""
    found: list[dict[str, Any]] = []
    path = "/inbox?limit=200"
    for _ in range(pages):
        answer = await driver.get(person, "notifications", path)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += [notice for notice in page["items"] if notice["citizen_id"] == citizen]
        if page["next"] is None:
            break
        path = f"/inbox?limit=200&cursor={page['next']}"
    return found


async def told(driver: Driver, citizen: str, people: Collection[str] = ()) -> dict[str, list[str]]:
    """Who was told what of a citizen: person → types (`noun.fact`), oldest first. Everybody but operations is asked."""
    everyone = people or [name for name, who in driver.endpoints["people"].items() if who["role"] != "operator"]
    answers = await asyncio.gather(*(listed(driver, person, citizen) for person in everyone))
    return {
        person: [_short(notice["event_type"]) for notice in reversed(notices)]
        for person, notices in zip(everyone, answers, strict=True)
        if notices
    }


def twice(notices: Iterable[str]) -> list[str]:
    """Those that stand more than once."""
    return [notice for notice, times in Counter(notices).items() if times > 1]


def _short(type_: str) -> str:
    return type_.removeprefix("dk.samspil.").removesuffix(".v1")
