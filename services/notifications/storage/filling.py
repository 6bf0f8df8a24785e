"""What a version before this one left out beside its notices: what their event is about, and who acted."""

import asyncio

from shared.postgres import Pool, log_fault
from shared.telemetry import logger

_log = logger(__name__)

_BATCH = 2_000
# Whatever else writes these rows meanwhile is not waited for: the next round comes to them.
_FILL = f"""
UPDATE notices AS t SET event_type = e.type, sender = e.department FROM events e
WHERE e.event_id = t.event_id AND t.id IN (
    SELECT id FROM notices WHERE event_type IS NULL ORDER BY id LIMIT {_BATCH} FOR UPDATE SKIP LOCKED)
"""  # noqa: S608 (a number of ours)
_PAUSE = 0.05
_AGAIN = 60.0


async def fill(pool: Pool) -> int:
    """One round; how many were filled in."""
    return int((await pool.execute(_FILL)).split()[-1])


async def keep_filled(pool: Pool) -> None:
    """Until cancelled: an older instance beside this one writes more."""
    while True:
        try:
            full = await fill(pool) == _BATCH
        except Exception as error:
            # What fails here fails beside the dispatcher, which must not go down with it.
            log_fault(_log, "what a version before left out cannot be filled in", error)
            full = False
        await asyncio.sleep(_PAUSE if full else _AGAIN)
