"""`GET /citizens/{citizen_id}/access-log`, the same in every service."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel

from shared.http._paging import Page, page_of, position_of
from shared.http._problems import Problem
from shared.identity import (
    AccessEntry,
    Actor,
    Keyring,
    Purpose,
    PurposeCode,
    access_log_of,
    known_here,
    reading,
    record_read,
    require,
)
from shared.postgres import Pool

ROUTE = "/citizens/{citizen_id}/access-log"
MayRead = Callable[[Request, Actor, UUID], Awaitable[bool]]


class Access(BaseModel):
    """One read: when, why, and for a manager by whom."""

    at: datetime
    purpose: str
    service: str
    department: str | None
    who: str | None = None


class AccessLog:
    """Who has read this service's data about a citizen; `service` is its name.

    Looking here is itself a read, and is logged where there is somebody to read about.
    """

    def __init__(self, service: str, pool: Pool, keyring: Keyring) -> None:
        self._service = service
        self._pool = pool
        self._keyring = keyring

    async def page(
        self, reader: Actor, citizen_id: UUID, *, others: bool = False, cursor: str | None = None, limit: int = 50
    ) -> Page[Access]:
        """Newest first; with `others` without what the citizen or a relative read of their own.

        Whether the reader may is for the caller to have asked; a manager is told by whom. Raises Problem (422).
        """
        position = position_of(cursor, int)
        manager = reader.has("manager")
        purpose = PurposeCode.SUPERVISION if manager else PurposeCode.OWN
        async with reading(self._pool, reader.reporter()) as connection:
            entries = await access_log_of(
                connection, citizen_id, others=others, before=position[0] if position else None, limit=limit + 1
            )
            if entries or await known_here(connection, citizen_id):
                await record_read(
                    connection,
                    reader,
                    [citizen_id],
                    Purpose(purpose),
                    service=self._service,
                    route=ROUTE,
                    keyring=self._keyring,
                )
        shown, following = page_of(entries, limit, lambda entry: (entry.id,))
        return Page(items=[_told(entry, manager) for entry in shown], next=following)


def access_log_router(service: str, *, manager_may_read: MayRead | None = None) -> APIRouter:
    """The route; reads `app.state.pool` and `app.state.keyring`.

    A citizen sees when and why, of their own log alone; a manager whom `manager_may_read` allows, also by whom (V2).
    Anyone else's log is 404.
    """
    router = APIRouter()

    @router.get(ROUTE, response_model=Page[Access], response_model_exclude_unset=True)
    async def access_log(
        request: Request,
        citizen_id: UUID,
        caller: Annotated[Actor, Depends(require("citizen", "manager"))],
        others: bool = False,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Page[Access]:
        manager = caller.has("manager")
        if manager:
            allowed = manager_may_read is None or await manager_may_read(request, caller, citizen_id)
        else:
            allowed = caller.citizen_id == citizen_id
        if not allowed:
            raise Problem("not-found")
        state = request.app.state
        log = AccessLog(service, state.pool, state.keyring)
        return await log.page(caller, citizen_id, others=others, cursor=cursor, limit=limit)

    return router


def _told(entry: AccessEntry, manager: bool) -> Access:
    return Access(
        at=entry.at,
        purpose=entry.purpose,
        service=entry.service,
        department=entry.department,
        **({"who": entry.who} if manager else {}),
    )
