"""What stands in the outbox, as the gauges tell it."""

from shared.postgres import Pool
from shared.runtime.gauges import COUNTS

_PUT = """
INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, headers, topic, created_at)
SELECT uuidv7(), 'kraftcenter', uuidv7(), 't', '', '{}', 'kraftcenter.events',
    clock_timestamp() - make_interval(secs => $2)
FROM generate_series(1, $1::int)
"""


async def test_what_stands_is_counted_and_dated(pool: Pool) -> None:
    """Operations: an alarm goes by the age of the oldest row, and by how many there are."""
    nothing = await pool.fetchrow(COUNTS)
    assert nothing is not None
    assert (nothing["outbox"], nothing["age"]) == (0, None)
    await pool.execute(_PUT, 1, 60.0)
    await pool.execute(_PUT, 2, 0.0)
    three = await pool.fetchrow(COUNTS)
    assert three is not None
    assert three["outbox"] == 3
    assert 60 <= three["age"] < 90
    assert (three["dead"], three["parked"], three["waiting"]) == (0, 0, 0)


async def test_many_are_told_by_their_numbers(pool: Pool) -> None:
    """Every instance looks every few seconds: beyond ten thousand they are not counted one by one."""
    await pool.execute(_PUT, 12_000, 0.0)
    many = await pool.fetchrow(COUNTS)
    assert many is not None
    assert many["outbox"] == 12_000
