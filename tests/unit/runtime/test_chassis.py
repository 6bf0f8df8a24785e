"""The frame a service stands on."""

import asyncio
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock

import httpx2
import pytest
from fastapi import FastAPI

from shared.intake import Reports, together
from shared.messaging import Hears, subscription
from shared.runtime import Chassis, Service, chassis, read_settings
from shared.runtime.kafka import make_broker
from shared.telemetry import Metrics
from shared.timers import Clocks
from tests.unit.runtime.environment import ENVIRONMENT


def a_service() -> Service:
    nothing: Any = lambda *_: None  # noqa: E731 (a stand-in for two factories)
    return Service(
        name="kraftcenter",
        title="t",
        migrations=Path(__file__).parent,
        storage=nothing,
        reads=nothing,
        reports=Reports(),
        hears=Hears("referral.events"),
        clocks=Clocks(),
        routers=[],
        holds=[],
    )


@pytest.fixture
def app() -> FastAPI:
    return Chassis(a_service(), read_settings(ENVIRONMENT)).application()


def test_making_it_connects_to_nothing(app: FastAPI) -> None:
    """An application can be made, and its routes listed, with nothing else on the machine."""
    paths = set(app.openapi()["paths"])
    assert {"/events", "/receipts/{receipt_id}", "/citizens/{citizen_id}/access-log"} <= paths


async def test_alive_without_database_or_broker(app: FastAPI) -> None:
    """Neither at its start nor while they are away does a service fall over: it is alive, and says it is not ready."""
    transport = httpx2.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://service") as client,
    ):
        assert (await client.get("/healthz")).status_code == 200
        ready = await client.get("/readyz")
        assert ready.status_code == 503
        assert {"postgres", "kafka", "issuer"} <= set(ready.json()["reasons"])
        assert ready.headers["Retry-After"]
        assert "geheim" not in ready.text
        assert b"samspil_outbox_rows" in (await client.get("/metrics")).content


async def test_a_start_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is not there yet is waited for, however often it fails."""
    monkeypatch.setattr(chassis, "retry_delays", lambda: iter([0.0] * 10))
    tries = 0

    async def act() -> None:
        nonlocal tries
        tries += 1
        if tries < 4:
            raise OSError

    await chassis._until_done("kafka", act)
    assert tries == 4


async def test_a_consumer_that_came_half_way_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it would stay a member of the group beside the next one, and take its share of partitions unread."""
    monkeypatch.setattr(chassis, "retry_delays", lambda: iter([0.0] * 10))

    class Broker:
        def __init__(self) -> None:
            self.calls: list[str] = []

        async def start(self) -> None:
            self.calls.append("start")
            if len(self.calls) == 1:
                raise OSError

        async def stop(self) -> None:
            self.calls.append("stop")
            raise RuntimeError

    class Parts:
        broker = Broker()
        reading = False

    parts: Any = Parts()
    async with asyncio.timeout(1):
        await chassis._read(parts)
    assert (parts.broker.calls, parts.reading) == (["start", "stop", "start"], True)


async def test_the_pool_has_room_for_all() -> None:
    """Fairness: when whatever may wait for a citizen that others hold does so, as much as possible at a time,
    connections are left for readiness, pages, clocks and hints."""
    bounds = [together._SHARED, together._ALONE, together._BATCHES, subscription.AT_ONCE, subscription.RECORDS_AT_ONCE]
    assert chassis.CONNECTIONS - sum(bounds) == chassis.FOR_THE_REST >= 4
    taking = together.Together(AsyncMock(), AsyncMock())
    reading = [
        subscription.Subscription(
            make_broker(read_settings(ENVIRONMENT)), topics, "g", AsyncMock(), Metrics(), pattern=p
        )
        for topics, p in ((["referral.events"], None), ([], "^intake"))
    ]
    turns = [taking._shared, taking._lone, taking._batches, *(each._at_once for each in reading)]
    assert [turn._value for turn in turns] == bounds
