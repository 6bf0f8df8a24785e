"""Decisions that are no reports: reading a notice, giving one up."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from services.notifications.storage.work import NotificationsWork
from shared.contracts.event import Cause
from shared.messaging.decider import Decider
from shared.postgres import Connection
from shared.telemetry import current_traceparent, span_from, traceparent_of

T = TypeVar("T")


class PostgresDecisions:
    """See `ports.Decisions`. `decider` is asked for when it is needed, as it is made when the service starts."""

    def __init__(self, decider: Callable[[], Decider[NotificationsWork]]) -> None:
        self._decider = decider

    async def on(
        self,
        subject: UUID,
        cause: Cause,
        decide: Callable[[NotificationsWork], Awaitable[T]],
        *,
        doing: str = "notice read",
    ) -> T:
        with span_from(cause.traceparent, doing, links=[current_traceparent()]) as span:
            continued = replace(cause, traceparent=traceparent_of(span) or cause.traceparent)

            async def run(_: Connection, work: NotificationsWork) -> T:
                work.cause = continued
                return await decide(work)

            return await self._decider().once(subject, run)
