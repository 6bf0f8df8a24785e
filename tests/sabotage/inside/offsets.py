"""Offsets that are committed before the work."""

from functools import wraps
from typing import Any

from tests.sabotage.inside.switch import look


def _first(subscription: Any) -> None:
    real = subscription.Subscription._handle

    @wraps(real)
    async def handle(self: Any, records: Any) -> None:
        if look("offsets-first") is not None:
            await self._commit({subscription.TopicPartition(r.topic, r.partition): r.offset + 1 for r in records})
        await real(self, records)

    subscription.Subscription._handle = handle


WRAPS = {"shared.messaging.subscription": _first}
