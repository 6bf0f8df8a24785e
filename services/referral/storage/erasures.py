"""Asks that citizens be erased, and the erasing, each in one transaction with the look that it is."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from asyncpg import Record

from services.referral.domain.erasure import Ask
from services.referral.ports import Look
from services.referral.storage.looking import record
from services.referral.storage.work import ReferralWork
from shared.contracts import Cause
from shared.identity import Keyring, as_reader, as_service, reading
from shared.messaging import Unit
from shared.messaging.decider import Decider
from shared.messaging.glass import Glass
from shared.postgres import Connection, Pool
from shared.postgres.effects import delete, upsert
from shared.telemetry import current_traceparent, span_from, traceparent_of

T = TypeVar("T")

ROUTE = "/citizens/{citizen_id}/erasure"
_COLUMNS = "citizen_id, asked_by, department, asked_at, expires_at"
_ONE = f"SELECT {_COLUMNS} FROM erasures WHERE citizen_id = $1 AND expires_at > now()"  # noqa: S608 (constants of this file)
_STANDING = f"""
SELECT {_COLUMNS} FROM erasures WHERE expires_at > now() AND ($1::uuid IS NULL OR citizen_id > $1)
ORDER BY citizen_id LIMIT $2
"""  # noqa: S608 (as above)
_ASKED = upsert(
    "erasures",
    ("citizen_id",),
    citizen_id="uuid",
    asked_by="text",
    department="text",
    asked_at="timestamptz",
    expires_at="timestamptz",
)
_WITHDRAWN = delete("erasures", citizen_id="uuid")


class _Asks:
    """See `ports.Asks`."""

    def __init__(self, work: ReferralWork, row: Record | None) -> None:
        self._work = work
        self.standing = None if row is None else Ask(*row)

    def ask(self, ask: Ask) -> Ask:
        # An expired one may still lie there.
        row = (ask.citizen_id, ask.asked_by, ask.department, ask.asked_at, ask.expires_at)
        self._work.put(_ASKED, ask.citizen_id, row)
        self.standing = ask
        return ask

    def withdraw(self) -> None:
        self._work.put(_WITHDRAWN, self._work.subject, (self._work.subject,))
        self.standing = None


class PostgresErasures:
    """See `ports.Erasures`. All are asked for when needed, as they are made when the service starts."""

    def __init__(
        self,
        pool: Callable[[], Pool],
        keyring: Callable[[], Keyring],
        decider: Callable[[], Decider[ReferralWork]],
        glass: Callable[[], Glass[ReferralWork]],
    ) -> None:
        self._pool = pool
        self._keyring = keyring
        self._decider = decider
        self._glass = glass

    async def decide(self, look: Look, citizen_id: UUID, decide: Callable[[Any, Any], Awaitable[T]]) -> T:
        with span_from(current_traceparent(), "erasure") as span:
            once = partial(self._once, look, citizen_id, decide, traceparent_of(span))
            return await self._decider().alone(once)

    async def _once(
        self,
        look: Look,
        citizen_id: UUID,
        decide: Callable[[Any, Any], Awaitable[T]],
        traceparent: str | None,
        connection: Connection,
    ) -> tuple[T, Unit]:
        async def on_one(works: Mapping[UUID, ReferralWork], _: Unit) -> T:
            work = works[citizen_id]
            # Two have decided, of two departments perhaps: the event names none.
            work.cause = Cause(work.new_id(), work.now, None, None, traceparent)
            answer = await decide(work, _Asks(work, await connection.fetchrow(_ONE, citizen_id)))
            if work.involvement.erased:
                await self._decider().settle(work)
            elif work.citizen_known:
                await self._looked(connection, look, work)
            return answer

        return await self._decider().batch(connection, [citizen_id], on_one)

    async def _looked(self, connection: Connection, look: Look, work: ReferralWork) -> None:
        await as_reader(connection, look.reader, breaks_the_glass=look.breaks_the_glass)
        await record(connection, look, [work.subject], ROUTE, self._keyring())
        await as_service(connection)
        if look.breaks_the_glass:
            await self._glass().tell(connection, {work.subject: work})

    async def standing_of(self, look: Look, citizen_id: UUID) -> Ask | None:
        async with reading(self._pool(), look.reader) as connection:
            row = await connection.fetchrow(_ONE, citizen_id)
            if row is not None:
                await record(connection, look, [citizen_id], ROUTE, self._keyring())
        return None if row is None else Ask(*row)

    async def standing(self, look: Look, *, after: UUID | None, limit: int) -> Sequence[Ask]:
        async with reading(self._pool(), look.reader) as connection:
            asks = [Ask(*row) for row in await connection.fetch(_STANDING, after, limit)]
            await record(connection, look, (ask.citizen_id for ask in asks), "/erasures", self._keyring())
        return asks
