"""The points at which a process can be told to kill or freeze itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.sabotage.inside.switch import look, passing


def _transactions(stage: str, module: Any) -> None:
    real = module.transaction

    @asynccontextmanager
    async def transaction(pool: Any) -> AsyncIterator[Any]:
        async with real(pool) as connection:
            yield connection
            passing(f"{stage}-before-commit")
        passing(f"{stage}-after-commit")

    module.transaction = transaction


def _one_request(decider: Any) -> None:
    """One statement, which commits itself. Clocks decide in the same way."""
    real = decider._write_guarded

    async def write_guarded(*arguments: Any) -> None:
        passing("desk-before-commit")
        await real(*arguments)
        passing("desk-after-commit")

    decider._write_guarded = write_guarded


def _offsets(subscription: Any) -> None:
    real = subscription.Subscription._commit

    async def commit(self: Any, offsets: Any) -> None:
        passing("reader-before-offset-commit" if self._pattern is None else "intake-before-offset-commit")
        await real(self, offsets)

    subscription.Subscription._commit = commit


def _sends(producer: Any) -> None:
    kafka = producer.AIOKafkaProducer
    send_batch, send = kafka.send_batch, producer.Producer.send

    async def on_its_way(self: Any, *arguments: Any, **named: Any) -> Any:
        confirmation = await send_batch(self, *arguments, **named)
        if look("relay-after-send") is not None:
            # Long enough to leave for the broker, mostly too short for its answer.
            await asyncio.sleep(0.002)
            passing("relay-after-send")
        return confirmation

    async def ready_to_go(self: Any, *arguments: Any) -> Any:
        passing("relay-before-send")
        return await send(self, *arguments)

    kafka.send_batch = on_its_way
    producer.Producer.send = ready_to_go


def _deletes(standing: Any) -> None:
    real = standing.Standing.delete

    async def delete(self: Any, *arguments: Any) -> None:
        passing("relay-before-delete")
        await real(self, *arguments)
        passing("relay-after-delete")

    standing.Standing.delete = delete


WRAPS = {
    "shared.messaging.reader": lambda module: _transactions("reader", module),
    "shared.intake.kafka": lambda module: _transactions("intake", module),
    "shared.intake.desk": lambda module: _transactions("desk", module),
    "shared.messaging.decider": _one_request,
    "shared.messaging.subscription": _offsets,
    "shared.messaging.producer": _sends,
    "shared.messaging.standing": _deletes,
}
