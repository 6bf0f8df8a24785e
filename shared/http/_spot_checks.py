"""`/access-log/spot-checks`, the same in every service: managers look at how their own department has read."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict

from shared.http._paging import Page, page_of, position_of
from shared.http._problems import Problem
from shared.identity import (
    Actor,
    Keyring,
    Outcome,
    Purpose,
    PurposeCode,
    SpotCheck,
    check_read,
    citizen_of_read,
    reading,
    record_read,
    require,
    spot_checks,
)
from shared.postgres import Connection, Pool

ROUTE = "/access-log/spot-checks"
_ZONE = ZoneInfo("Europe/Copenhagen")
_SUPERVISION = Purpose(PurposeCode.SUPERVISION)
_Manager = Annotated[Actor, Depends(require("manager"))]
_Month = Annotated[str | None, Query(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", description="ÅÅÅÅ-MM, ellers denne måned")]


class LookedAt(BaseModel):
    at: datetime
    by: str
    outcome: Outcome


class SpotCheckOut(BaseModel):
    """One read. `reason` is why the glass was broken; `own` says that somebody else has to look at it."""

    access_id: int
    at: datetime
    citizen_id: UUID
    purpose: str
    flagged: bool
    reason: str | None
    who: str
    role: str
    own: bool
    route: str
    service: str
    looked_at: LookedAt | None


class SpotChecksOut(Page[SpotCheckOut]):
    """`month` is the one they are of."""

    month: str


class FoundIn(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    outcome: Outcome


class SpotChecks:
    """How a manager's own department has read this service's data, and what was found; `service` is its name.

    Looking here is itself a read, and is logged.
    """

    def __init__(self, service: str, pool: Pool, keyring: Keyring) -> None:
        self._service = service
        self._pool = pool
        self._keyring = keyring

    async def of(self, manager: Actor, month: str | None, cursor: str | None, limit: int) -> SpotChecksOut:
        """Every read that broke the glass, and a sample of the others that is the same each time. `month` is ÅÅÅÅ-MM,
        None the running one."""
        month, start, end = _period(month)
        position = position_of(cursor, int, int)
        after = None if position is None else (bool(position[0]), position[1])
        async with reading(self._pool, manager.reporter()) as connection:
            found = await spot_checks(
                connection, manager.department or "", start, end, self._keyring, after=after, limit=limit + 1
            )
            page, following = page_of(found, limit, lambda check: (int(check.flagged), check.id))
            await self._record(connection, manager, {check.citizen_id for check in page}, ROUTE)
        return SpotChecksOut(items=[_out(check, manager) for check in page], next=following, month=month)

    async def found(self, manager: Actor, access_id: int, outcome: Outcome) -> None:
        """The last word stands. Raises Problem: there is no such read of the department's (404), or it is their own
        (422)."""
        department, by = manager.department or "", manager.reporter().name
        async with reading(self._pool, manager.reporter()) as connection:
            noted = await check_read(connection, access_id, department, by, outcome)
            citizen = await citizen_of_read(connection, access_id) if noted else None
            if citizen is not None:
                await self._record(connection, manager, {citizen}, ROUTE + "/{access_id}")
        if noted is None:
            raise Problem("not-found")
        if not noted:
            raise Problem("not-allowed", "Dine egne opslag skal en anden leder se på.")

    async def _record(self, connection: Connection, manager: Actor, citizens: set[UUID], route: str) -> None:
        await record_read(
            connection, manager, citizens, _SUPERVISION, service=self._service, route=route, keyring=self._keyring
        )


def spot_checks_router(service: str) -> APIRouter:
    """The routes; they read `app.state.pool` and `app.state.keyring`."""
    router = APIRouter(tags=["access log"])

    @router.get(ROUTE, summary="How one's own department has read")
    async def shown(
        request: Request,
        manager: _Manager,
        month: _Month = None,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> SpotChecksOut:
        """For managers: every read that broke the glass, and a sample of the others that is the same each time."""
        state = request.app.state
        return await SpotChecks(service, state.pool, state.keyring).of(manager, month, cursor, limit)

    @router.put(ROUTE + "/{access_id}", status_code=204, summary="A read was looked at")
    async def found(
        request: Request, access_id: Annotated[int, Path(ge=1, lt=2**63)], found: FoundIn, manager: _Manager
    ) -> None:
        """In order, or to be followed up. Said again, the last word stands. Nobody looks after their own reads."""
        state = request.app.state
        await SpotChecks(service, state.pool, state.keyring).found(manager, access_id, found.outcome)

    return router


def _out(check: SpotCheck, manager: Actor) -> SpotCheckOut:
    looked = check.checked
    return SpotCheckOut(
        access_id=check.id,
        at=check.at,
        citizen_id=check.citizen_id,
        purpose=check.purpose,
        flagged=check.flagged,
        reason=check.reason,
        who=check.who,
        role=check.role,
        own=check.who == manager.reporter().name,
        route=check.route,
        service=check.service,
        looked_at=None if looked is None else LookedAt(at=looked.at, by=looked.by, outcome=looked.outcome),
    )


def _period(month: str | None) -> tuple[str, datetime, datetime]:
    """The month as it is named, and its first moment and the next month's in Denmark."""
    named = month or datetime.now(UTC).astimezone(_ZONE).strftime("%Y-%m")
    year, number = int(named[:4]), int(named[5:])
    start = datetime(year, number, 1, tzinfo=_ZONE)
    return named, start, datetime(year + number // 12, number % 12 + 1, 1, tzinfo=_ZONE)
