"""What stands in the outbox, read in the order it was decided.

What has been deleted costs every later read until a vacuum, and for as long as anybody holds an old snapshot; so rows
below a mark are not looked at again. The mark may not pass a row that is yet to be committed: numbers are drawn before
the commit, and a subject's later event must never be read before its earlier one. Whoever has drawn a number holds a
lock on the table until he is done: what was drawn when all who hold one now have gone can be seen, or never will be.
"""

import time
from collections.abc import Collection, Sequence

from asyncpg import Connection, Record

BATCH = 500
_LOOK = 0.5
# Whatever should go wrong with the mark, a row is late by this much and not lost.
_AFRESH = 60.0
_READ = """
SELECT seq, coalesce(topic, aggregatetype || '.events') AS topic, aggregateid::text AS key, payload, wire,
       CASE WHEN wire IS NULL THEN headers END AS headers
FROM outbox
WHERE seq > $1 AND seq NOT IN (SELECT unnest($4::bigint[])) AND (topic IS NULL OR topic <> ALL($3::text[]))
ORDER BY seq LIMIT $2
"""
# Not `seq <= last`: a transaction that drew a lower number can commit after the batch was read.
_DELETE = "DELETE FROM outbox WHERE seq = ANY($1::bigint[])"
_DRAWN = "SELECT last_value - (NOT is_called)::int FROM outbox_seq_seq"
# A prepared transaction has no process, and another service's table may have the same number in its own database.
_WRITERS = """
SELECT virtualtransaction FROM pg_locks
WHERE relation = 'outbox'::regclass AND mode = 'RowExclusiveLock' AND pid IS DISTINCT FROM pg_backend_pid()
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class Standing:
    """The outbox over the one connection that reads and deletes; to be made anew with the connection.

    A row is taken once, until it is given back or deleted. Of one subject's rows the earlier are taken first, and in
    the same call in order, whoever commits meanwhile.
    """

    def __init__(self, connection: "Connection[Record]") -> None:
        self._connection = connection
        self._taken: set[int] = set()
        self._low = 0
        self._passed_over: frozenset[str] = frozenset()
        self._afresh = time.monotonic() + _AFRESH
        # Up to `_drawn` nothing can come any more once these writers are gone; up to `_settled` they are.
        self._drawn, self._writers = 0, frozenset[str]()
        self._settled = 0
        self._moved = False
        self._look_at = time.monotonic() + _LOOK

    async def take(self, passing_over: Collection[str] = ()) -> list[Record]:
        """The next rows that nobody has taken, at most `BATCH`, but those for the topics in `passing_over`.

        Fields: seq, topic, key (text, None where order is of no account), payload, wire (the headers, encoded), and
        where there is no wire headers (JSON text).
        """
        self._mind(frozenset(passing_over))
        if self._moved and time.monotonic() >= self._look_at:
            await self._look()
        rows = await self._connection.fetch(_READ, self._low, BATCH, list(passing_over), list(self._taken))
        # What is not taken and was committed before this read stands at or above its first row.
        self._low = min([self._settled, *(seq - 1 for seq in self._taken), *(row["seq"] - 1 for row in rows[:1])])
        self._taken.update(row["seq"] for row in rows)
        self._moved = self._moved or bool(rows)
        return rows

    def give_back(self, seqs: Collection[int]) -> None:
        """These are to be taken again."""
        self._taken.difference_update(seqs)

    async def delete(self, seqs: Sequence[int]) -> None:
        """For what is in the log."""
        await self._connection.execute(_DELETE, seqs)
        self._taken.difference_update(seqs)

    def _mind(self, passed_over: frozenset[str]) -> None:
        now = time.monotonic()
        # The mark may have gone by the rows of a topic that was passed over.
        if self._passed_over - passed_over or now >= self._afresh:
            self._low, self._afresh = 0, now + _AFRESH
        self._passed_over = passed_over

    async def _look(self) -> None:
        """Moves what is settled."""
        # In this order: who is not seen writing has done so before, or will draw a higher number.
        drawn: int = await self._connection.fetchval(_DRAWN)
        writers = frozenset(row[0] for row in await self._connection.fetch(_WRITERS))
        if not self._writers & writers:
            self._settled, self._drawn, self._writers = self._drawn, drawn, writers
            if not writers:
                self._settled = drawn
                self._moved = False
        self._look_at = time.monotonic() + _LOOK
