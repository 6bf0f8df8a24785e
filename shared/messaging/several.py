"""Decisions over several subjects at once, where the decision itself finds out over whom."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Generic, TypeVar
from uuid import UUID

from shared.contracts.event import Cause
from shared.messaging.decider import Decider
from shared.messaging.ids import new_id
from shared.messaging.unit import Unit
from shared.messaging.work import SubjectWork
from shared.telemetry import current_traceparent

W = TypeVar("W", bound=SubjectWork)
T = TypeVar("T")

_LONGEST = 10.0
"""Seconds to wait for one's turn, as for a connection."""


class _Unheld(Exception):
    """The decision asks for a subject that this transaction has not locked."""

    def __init__(self, subject: UUID) -> None:
        super().__init__()
        self.subject = subject


class Several(Generic[W]):
    """Begins with one subject, and begins anew with one more whenever the decision asks for it.

    All that are asked for are locked in sorted order, so that two decisions never wait for each other. One at a time in
    a process: a decision waits for locks, and many would leave no connection to anybody else.
    """

    def __init__(self, decider: Callable[[], Decider[W]]) -> None:
        """It is asked for when it is needed, as it is made when the service starts."""
        self._decider = decider
        self._turn = asyncio.Semaphore(1)

    async def decide(self, subject: UUID, decide: Callable[[Callable[[UUID], W]], Awaitable[T]]) -> T:
        """Writes what `decide` makes of all its works, or nothing where it raises or has changed nothing.

        `decide` may run several times. Nobody reports here: what is published is Samspil's, below the current span.
        Raises TimeoutError where its turn does not come.
        """
        async with asyncio.timeout(_LONGEST):
            await self._turn.acquire()
        try:
            return await self._until_decided(subject, decide)
        finally:
            self._turn.release()

    async def _until_decided(self, subject: UUID, decide: Callable[[Callable[[UUID], W]], Awaitable[T]]) -> T:
        subjects = {subject}
        while True:
            try:
                return await self._decider().alone(
                    lambda connection: self._decider().batch(connection, list(subjects), self._together(decide))
                )
            except _Unheld as unheld:
                subjects.add(unheld.subject)

    def _together(
        self, decide: Callable[[Callable[[UUID], W]], Awaitable[T]]
    ) -> Callable[[Mapping[UUID, W], Unit], Awaitable[T]]:
        async def together(works: Mapping[UUID, W], _: Unit) -> T:
            cause_id = new_id()

            def work_of(subject: UUID) -> W:
                work = works.get(subject)
                if work is None:
                    raise _Unheld(subject)
                return work

            for work in works.values():
                work.cause = Cause(cause_id, work.now, None, None, current_traceparent())
            answer = await decide(work_of)
            for work in works.values():
                await self._decider().settle(work)
            return answer

        return together
