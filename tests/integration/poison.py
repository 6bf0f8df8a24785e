"""A record on referral's topic that nobody can read, and the dead letters it leaves at whoever reads there."""

import time
from typing import Any
from uuid import UUID, uuid4

from deploy.embedded.stack import Stack
from shared.runtime import read_settings
from shared.runtime.kafka import kafka_connection
from tests.integration.driver import Driver
from tests.integration.intake.writer import attributes
from tests.integration.kafka_login import producing

READERS = ("kraftcenter", "notifications")
"""Who reads what referral publishes."""

_DEAD = "SELECT seq, type, reason, parked FROM dead_letters WHERE subject = $1 ORDER BY seq"


async def poison(stack: Stack, citizen: str, version: int) -> None:
    """A record as referral writes them, by referral itself, whose data lack everything."""
    now = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
    headers = attributes(
        {
            "specversion": "1.0",
            "id": uuid4(),
            "source": "urn:samspil:referral",
            "type": "dk.samspil.henvisning.oprettet.v1",
            "subject": citizen,
            "time": now,
            "registeredtime": now,
            "causationid": uuid4(),
            "correlationid": uuid4(),
            "version": version,
        }
    )
    signed_in = kafka_connection(read_settings(stack.environment("referral")))
    async with producing(signed_in) as producer:
        await producer.send_and_wait(
            "referral.events", b'{"referral_id": "not one"}', key=citizen.encode(), headers=headers
        )


async def dead_letters(driver: Driver, service: str, citizen: str | UUID) -> list[dict[str, Any]]:
    """The service's dead letters about the citizen in the order they came, with `seq`, `type`, `reason`, `parked`."""
    async with driver.database(service) as database:
        return [dict(row) for row in await database.fetch(_DEAD, citizen)]
