"""A relay that keeps no order."""

import asyncio
from typing import Any

from tests.sabotage.inside.switch import look

_GATHERING = 0.3


def _backwards(producer: Any) -> None:
    real = producer.Producer.prepare

    async def prepare(self: Any, records: Any) -> Any:
        if look("shuffled") is None:
            return await real(self, records)
        # What is written meanwhile makes the next batch: one record alone has no order to lose.
        await asyncio.sleep(_GATHERING)
        return await real(self, list(reversed(records)))

    producer.Producer.prepare = prepare


WRAPS = {"shared.messaging.producer": _backwards}
