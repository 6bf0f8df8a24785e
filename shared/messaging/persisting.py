"""Doing the same work again until the world lets it through."""

import asyncio
from collections.abc import Awaitable, Callable

from shared.messaging.subjects import Raced
from shared.postgres import is_infrastructure, retry_delays
from shared.telemetry import Metrics, logger

_log = logger(__name__)


async def persist(
    act: Callable[[], Awaitable[None]],
    metrics: Metrics,
    work: str,
    overtaken: Callable[[BaseException], bool] = lambda error: isinstance(error, Raced),
) -> None:
    """Until `act` has succeeded: at once where it was `overtaken`, after a while where the infrastructure failed.

    However long that takes. Raises whatever else `act` raises. `work` is what is counted as tried again.
    """
    delays = retry_delays()
    while True:
        try:
            return await act()
        except Exception as error:
            if overtaken(error):
                continue
            if not is_infrastructure(error):
                raise
            metrics.retries.labels(work).inc()
            _log.warning("a batch is read again", kind=work, error_type=type(error).__name__)
            await asyncio.sleep(next(delays))
