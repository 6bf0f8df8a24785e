"""PostgreSQL set as docs/performance.md asks for where so many citizens are active ("How large")."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from unittest import mock

import psutil

from benchmarks.place import Place
from deploy.embedded.postgres.part import SETTINGS

A_CITIZEN = 3_000
"""Bytes of PostgreSQL's memory."""

_LEAST = 64 * 2**20
_SELDOM = {"checkpoint_timeout": "30min", "max_wal_size": "8GB"}
_PART = "postgres"


@asynccontextmanager
async def sized(place: Place, citizens: int) -> AsyncIterator[dict[str, str]]:
    """Restarted with these settings, which it gives, and at the end as it was. Nobody may be connected.

    Of the machine's memory PostgreSQL gets a quarter at most.
    """
    room = max(_LEAST, min(A_CITIZEN * citizens, psutil.virtual_memory().total // 4))
    settings = {"shared_buffers": f"{room // 2**20}MB", **_SELDOM}
    with mock.patch.dict(SETTINGS, settings):
        await place.stack.stop_part(_PART)
        await place.stack.start_part(_PART)
        try:
            yield settings
        finally:
            await place.stack.stop_part(_PART)
    await place.stack.start_part(_PART)
