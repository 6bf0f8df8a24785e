"""Gauges that have to be looked up: how much stands in the outbox, waits, lies among the dead letters, or is late."""

import asyncio
from typing import Any, Final

from aiokafka.errors import KafkaError

from shared.postgres import is_infrastructure
from shared.telemetry import logger

_log = logger(__name__)
_EVERY = 5.0
LATE_SECONDS: Final = 5.0
"""A timer is looked for twice a second; so long after its time something keeps it from firing."""
# Looked at every few seconds by every instance, just when there is much: beyond ten thousand the outbox is told by the
# numbers of its first and last row, which is right but for the numbers of what was taken back.
_COUNTED = 10_000
COUNTS = f"""
SELECT CASE WHEN counted <= {_COUNTED} THEN counted ELSE last - first + 1 END AS outbox, age, dead, parked, waiting,
    late, CASE WHEN late > 0 THEN late_by ELSE 0 END AS late_by
FROM (
    SELECT (SELECT count(*) FROM (SELECT FROM outbox LIMIT {_COUNTED} + 1) AS first_rows) AS counted,
           (SELECT seq FROM outbox ORDER BY seq DESC LIMIT 1) AS last,
           (SELECT count(*) FROM dead_letters) AS dead,
           (SELECT count(DISTINCT (topic, subject)) FROM dead_letters) AS parked,
           (SELECT count(*) FROM waiting) AS waiting,
           (SELECT count(*) FROM timers WHERE due < now() - make_interval(secs => {LATE_SECONDS})) AS late,
           (SELECT extract(epoch FROM now() - min(due)) FROM timers WHERE due < now()) AS late_by
) AS counts LEFT JOIN (
    SELECT seq AS first, extract(epoch FROM clock_timestamp() - created_at) AS age FROM outbox ORDER BY seq LIMIT 1
) AS oldest ON true
"""  # noqa: S608 (constants of this file)


async def watch(service: str, parts: Any) -> None:
    """Keeps the gauges fresh until cancelled; while something is away they keep their last value."""
    while True:
        try:
            async with parts.pool.acquire(timeout=_EVERY) as connection:
                row = await connection.fetchrow(COUNTS)
            metrics = parts.metrics
            parts.rates.note()
            metrics.outbox_rows.set(row["outbox"])
            metrics.outbox_age.set(row["age"] or 0)
            metrics.dead_letters.labels(service).set(row["dead"])
            metrics.parked.labels(service).set(row["parked"])
            metrics.waiting.set(row["waiting"])
            metrics.timers_late.set(row["late"])
            metrics.timers_late_age.set(row["late_by"])
            lags = [await subscription.lag() for subscription in parts.subscriptions]
            # A partition that went to another instance, or with its app, is not ours to tell of any more.
            metrics.consumer_lag.clear()
            for partition, lag in (one for some in lags for one in some.items()):
                metrics.consumer_lag.labels(partition.topic, str(partition.partition)).set(lag)
        except Exception as error:
            # A gauge that cannot be read is no reason to stop reading, relaying and keeping time.
            if not is_infrastructure(error) and not isinstance(error, KafkaError):
                _log.error("the gauges cannot be read", error_type=type(error).__name__)
        await asyncio.sleep(_EVERY)
