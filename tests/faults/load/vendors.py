"""The vendors' side of one rig: their apps on Kafka, their clients over HTTP and the addresses they listen on."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import httpx2
from aiokafka.errors import KafkaError

from tests.faults.rig import Rig
from tests.integration.driver import a_cpr
from tests.integration.intake.writer import At, KafkaApp
from tests.integration.story import KRAFT, REACHED, RELATIVES, SOCIAL
from tests.integration.webhooks.hooks import ask
from tests.integration.webhooks.receiver import Receiver

ENROLLERS = ("svr-app", "socialpsykiatri-app", "kraftcenter-app", "sel82-app", "paaroerende-app")
"""Everybody who may register a citizen, in turn: how often one of them may is limited."""

CREATED = "dk.samspil.henvisning.oprettet.v1"
LISTENS: Mapping[str, tuple[str, ...]] = {KRAFT: (CREATED,), SOCIAL: (REACHED,)}
"""Which apps have a webhook, and for which types."""

PATIENCE_S = 5.0
"""How long an app waits for an answer before it asks again."""

PAUSE_S = 0.1


@dataclass
class Vendors:
    """Open for as long as the rig is. `hooks` are the receivers by app; what they answer can be changed."""

    rig: Rig
    client: httpx2.AsyncClient
    kafka: Mapping[str, KafkaApp]
    hooks: Mapping[str, Receiver]
    statuses: Counter[int] = field(default_factory=Counter)
    """What was answered so far, by status; 503 without `Retry-After` counts as 0."""
    _enrolled: int = 0

    @classmethod
    @asynccontextmanager
    async def open(cls, rig: Rig) -> "AsyncIterator[Vendors]":
        async with AsyncExitStack() as stack:
            limits = httpx2.Limits(max_connections=64)
            client = await stack.enter_async_context(
                httpx2.AsyncClient(timeout=PATIENCE_S, trust_env=False, limits=limits)
            )
            apps = await asyncio.gather(
                *(
                    stack.enter_async_context(KafkaApp.open(rig.stack, name, idempotent=True))
                    for name in (SOCIAL, KRAFT, RELATIVES)
                )
            )
            hooks = {app: await stack.enter_async_context(Receiver.open()) for app in LISTENS}
            for app, types in LISTENS.items():
                answer = await ask(rig.driver, app, "PUT", app, json={"url": hooks[app].url, "types": list(types)})
                answer.raise_for_status()
            yield cls(rig, client, {app.name: app for app in apps}, hooks)

    async def citizens(self, count: int) -> list[str]:
        """So many citizens nobody knew before."""
        return list(await asyncio.gather(*(self._citizen() for _ in range(count))))

    async def post(
        self, app: str, service: str, body: str, content_type: str, choice: random.Random
    ) -> httpx2.Response:
        """`POST /events` at any of the service's instances, again and again until it is answered for good."""
        parts = self.rig.instances(service)
        while True:
            url = f"{self.rig.url(choice.choice(parts))}/events"
            try:
                headers = {**await self.rig.driver.bearer(app), "Content-Type": content_type}
                answer = await self.client.post(url, content=body, headers=headers)
            except httpx2.HTTPError:
                await asyncio.sleep(PAUSE_S)
                continue
            unsaid = answer.status_code == 503 and "Retry-After" not in answer.headers
            self.statuses[0 if unsaid else answer.status_code] += 1
            if answer.status_code == 401:
                self.rig.driver.forget(app)
            elif answer.status_code < 500 and answer.status_code != 429:
                return answer
            await asyncio.sleep(PAUSE_S)

    async def write(self, app: str, event: Mapping[str, object], *, structured: bool) -> At:
        """One record on the app's own topic, again until the broker has confirmed one."""
        writer = self.kafka[app]
        while True:
            producer = writer.producer
            try:
                return await (writer.structured(event) if structured else writer.binary(event))
            except KafkaError:
                await asyncio.sleep(PAUSE_S)
                await writer.renew(producer)

    async def _citizen(self) -> str:
        self._enrolled += 1
        parts = self.rig.instances("referral")
        app, part = ENROLLERS[self._enrolled % len(ENROLLERS)], parts[self._enrolled % len(parts)]
        body = {"cpr": a_cpr(), "name": "Prøve Person"}
        while True:
            headers = await self.rig.driver.bearer(app)
            answer = await self.client.post(f"{self.rig.url(part)}/citizens", json=body, headers=headers)
            if answer.status_code == 200:
                return str(answer.json()["citizen_id"])
            if answer.status_code == 401:
                # Its token is of a moment that no clock on the rig shows any more.
                self.rig.driver.forget(app)
            elif answer.status_code != 429:
                answer.raise_for_status()
            await asyncio.sleep(PAUSE_S)
