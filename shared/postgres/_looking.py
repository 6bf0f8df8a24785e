"""What a service looks up again and again, beside what it is asked."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Never

from structlog.typing import FilteringBoundLogger

from shared.postgres._faults import is_infrastructure, retry_delays


def log_fault(log: FilteringBoundLogger, what: str, error: Exception) -> None:
    """A warning where the world is at fault, else an error with its place."""
    if is_infrastructure(error):
        log.warning(what, error_type=type(error).__name__)
    else:
        log.error(what, error_type=type(error).__name__, exc_info=error)


async def keep_looking(
    look: Callable[[], Awaitable[object]], rest: Callable[[], Awaitable[object]], log: FilteringBoundLogger, failed: str
) -> Never:
    """Until cancelled: a `look`, then a `rest`. One that fails is logged as `failed`, and tried again after a while."""
    delays = retry_delays()
    while True:
        try:
            await look()
        except Exception as error:
            log_fault(log, failed, error)
            await asyncio.sleep(next(delays))
            continue
        delays = retry_delays()
        await rest()
