"""How long nobody was heard, and whom that spares: what was only an outage is no silence (R4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.postgres import Connection, Pool, transaction
from shared.timers.lengths import add_working_days

OUTAGE: Final = timedelta(seconds=15)
"""Three times as long as from one listening to the next: what lasts less may be no more than a busy moment."""
_KNOWN = """
SELECT heard_until, spared_before, spared_until, now() AS now FROM listening FOR UPDATE
"""
_FIRST = "INSERT INTO listening (heard_until) VALUES ($1) ON CONFLICT DO NOTHING"
_NOTED = "UPDATE listening SET heard_until = $1, spared_before = $2, spared_until = $3"


@dataclass(frozen=True, slots=True)
class Spared:
    """What ran out at `before` or earlier is nobody's silence before `until`."""

    before: datetime
    until: datetime

    def covers(self, due: datetime, now: datetime) -> bool:
        return due <= self.before and now < self.until


@dataclass(frozen=True, slots=True)
class Listened:
    """Everything said before `until` has been heard."""

    until: datetime
    spared: Spared | None = None

    def heard(self, at: datetime, now: datetime) -> "Listened":
        """Everything said before `at` has been heard, too; `now` is what the clock shows that told all these moments.

        Where that leaves a time in which nothing could be heard, what ran out in it gets as long again, and a working
        day at most.
        """
        if self.until - now > OUTAGE:
            # The clock was set back: a moment that has yet to come would hide every outage until then. A little later
            # is but another instance's, noted while this one waited for the row.
            return Listened(at)
        lasted, spared = at - self.until, self.spared
        if lasted <= timedelta():
            return self
        if lasted > OUTAGE:
            until = min(at + lasted, add_working_days(at, 1))
            # A short outage after a long one must not end what the long one spares.
            spared = Spared(at, until if spared is None else max(until, spared.until))
        return Listened(at, spared)


class Listening:
    """Kept in the database, as an outage is longer than the process that should have noticed it; one for all instances
    of a service: while one of them hears, nobody is without a door."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def note(self, at: datetime) -> Spared | None:
        """Everything said before `at`, by the database's clock, has been heard. Answers what is spared now."""
        async with transaction(self._pool) as connection:
            return await _note(connection, at)


async def _note(connection: Connection, at: datetime) -> Spared | None:
    row = await connection.fetchrow(_KNOWN)
    if row is None:
        await connection.execute(_FIRST, at)
        return None
    spared = None if row["spared_until"] is None else Spared(row["spared_before"], row["spared_until"])
    known = Listened(row["heard_until"], spared)
    listened = known.heard(at, row["now"])
    if listened != known:
        spared = listened.spared
        await connection.execute(_NOTED, listened.until, spared and spared.before, spared and spared.until)
    return listened.spared
