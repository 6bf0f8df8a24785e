"""`GET /load`: how much lies with each department, for managers; the same in every service that counts something."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from shared.contracts.codes import DEPARTMENTS
from shared.identity import Actor, require

FEWEST: Final = 5
"""Of other departments smaller numbers are not told: one referral more or less could be somebody one knows of."""

Load = Mapping[str, Mapping[str, int]]
"""What is counted, by department; a department that is left out has nothing."""
_Manager = Annotated[Actor, Depends(require("manager"))]


class LoadOut(BaseModel):
    """`counts` by what is counted; null below five where it is another department's. `next_due` is when the next of it
    is owed, told of one's own department alone: it is one citizen's, however much there is."""

    department: str
    counts: dict[str, int | None]
    next_due: datetime | None = None


class LoadsOut(BaseModel):
    items: list[LoadOut]
    next: None = None


def shown_to(
    department: str | None, load: Load, kinds: tuple[str, ...], next_due: datetime | None = None
) -> list[LoadOut]:
    """Every department of the list, with each of `kinds`: one's own as it is, others' from `FEWEST` on. `next_due` is
    one's own department's."""

    def shown(code: str, count: int) -> int | None:
        return count if code == department or count >= FEWEST else None

    return [
        LoadOut(
            department=code,
            counts={kind: shown(code, load.get(code, {}).get(kind, 0)) for kind in kinds},
            next_due=next_due if code == department else None,
        )
        for code in DEPARTMENTS
    ]


def load_router(
    count: Callable[[Request], Awaitable[Load]],
    *kinds: str,
    next_due: Callable[[Request, str], Awaitable[datetime | None]] | None = None,
) -> APIRouter:
    """The route. Only counts and a moment are read, of no citizen: no row in the access log."""
    router = APIRouter(tags=["load"])

    @router.get("/load", summary="How much lies with each department")
    async def load(request: Request, manager: _Manager) -> LoadsOut:
        """For managers. Of other departments numbers below five are left out."""
        own = manager.department
        due = None if next_due is None or own is None else await next_due(request, own)
        return LoadsOut(items=shown_to(own, await count(request), kinds, due))

    return router
