"""The page with a year's figures, for managers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from services.notifications.web.charts import charts, words
from services.notifications.web.cookies import YEARLY
from services.notifications.web.dates import day, local_day
from services.notifications.web.door import PageRoute, only
from services.notifications.web.overviews import Told
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from shared.contracts import Refused

router = APIRouter(route_class=PageRoute, include_in_schema=False)


Manager = Annotated[Session, Depends(only("manager"))]
Year = Annotated[int, Query(ge=1, le=9999)]


@router.get(YEARLY)
async def overview(request: Request, session: Manager, aar: Year | None = None) -> Response:
    """The figures of the year `aar`, else of the last one that is over; without them, why and what to do."""
    web = Web.of(request)
    today = local_day(web.now())
    year = today.year - 1 if aar is None else aar
    told: Told | None = None
    problem: str | None = None
    status = 200
    try:
        told = await web.overviews.year(year, session.access_token)
    except Refused as refused:
        status, problem = refused.status, refused.detail
    return web.pages.answer(
        request,
        "yearly.html",
        session=session,
        status=status,
        year=year,
        told=told,
        made=day(local_day(told.made_at), today) if told else None,
        charts=charts(told.departments) if told else {},
        words=words,
        problem=problem,
        file=f"{YEARLY}.csv?aar={year}",
        last=today.year - 1,
        # A year there can be nothing of leads to none before it.
        earlier=_address(year - 1) if year < today.year and status != 404 else None,
        later=_address(year + 1) if year < today.year - 1 and status != 404 else None,
        newest=YEARLY,
    )


@router.get(YEARLY + ".csv")
async def file(request: Request, session: Manager, aar: Year) -> Response:
    """The same as a file for a spreadsheet."""
    content = await Web.of(request).overviews.file(aar, session.access_token)
    name = f'attachment; filename="samspil-aarsoversigt-{aar}.csv"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store", "Vary": "Cookie"}
    return Response(content, headers=headers, media_type="text/csv; charset=utf-8")


def _address(year: int) -> str:
    return f"{YEARLY}?aar={year}"
