"""Both doors of one service on the real PostgreSQL, with time and other services' events in the test's hands."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2
from fastapi import FastAPI

from deploy.embedded.stack import Stack
from shared.http import prepare
from shared.identity import Actor
from shared.intake import router
from shared.messaging.record import Record
from shared.runtime.parts import Parts
from shared.timers import Timer
from tests.integration.costs.counting import Counted
from tests.integration.intake.writer import attributes
from tests.integration.story import KRAFT
from tests.suites.floor_words import event as heard
from tests.suites.floor_words import record

_TIMERS = "SELECT kind, ref, subject, due, correlationid, traceparent FROM timers WHERE subject = $1 ORDER BY due, ref"
_ANSWERS = "SELECT type, payload FROM outbox WHERE topic = $1 ORDER BY seq"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one report: `status` in the end, the types it became, its errors."""

    status: str
    published: tuple[str, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()


class _Door:
    """Lets everybody in as the one app."""

    async def verify(self, _: str) -> Actor:
        return Actor(KRAFT, frozenset({"app"}), "kraftcenter", app=KRAFT)


class Doors:
    def __init__(self, parts: Parts, client: httpx2.AsyncClient) -> None:
        self._parts = parts
        self._client = client
        self._offset = 0
        self._version = 0

    @classmethod
    @asynccontextmanager
    async def open(cls, stack: Stack) -> "AsyncIterator[Doors]":
        """The kraftcenter service, wired as its app wires it, with nothing running in the background."""
        async with Counted.open("kraftcenter", stack.environment("kraftcenter")) as counted:
            app, parts = FastAPI(), counted.parts
            app.state.desk, app.state.metrics, app.state.pool = parts.desk, parts.metrics, parts.pool
            app.state.verifier = _Door()
            prepare(app)
            app.include_router(router)
            signed_in = {"Authorization": "Bearer one"}
            transport = httpx2.ASGITransport(app=app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://door", headers=signed_in) as client:
                yield cls(parts, client)

    async def begin(self) -> None:
        """Forgets what was answered before."""
        await self._parts.pool.execute("DELETE FROM outbox")

    async def http(self, event: dict[str, Any]) -> str | Outcome:
        """The receipt's id, or the refusal."""
        headers = {"Content-Type": "application/cloudevents+json"}
        answer = await self._client.post("/events", content=json.dumps(event), headers=headers)
        said = answer.json()
        if answer.status_code == 202:
            return str(said["receipt_id"])
        return Outcome("refused", (), _errors(said.get("errors") or [{"pointer": "", "detail": said["detail"]}]))

    async def kafka(self, events: Sequence[dict[str, Any]]) -> list[int]:
        """One batch of records, in binary mode; gives their offsets."""
        first, self._offset = self._offset, self._offset + len(events)
        topic = f"intake.{KRAFT}"
        records = [
            Record(topic, 0, first + n, e["subject"].encode(), attributes(e), json.dumps(e["data"]).encode(), 1)
            for n, e in enumerate(events)
        ]
        await self._parts.intake.read(records)
        return list(range(first, self._offset))

    async def hear(self, subject: UUID, fact: Any) -> None:
        """Another service's event."""
        self._version += 1
        await self._parts.reader.read([record(heard(subject, fact, self._version))])

    async def time_is_up(self, subject: UUID) -> None:
        """Every clock about the subject runs out, in the order they were set."""
        for row in await self._parts.pool.fetch(_TIMERS, subject):
            await self._parts._fire(Timer(*row.values()))

    async def receipt(self, receipt_id: str) -> Outcome:
        """What the receipt says now."""
        said = (await self._client.get(f"/receipts/{receipt_id}")).json()
        return Outcome(said["status"], tuple(p["type"] for p in said["published"]), _errors(said["errors"]))

    async def answers(self) -> dict[int, list[tuple[str, dict[str, Any]]]]:
        """Every answer over Kafka: offset → kinds and contents, in order."""
        found: dict[int, list[tuple[str, dict[str, Any]]]] = {}
        for row in await self._parts.pool.fetch(_ANSWERS, f"intake.{KRAFT}.receipts"):
            said = json.loads(row["payload"])
            found.setdefault(said["offset"], []).append((row["type"].split(".")[3], said))
        return found

    async def over_kafka(self, answers: Sequence[tuple[str, dict[str, Any]]]) -> Outcome:
        """What became of one record, by its answers and its receipt."""
        *before, (kind, said) = answers
        assert [kind for kind, _ in before] in ([], ["venter"])
        if said["receipt_id"] is None:
            return Outcome("refused", (), _errors(said["errors"]))
        outcome = await self.receipt(said["receipt_id"])
        assert {"accepteret": "accepted", "venter": "waiting", "afvist": "refused"}[kind] == outcome.status
        assert _errors(said["errors"]) == outcome.errors
        return outcome


def _errors(errors: Sequence[dict[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((error["pointer"], error["detail"]) for error in errors)
