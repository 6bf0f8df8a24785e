"""A subscriber as one writes it with FastStream: a message at a time, in its own transaction, at least once."""

import asyncio
import time
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from faststream import AckPolicy, Header
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.security import SASLScram512
from pydantic import BaseModel
from uuid_utils.compat import uuid7

from benchmarks.consumer.load import SERVICE, TOPIC, Load
from shared.runtime.settings import Settings

_PATIENCE = 300.0
_TABLES = """
DROP TABLE IF EXISTS peer_inbox, peer_involved, peer_events, peer_notices, peer_outbox;
CREATE TABLE peer_inbox (id uuid PRIMARY KEY);
CREATE TABLE peer_involved (subject uuid, department text, PRIMARY KEY (subject, department));
CREATE TABLE peer_events (event_id uuid PRIMARY KEY, subject uuid, type text, time timestamptz, data jsonb);
CREATE TABLE peer_notices (
    id uuid PRIMARY KEY, event_id uuid, subject uuid, recipient text, channel text, because text,
    created_at timestamptz DEFAULT now(), read_at timestamptz, UNIQUE (event_id, recipient, channel)
);
CREATE INDEX ON peer_notices (recipient, created_at);
CREATE TABLE peer_outbox (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid, subject uuid, payload jsonb);
INSERT INTO peer_involved SELECT subject, department
FROM subjects CROSS JOIN (VALUES ('socialpsykiatri'), ('kraftcenter')) AS d (department)
"""


class Goal(BaseModel):
    goal_id: UUID
    decision_id: UUID | None = None
    intervention_id: UUID | None = None
    themes: tuple[str, ...]
    kind: str


class Told(BaseModel):
    recipient_kind: str
    department: str | None = None
    channel: str = "inbox"


class Delivered(BaseModel):
    event_id: UUID
    told: list[Told]


async def one_by_one(load: Load, number: int) -> float:
    """Events a second; as with ours, the clock starts after the first, which waits for the group."""
    await load.write(number)
    async with load.place.owner(SERVICE) as connection:
        await connection.execute(_TABLES)
        await load.place.checkpoint()
        return await _read(load.place.settings(SERVICE), connection, number)


async def _read(settings: Settings, connection: "asyncpg.Connection[asyncpg.Record]", number: int) -> float:
    broker = KafkaBroker(
        settings.kafka_bootstrap,
        security=SASLScram512(settings.kafka_username, settings.kafka_password.get_secret_value()),
        consumer_only=True,
        logger=None,
    )
    done: list[float] = []

    @broker.subscriber(TOPIC, group_id=SERVICE, auto_offset_reset="earliest", ack_policy=AckPolicy.MANUAL)
    async def on_goal(
        goal: Goal,
        message: KafkaMessage,
        id_: Annotated[UUID, Header("ce_id")],
        subject: Annotated[UUID, Header("ce_subject")],
        type_: Annotated[str, Header("ce_type")],
        at: Annotated[datetime, Header("ce_time")],
        department: Annotated[str, Header("ce_department")],
    ) -> None:
        async with connection.transaction():
            if await connection.fetchval(
                "INSERT INTO peer_inbox VALUES ($1) ON CONFLICT DO NOTHING RETURNING true", id_
            ):
                await _tell(connection, goal, id_, subject, type_, at, department)
        await message.ack()
        done.append(time.perf_counter())

    await broker.start()
    try:
        async with asyncio.timeout(_PATIENCE):
            while len(done) < number:  # noqa: ASYNC110 (nobody rings)
                await asyncio.sleep(0.02)
    finally:
        await broker.stop()
    return (number - 1) / (done[-1] - done[0])


async def _tell(connection: Any, goal: Goal, id_: UUID, subject: UUID, type_: str, at: datetime, by: str) -> None:
    """Who is involved but did not report it, and the citizen."""
    found = await connection.fetch(
        "SELECT department FROM peer_involved WHERE subject = $1 AND department <> $2", subject, by
    )
    told = [Told(recipient_kind="department", department=row["department"]) for row in found]
    told.append(Told(recipient_kind="citizen"))
    await connection.execute(
        "INSERT INTO peer_events VALUES ($1, $2, $3, $4, $5)", id_, subject, type_, at, goal.model_dump_json()
    )
    await connection.executemany(
        "INSERT INTO peer_notices (id, event_id, subject, recipient, channel, because) "
        "VALUES ($1, $2, $3, $4, $5, 'involved')",
        [(uuid7(), id_, subject, f"{t.recipient_kind}:{t.department or subject}", t.channel) for t in told],
    )
    await connection.execute(
        "INSERT INTO peer_outbox (id, subject, payload) VALUES ($1, $2, $3)",
        uuid7(),
        subject,
        Delivered(event_id=id_, told=told).model_dump_json(),
    )
