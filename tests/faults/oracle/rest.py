"""When everything has come to rest: nothing left to send, to read, to wait for or to deliver."""

import asyncio
import time

import asyncpg
from confluent_kafka import KafkaException

from shared.messaging.topics import SERVICES
from tests.faults.rig import Rig
from tests.integration.offsets import unread

LEFT = {
    "outbox": "SELECT count(*) FROM outbox",
    "waiting": "SELECT count(*) FROM waiting",
}
QUEUED = "SELECT count(*) FROM deliveries WHERE status = 'queued'"
_EVERY_S = 0.15


async def at_rest(rig: Rig, seconds: float = 120) -> None:
    """Raises `TimeoutError`, with what is left, where it does not come to rest in that time."""
    until, quiet, left = time.monotonic() + seconds, 0, {"nothing was looked at": 1}
    while time.monotonic() < until:
        try:
            left = await what_is_left(rig)
            if not left and (behind := await unread(rig.driver.cluster)):
                left = {"records not read": behind}
        except (OSError, asyncpg.PostgresError, KafkaException) as error:
            left = {f"cannot be looked at: {type(error).__name__}": 1}
        # Twice in a row: what one look found empty may have been on its way to what the look had passed.
        quiet = 0 if left else quiet + 1
        if quiet == 2:
            return
        await asyncio.sleep(_EVERY_S)
    raise TimeoutError("it does not come to rest: " + ", ".join(f"{what} {count}" for what, count in left.items()))


async def what_is_left(rig: Rig) -> dict[str, int]:
    """By place; nothing where all is done."""
    found: dict[str, int] = {}
    for service in SERVICES:
        statements = {**LEFT, **({"deliveries": QUEUED} if service == "notifications" else {})}
        async with rig.driver.database(service) as database:
            row = await database.fetchrow("SELECT " + ", ".join(f"({query})" for query in statements.values()))
        found |= {f"the {name} of {service}": count for name, count in zip(statements, row or (), strict=True) if count}
    return found
