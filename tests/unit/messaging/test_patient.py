"""How FastStream's batches are waited for."""

import asyncio
from typing import Any

from faststream.kafka import KafkaBroker

from shared.messaging.patient import wait_patiently


class Quiet:
    """A consumer that has nothing, then three records of two partitions."""

    def __init__(self) -> None:
        self.polls: list[dict[str, Any]] = []

    async def getmany(self, **asked: Any) -> dict[str, list[str]]:
        self.polls.append(asked)
        return {} if len(self.polls) == 1 else {"a": ["1", "2"], "b": ["3"]}


async def _polled() -> tuple[list[Any], list[dict[str, Any]], float]:
    wait_patiently()
    subscriber: Any = KafkaBroker().subscriber("referral.events", batch=True, max_records=7, batch_timeout_ms=60_000)
    consumer = Quiet()
    began = asyncio.get_running_loop().time()
    batches = [await subscriber.get_msg(consumer), await subscriber.get_msg(consumer)]
    return batches, consumer.polls, asyncio.get_running_loop().time() - began


def test_nobody_sleeps_after_an_empty_poll() -> None:
    """Told at once: what comes after a pause is handed on when it comes, whatever the poll's own time."""
    batches, polls, seconds = asyncio.run(_polled())
    assert batches == [(), ("1", "2", "3")]
    assert [poll["max_records"] for poll in polls] == [7, 7]
    assert seconds < 1
