"""`/problems/…`: what a problem's `type` leads to, in a person's words."""

from html import escape

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from shared.http._problems import Problem
from shared.http.problem_types import PROBLEM_TYPES

router = APIRouter(include_in_schema=False)

_PAGE = """<!doctype html>
<html lang="da">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title} – Samspil</title></head>
<body><main>{content}</main></body>
</html>
"""


@router.get("/problems")
async def problems() -> HTMLResponse:
    """All kinds of problem, each with its link."""
    items = "".join(
        f'<li><a href="/problems/{slug}">{escape(kind.title)}</a> ({kind.status})</li>'
        for slug, kind in sorted(PROBLEM_TYPES.items(), key=lambda item: item[1].status)
    )
    return HTMLResponse(_PAGE.format(title="Problemer", content=f"<h1>Problemer</h1><ul>{items}</ul>"))


@router.get("/problems/{slug}")
async def problem(slug: str) -> HTMLResponse:
    """One kind of problem."""
    kind = PROBLEM_TYPES.get(slug)
    if kind is None:
        raise Problem("not-found")
    content = (
        f"<h1>{escape(kind.title)}</h1><p>{escape(kind.explanation)}</p>"
        f'<p>HTTP-status {kind.status}.</p><p><a href="/problems">Alle problemer</a></p>'
    )
    return HTMLResponse(_PAGE.format(title=escape(kind.title), content=content))
