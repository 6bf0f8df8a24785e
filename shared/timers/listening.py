"""How long nobody was heard, and whom that spares: what was only an outage is no silence (R4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.postgres import Connection, Pool, transaction
from shared.timers.lengths import Hours, add_working_days, add_working_time, working_time

OUTAGE: Final = timedelta(seconds=15)
"""Three times as long as from one listening to the next: what lasts less may be no more than a busy moment."""
_OFFICE = Hours(timedelta(hours=8), timedelta(hours=16))
_KNOWN = """
SELECT heard_until, spared_before, spared_until, now() AS now FROM listening FOR UPDATE
"""
_RAN_OUT = "SELECT EXISTS (SELECT FROM timers WHERE due < $1)"
_FIRST = "INSERT INTO listening (heard_until, spared_before, spared_until) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
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
    """Everything said before `until` has been heard. Of outages that overlap in what they spare, each has its own."""

    until: datetime
    spared: tuple[Spared, ...] = ()

    @classmethod
    def first(cls, at: datetime, *, ran_out: bool) -> "Listened":
        """Where nothing was kept before: what has `ran_out` unnoticed says that there was an outage, not how long."""
        return cls(at, (Spared(at, add_working_days(at, 1)),) if ran_out else ())

    def heard(self, at: datetime, now: datetime) -> "Listened":
        """Everything said before `at` has been heard, too; `now` is what the clock shows that told all these moments.

        Where that leaves a time in which nothing could be heard, what ran out in it gets as long again.
        """
        if self.until - now > OUTAGE:
            # The clock was set back: a moment that has yet to come would hide every outage until then. A little later
            # is but another instance's, noted while this one waited for the row.
            return Listened(at)
        lasted = at - self.until
        if lasted <= timedelta():
            return self
        spared = tuple(each for each in self.spared if now < each.until)
        if lasted > OUTAGE:
            new = Spared(at, _given_back(self.until, at))
            spared = (*(each for each in spared if each.until > new.until), new)
        return Listened(at, spared)


def _given_back(since: datetime, at: datetime) -> datetime:
    """As long again, and of office hours as many: an evening is no door for who lost the day. A working day at most."""
    until = min(at + (at - since), add_working_days(at, 1))
    lost = min(working_time(since, at, _OFFICE), _OFFICE.closes - _OFFICE.opens)
    return max(until, add_working_time(at, lost, _OFFICE)) if lost else until


class Listening:
    """Kept in the database, as an outage is longer than the process that should have noticed it; one for all instances
    of a service: while one of them hears, nobody is without a door."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def note(self, at: datetime) -> tuple[Spared, ...]:
        """Everything said before `at`, by the database's clock, has been heard. Answers what is spared now."""
        async with transaction(self._pool) as connection:
            return await _note(connection, at)


async def _note(connection: Connection, at: datetime) -> tuple[Spared, ...]:
    row = await connection.fetchrow(_KNOWN)
    if row is None:
        ran_out = await connection.fetchval(_RAN_OUT, at - OUTAGE)
        await connection.execute(_FIRST, *_columns(Listened.first(at, ran_out=ran_out)))
        # Another instance may have been first.
        return await _note(connection, at)
    known = Listened(row["heard_until"], tuple(map(Spared, row["spared_before"], row["spared_until"])))
    listened = known.heard(at, row["now"])
    if listened != known:
        await connection.execute(_NOTED, *_columns(listened))
    return listened.spared


def _columns(listened: Listened) -> tuple[datetime, list[datetime], list[datetime]]:
    return listened.until, [each.before for each in listened.spared], [each.until for each in listened.spared]
