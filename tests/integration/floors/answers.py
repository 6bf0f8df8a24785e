"""The answers to an app's records."""

import json

from tests.integration.floors.house import House

TOPIC = "intake.kraftcenter-app"
Told = list[tuple[int, str]]


async def told(house: House) -> Told:
    """Every answer in the outbox so far, in order: offset and kind."""
    rows = await house.pool.fetch("SELECT type, payload, topic FROM outbox WHERE aggregatetype = 'intake' ORDER BY seq")
    assert {row["topic"] for row in rows} <= {f"{TOPIC}.receipts"}
    return [(json.loads(row["payload"])["offset"], row["type"].split(".")[3]) for row in rows]
