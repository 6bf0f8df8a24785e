"""What a service's parts know of each other."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.runtime.parts import Parts

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Reading:
    """A subscription that has heard all there is, or not."""

    def __init__(self, heard: bool) -> None:
        self.heard = heard

    async def heard_everything(self) -> bool:
        return self.heard


class Clock:
    """A pool that knows what time it is."""

    async def fetchval(self, _: str) -> datetime:
        return NOON

    @asynccontextmanager
    async def acquire(self, **_: float) -> AsyncIterator["Clock"]:
        yield self


def parts(events: bool, reports: bool) -> Any:
    made: Any = Parts.__new__(Parts)
    made.pool, made.subscriptions, made._heard_at = Clock(), (Reading(events), Reading(reports)), None
    return made


@pytest.mark.parametrize(("events", "reports"), [(True, True), (True, False), (False, True)])
async def test_a_clock_waits_for_events_and_for_reports(events: bool, reports: bool) -> None:
    """Timers: an answer that an app has written in time, and that nobody has read yet, is no silence."""
    assert await parts(events, reports)._heard_until(NOON) == (events and reports)


async def test_what_was_heard_stays_heard() -> None:
    """Timers: it is asked again for later moments alone."""
    one = parts(True, True)
    assert await one._heard_until(NOON - timedelta(seconds=1))
    one.subscriptions = (Reading(False), Reading(False))
    assert await one._heard_until(NOON)
    assert not await one._heard_until(NOON + timedelta(seconds=1))
