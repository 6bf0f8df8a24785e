"""An app's reports as records of its topic, and the answers to them."""

import json
from typing import Any

from shared.contracts import Report
from shared.messaging.record import Record
from tests.integration.floors.house import House
from tests.suites.floor_words import NOON

TOPIC = "intake.kraftcenter-app"
Told = list[tuple[int, str]]


def written(*reports: Report[Any], first: int = 0) -> list[Record]:
    """The reports as records on the app's topic, one after another from offset `first`."""
    return [_written(one, first + n) for n, one in enumerate(reports)]


def _written(one: Report[Any], offset: int) -> Record:
    named = {
        "content-type": "application/json",
        "ce_specversion": "1.0",
        "ce_id": str(one.id),
        "ce_source": one.source,
        "ce_type": one.type,
        "ce_subject": str(one.subject),
        "ce_time": NOON.isoformat(),
    }
    headers = [(name, text.encode()) for name, text in named.items()]
    value = one.data.model_dump_json(exclude_none=True).encode()
    return Record(TOPIC, 0, offset, str(one.subject).encode(), headers, value, 1_700_000_000_000)


async def told(house: House) -> Told:
    """Every answer in the outbox so far, in order: offset and kind."""
    rows = await house.pool.fetch("SELECT type, payload, topic FROM outbox WHERE aggregatetype = 'intake' ORDER BY seq")
    assert {row["topic"] for row in rows} <= {f"{TOPIC}.receipts"}
    return [(json.loads(row["payload"])["offset"], row["type"].split(".")[3]) for row in rows]
