"""Drives the running system from outside, as apps do, and looks at what it left on Kafka and in PostgreSQL."""

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx2
from aiokafka import AIOKafkaConsumer

from deploy.embedded.stack import Stack
from shared.contracts.cloudevents import from_kafka
from shared.contracts.event import Event
from tests.integration.kafka_login import login

_numbers = itertools.count(time.time_ns() // 1000 % 30_000_000)


def a_cpr() -> str:
    """Ten digits with a real date in front, another one at each call."""
    day, rest = divmod(next(_numbers), 10_000)
    born = date(1900, 1, 1) + timedelta(days=day)
    return f"{born:%d%m%y}{rest:04d}"


class Driver:
    """One HTTP client for everybody; tokens are fetched once per name."""

    def __init__(self, stack: Stack, client: httpx2.AsyncClient) -> None:
        self.cluster = stack.cluster
        self.endpoints = stack.endpoints
        self.client = client
        self._tokens: dict[str, str] = {}
        # Made before anybody asks: two who ask at once would else each make one, and one would be left open.
        self._pools = {
            service: asyncpg.create_pool(address, min_size=0) for service, address in self.endpoints["postgres"].items()
        }

    @classmethod
    @asynccontextmanager
    async def open(cls, stack: Stack) -> "AsyncIterator[Driver]":
        async with httpx2.AsyncClient(timeout=60, trust_env=False) as client:
            driver = cls(stack, client)
            try:
                for pool in driver._pools.values():
                    await pool  # signs nobody in yet
                yield driver
            finally:
                for pool in driver._pools.values():
                    pool.terminate()

    async def bearer(self, name: str) -> dict[str, str]:
        """The header that signs in an app or a person."""
        if name not in self._tokens:
            who = self.endpoints["apps"].get(name) or self.endpoints["people"][name]
            answer = await self.client.post(
                self.endpoints["token_endpoint"],
                data={"grant_type": "client_credentials"},
                auth=(who["client_id"], who["client_secret"]),
            )
            answer.raise_for_status()
            self._tokens[name] = answer.json()["access_token"]
        return {"Authorization": f"Bearer {self._tokens[name]}"}

    def forget(self, name: str) -> None:
        """The next `bearer` fetches a new token: this one is taken no more."""
        self._tokens.pop(name, None)

    def forget_everyone(self) -> None:
        """As `forget`, of all: the clock by which they were given has been turned."""
        self._tokens.clear()

    async def get(self, name: str, service: str, path: str, **headers: str) -> httpx2.Response:
        given = {**await self.bearer(name), **{k.replace("_", "-"): v for k, v in headers.items()}}
        return await self.client.get(self.endpoints[service] + path, headers=given)

    async def citizen(self, app: str = "socialpsykiatri-app") -> str:
        """A citizen nobody knew before."""
        answer = await self.client.post(
            f"{self.endpoints['referral']}/citizens",
            json={"cpr": a_cpr(), "name": "Prøve Person"},
            headers=await self.bearer(app),
        )
        while answer.status_code == 429:
            await asyncio.sleep(float(answer.headers["Retry-After"]))
            return await self.citizen(app)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["citizen_id"])

    async def report(
        self, app: str, service: str, noun_fact: str, subject: str, data: Mapping[str, Any], **attributes: Any
    ) -> httpx2.Response:
        """One structured CloudEvent; `attributes` override what is filled in."""
        event = an_event(app, noun_fact, subject, data, **attributes)
        headers = {**await self.bearer(app), "Content-Type": "application/cloudevents+json"}
        return await self.client.post(f"{self.endpoints[service]}/events", content=json.dumps(event), headers=headers)

    async def batch(self, app: str, service: str, events: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """A batch; gives the list of receipts."""
        headers = {**await self.bearer(app), "Content-Type": "application/cloudevents-batch+json"}
        answer = await self.client.post(
            f"{self.endpoints[service]}/events", content=json.dumps(list(events)), headers=headers
        )
        assert answer.status_code == 202, answer.text
        return list(answer.json())

    async def accepted(
        self, app: str, service: str, noun_fact: str, subject: str, data: Mapping[str, Any], **attributes: Any
    ) -> dict[str, Any]:
        """As `report`, and 202 is expected."""
        answer = await self.report(app, service, noun_fact, subject, data, **attributes)
        assert answer.status_code == 202, answer.text
        return dict(answer.json())

    async def receipt(self, app: str, service: str, receipt_id: str) -> dict[str, Any]:
        answer = await self.get(app, service, f"/receipts/{receipt_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def running(self, citizen: str | None = None, **attributes: Any) -> dict[str, str]:
        """A citizen with an intervention at kraftcenter after a referral from socialpsykiatri, heard by kraftcenter.

        `attributes` are the start's, where it is not said as now."""
        citizen = citizen or await self.citizen()
        referral, intervention = str(uuid4()), str(uuid4())
        await self.accepted("socialpsykiatri-app", "referral", "henvisning.oprettet", citizen, a_referral(referral))
        accepting = {"referral_id": referral, "by_department": "kraftcenter"}
        await self.accepted("kraftcenter-app", "referral", "henvisning.accepteret", citizen, accepting)
        started = await self.accepted(
            "kraftcenter-app",
            "kraftcenter",
            "indsats.startet",
            citizen,
            a_start(intervention, referral),
            **attributes,
        )
        await self.decided("kraftcenter-app", "kraftcenter", started)
        return {"citizen": citizen, "referral": referral, "intervention": intervention}

    async def decided(self, app: str, service: str, receipt: dict[str, Any], seconds: float = 20) -> dict[str, Any]:
        """The receipt once it waits no more."""
        until = time.monotonic() + seconds
        while receipt["status"] == "waiting" and time.monotonic() < until:
            await asyncio.sleep(0.05)
            receipt = await self.receipt(app, service, receipt["receipt_id"])
        assert receipt["status"] != "waiting", "still waiting"
        return receipt

    @asynccontextmanager
    async def database(self, service: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
        """The service's own database, as its own role."""
        # Out of a pool: who looks several times a second would else sign in as often, which takes longer than looking.
        async with self._pools[service].acquire() as connection:
            yield connection  # type: ignore[misc] # a proxy of one, which has all it has

    async def on_topic(self, topic: str, subjects: set[UUID] | None = None) -> list[Event[Any]]:
        """Every event on the topic, in log order, read by the auditor; of some subjects only where given."""
        kafka = self.endpoints["kafka"]
        consumer = AIOKafkaConsumer(
            topic,
            **login(kafka, kafka["auditor"]["username"], kafka["auditor"]["password"]),
            enable_auto_commit=False,
            # Not a seek afterwards: the consumer's own first move to the end of the log could come later and undo it.
            auto_offset_reset="earliest",
        )
        await consumer.start()
        try:
            partitions = list(consumer.assignment())
            assert partitions, "the auditor sees no partitions"
            ends = await consumer.end_offsets(partitions)
            events: list[Event[Any]] = []
            while any([await consumer.position(tp) < ends[tp] for tp in partitions]):
                for records in (await consumer.getmany(timeout_ms=500)).values():
                    for record in records:
                        if subjects is None or UUID(record.key.decode()) in subjects:
                            events.append(from_kafka(record.headers, record.value))
            return events
        finally:
            await consumer.stop()


def an_event(app: str, noun_fact: str, subject: str, data: Mapping[str, Any], **attributes: Any) -> dict[str, Any]:
    """A report as it stands on the wire."""
    return {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": f"urn:samspil:app:{app}",
        "type": f"dk.samspil.{noun_fact}.v1",
        "subject": subject,
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "datacontenttype": "application/json",
        "data": dict(data),
        **attributes,
    }


def a_referral(referral_id: str, **data: Any) -> dict[str, Any]:
    return {
        "referral_id": referral_id,
        "from_department": "socialpsykiatri",
        "to_department": "kraftcenter",
        "offer": "kraftcenter-traening",
        "priority": "routine",
        "themes": ["relationer"],
        "origin": "professional",
        **data,
    }


def a_start(intervention_id: str, referral_id: str | None, **data: Any) -> dict[str, Any]:
    return {
        "intervention_id": intervention_id,
        **({} if referral_id is None else {"referral_id": referral_id}),
        "department": "kraftcenter",
        "offer": "kraftcenter-traening",
        "follow_up_on": str(date.today() + timedelta(days=60)),  # noqa: DTZ011 (any later day will do)
        **data,
    }


def a_goal(goal_id: str, intervention_id: str) -> dict[str, Any]:
    return {"goal_id": goal_id, "intervention_id": intervention_id, "themes": ["relationer"], "kind": "develop"}
