"""How often one caller may do one thing, per instance."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from shared.http._problems import Problem
from shared.identity import Caller

_REMEMBERED = 10_000


class RateLimit:
    """A bucket of `burst` tokens per caller that refills by `per_minute`. As a dependency it counts the actor.

    Kept in memory: each instance of a service has its own. Raises Problem (429 with Retry-After) from an empty bucket.
    """

    def __init__(self, per_minute: float, burst: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_minute / 60
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, caller: Caller) -> None:
        self.take(caller.app or caller.subject)

    def take(self, who: str) -> None:
        """One token from `who`'s bucket; `who` is forgotten once ten thousand others have come after."""
        now = self._clock()
        tokens, since = self._buckets.pop(who, (float(self._burst), now))
        tokens = min(self._burst, tokens + (now - since) * self._rate)
        allowed = tokens >= 1
        self._buckets[who] = (tokens - allowed, now)
        if len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)
        if not allowed:
            raise Problem("too-many-requests", retry_after=math.ceil((1 - tokens) / self._rate))
