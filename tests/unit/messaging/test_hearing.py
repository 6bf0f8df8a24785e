"""Up to when everything has been heard."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.messaging.hearing import Hearing

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Log:
    """A subscription to a log that ends at `end` and is read up to `read`; `asked` is how often its end was."""

    def __init__(self, end: int = 5, read: int = 5) -> None:
        self.end, self.read, self.asked = end, read, 0
        self.away = self.anew = False

    async def ends(self) -> int | None:
        self.asked += 1
        return None if self.away else self.end

    async def has_heard(self, ends: int) -> bool | None:
        return None if self.away or self.anew else self.read >= ends


class Clock:
    """A pool that knows what time it is."""

    def __init__(self) -> None:
        self.now = NOON

    async def fetchval(self, _: str) -> datetime:
        return self.now

    @asynccontextmanager
    async def acquire(self, **_: float) -> AsyncIterator["Clock"]:
        yield self


@pytest.fixture
def clock() -> Any:
    return Clock()


@pytest.mark.parametrize(("events", "reports"), [(5, 5), (5, 4), (4, 5)])
async def test_events_and_reports(clock: Any, events: int, reports: int) -> None:
    """R4: an answer that an app has written in time, and that nobody has read yet, is no silence."""
    heard = await Hearing(clock, (Log(read=events), Log(read=reports))).until(NOON)
    assert heard == (NOON if events == reports else None)


async def test_what_was_heard_stays_heard(clock: Any) -> None:
    """R4: Kafka is asked again for later moments alone, or to know whether it can be."""
    log = Log()
    hearing = Hearing(clock, (log,))
    assert await hearing.until(NOON - SECOND) == NOON
    clock.now += 2 * SECOND
    assert (await hearing.until(NOON), log.asked) == (NOON, 1)
    assert (await hearing.until(NOON + SECOND), log.asked) == (NOON + 2 * SECOND, 2)
    assert (await hearing.until(), log.asked) == (NOON + 2 * SECOND, 3)


async def test_a_reader_that_never_catches_up(clock: Any) -> None:
    """R4: it must not silence the clocks: what stood there when it was asked is read after a while."""
    log = Log(end=100, read=50)
    hearing = Hearing(clock, (log,))
    for _ in range(4):
        clock.now += SECOND
        log.end += 20
        log.read += 10
        assert await hearing.until(clock.now) is None
    log.end += 20
    log.read += 30
    clock.now += SECOND
    assert await hearing.until(clock.now) == NOON + SECOND


@pytest.mark.parametrize("fault", ["away", "anew"])
async def test_what_can_not_be_followed_is_asked_anew(clock: Any, fault: str) -> None:
    """R4: a topic that was made anew never comes to where it once ended; and Kafka that was away says it again."""
    log = Log(end=100, read=50)
    hearing = Hearing(clock, (log,))
    assert await hearing.until(NOON) is None
    log.end = log.read = 3
    setattr(log, fault, True)
    assert await hearing.until(NOON) is None
    setattr(log, fault, False)
    clock.now += SECOND
    assert await hearing.until(NOON) == NOON + SECOND


async def test_while_kafka_is_away(clock: Any) -> None:
    """R4: nothing more is known to be heard, and what was heard before stays so."""
    log = Log()
    hearing = Hearing(clock, (log,))
    assert await hearing.until() == NOON
    log.away = True
    clock.now += SECOND
    assert await hearing.until(clock.now) == NOON
