"""The yearly overview over HTTP, as JSON and as a file for a spreadsheet."""

import csv
import io
from dataclasses import asdict
from datetime import datetime

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from services.referral import handlers
from services.referral.domain.yearly import STEP
from shared.contracts.display import department_name, offer_name, theme_name
from shared.identity import require

router = APIRouter(tags=["overviews"], dependencies=[Depends(require("manager"))])

_COLUMNS = ("Afdeling", "Tilbud", "Borgere med henvisning, mindst", f"Temaer hos mindst {STEP} borgere")
# What a spreadsheet would take for a formula; names come from lists that a municipality writes itself.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class LineOut(BaseModel):
    """One offer. `at_least` is rounded down to a multiple of 5, null below 5; `themes` are those of 5 or more."""

    department: str
    offer: str
    at_least: int | None
    themes: tuple[str, ...]


class OverviewOut(BaseModel):
    """`made_at` is when the year was told for the first time; it is the same ever after."""

    year: int
    made_at: datetime
    lines: tuple[LineOut, ...]


# Before the other: a year with `.csv` after it is no number.
@router.get(
    "/overviews/{year}.csv",
    summary="A year's overview as a file",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def file(request: Request, year: int) -> Response:
    """For managers. Semicolons and a byte order mark, as Danish spreadsheets expect."""
    overview = await handlers.yearly_overview(year, request.app.state.reads.overviews)
    return Response(
        _file(overview).encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="samspil-aarsoversigt-{year}.csv"'},
    )


@router.get("/overviews/{year}", summary="A year's overview")
async def overview(request: Request, year: int) -> OverviewOut:
    """For managers: how many citizens each offer was asked for, and with which themes; small numbers are not told."""
    told = await handlers.yearly_overview(year, request.app.state.reads.overviews)
    lines = tuple(LineOut(**asdict(line)) for line in told.lines)
    return OverviewOut(year=told.year, made_at=told.made_at, lines=lines)


def _file(overview: handlers.Overview) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for line in overview.lines:
        count = f"under {STEP}" if line.at_least is None else line.at_least
        themes = ", ".join(theme_name(theme) for theme in line.themes)
        names = department_name(line.department), offer_name(line.offer)
        writer.writerow([*map(_harmless, names), count, _harmless(themes)])
    return text.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
