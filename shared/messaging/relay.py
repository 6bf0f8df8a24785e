"""Carries the outbox to Kafka: each event once in the normal course, and per subject in the order it was decided.

One relay per service owns the outbox by a session lock; every other instance stands by. Rows are deleted only when
Kafka has confirmed them, so that a fault can bring again what was on its way (the readers' inbox tells) but never lose
or reorder it. An app's receipts topic that is closed to us keeps nothing else waiting: its rows are passed over for a
while.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from asyncpg import Connection, Record

from shared.messaging.carrier import Carrier
from shared.messaging.producer import Producer, Unconfirmed
from shared.messaging.wake import Wake, wait
from shared.postgres import is_infrastructure, retry_delays
from shared.telemetry import Metrics, logger

_log = logger(__name__)
POLL = 0.5
_LOCK = 0x5A4D_0001


class Relay:
    """Runs until cancelled.

    `connect` opens the relay's own connection, which the server is to end once it has been silent for a few seconds: it
    is used at least every second, so that only a frozen or dead owner is silent.
    """

    def __init__(
        self,
        connect: Callable[[], Coroutine[Any, Any, "Connection[Record]"]],
        produce: Callable[[], Coroutine[Any, Any, Producer]],
        wake: Wake,
        metrics: Metrics,
    ) -> None:
        self._connect = connect
        self._produce = produce
        self._wake = wake
        self._metrics = metrics
        self.owner = False
        self._carried = False

    async def run(self) -> None:
        """Stands by, owns, and after any failure starts over. Losing the connection is losing the relay."""
        delays = retry_delays()
        while True:
            self._carried = False
            try:
                await self._own()
            except Exception as error:
                if not is_infrastructure(error) and not isinstance(error, Unconfirmed):
                    _log.error("the relay failed", error_type=type(error).__name__)
                else:
                    _log.warning("the relay is lost for now", error_type=type(error).__name__)
                self._metrics.retries.labels("relay").inc()
                if self._carried:
                    delays = retry_delays()
                await asyncio.sleep(next(delays))

    async def _own(self) -> None:
        # A standby has its producer ready: it has but to send when it takes over.
        producer = await self._produce()
        try:
            connection = await self._connect()
            bell = self._wake.bell("outbox")
            try:
                await connection.add_listener("outbox", lambda *_: bell.set())
                await self._until_owner(connection)
                await self._carry(connection, producer, bell)
            finally:
                self.owner = False
                self._metrics.relay_active.set(0)
                self._wake.silence("outbox", bell)
                connection.terminate()
        finally:
            await producer.close()

    async def _until_owner(self, connection: "Connection[Record]") -> None:
        while True:
            if await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):
                break
            await asyncio.sleep(POLL)
        self.owner = True
        self._metrics.relay_active.set(1)
        _log.info("this instance is the relay")

    async def _carry(self, connection: "Connection[Record]", producer: Producer, bell: asyncio.Event) -> None:
        carrier = Carrier(connection, producer, self._metrics)
        try:
            while True:
                if not await carrier.carry():
                    await wait(bell, POLL)
                self._carried = True
        except asyncio.CancelledError:
            await carrier.farewell()
            raise
        finally:
            await carrier.abandon()
