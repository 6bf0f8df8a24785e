"""`/problems/…`: what a problem's `type` leads to, in a person's words. No script, and nothing from any other host."""

from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Final

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from shared.http._problems import Problem
from shared.http.problem_types import PROBLEM_TYPES, ProblemType

router = APIRouter(include_in_schema=False)

STYLE: Final = "/assets/problems.css"
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_STYLE = Path(__file__).parent / "assets" / "problems.css"
_AGAIN: Final = {
    401: "Hent et nyt token, og send én gang mere.",
    429: "Ja, når du har ventet det antal sekunder, headeren Retry-After siger.",
    500: "Ja. Send præcis det samme med samme id. Det tæller kun én gang, også hvis det nåede frem første gang.",
    503: "Ja, når du har ventet det antal sekunder, headeren Retry-After siger. Send præcis det samme med samme id.",
}
_NOT_AGAIN: Final = "Nej, ikke uændret: Det bliver afvist igen. Ret det først."
_PAGE = """<!doctype html>
<html lang="da">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Samspil</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{style}">
</head>
<body>
<header><a href="/problems">Samspil: svar, der siger nej</a></header>
<main>
{content}
</main>
<footer>
Til den, der bygger et fagsystem: <a href="/docs">HTTP-grænsefladen</a> · <a href="/asyncapi">hændelserne</a>
</footer>
</body>
</html>
"""


@router.get(STYLE)
async def style() -> Response:
    return Response(_style(), media_type="text/css; charset=utf-8", headers={"Cache-Control": "public, max-age=3600"})


@router.get("/problems")
async def problems() -> HTMLResponse:
    """All kinds of problem by status, each with its link."""
    ordered = sorted(PROBLEM_TYPES.items(), key=lambda item: (item[1].status, item[0]))
    lists = "\n".join(
        f"<h2>{status}</h2>\n<ul>\n{''.join(map(_item, kinds))}</ul>"
        for status, kinds in groupby(ordered, key=lambda item: item[1].status)
    )
    intro = "<p>Svarets <code>type</code> fører hertil. Tallet er svarets HTTP-status.</p>"
    return _page("Svar, der siger nej", f"<h1>Svar, der siger nej</h1>\n{intro}\n{lists}")


@router.get("/problems/{slug}")
async def problem(slug: str) -> HTMLResponse:
    """One kind of problem: what it means, and whether to send again."""
    kind = PROBLEM_TYPES.get(slug)
    if kind is None:
        raise Problem("not-found")
    return _page(
        kind.title,
        f"<h1>{escape(kind.title)}</h1>\n<p>{escape(kind.explanation)}</p>\n"
        f"<dl>\n<dt>Type</dt><dd><code>/problems/{escape(slug)}</code></dd>\n"
        f"<dt>HTTP-status</dt><dd>{_statuses(kind)}</dd>\n"
        f"<dt>Skal det sendes igen?</dt><dd>{escape(_AGAIN.get(kind.status, _NOT_AGAIN))}</dd>\n</dl>\n"
        "<p>Svaret selv siger i <code>detail</code>, hvad der var galt, og i <code>errors</code>, hvilke felter det "
        "gælder. Det gentager aldrig det, der blev sendt. Oplys <code>trace_id</code>, hvis du henvender dig til "
        'driften.</p>\n<p><a href="/problems">Alle svar, der siger nej</a></p>',
    )


def _statuses(kind: ProblemType) -> str:
    return str(kind.status) if kind.sometimes is None else f"{kind.status}, nogle gange {kind.sometimes}"


def _item(item: tuple[str, ProblemType]) -> str:
    slug, kind = item
    return f'<li><a href="/problems/{escape(slug)}">{escape(kind.title)}</a> <code>{escape(slug)}</code></li>\n'


def _page(title: str, content: str) -> HTMLResponse:
    page = _PAGE.format(title=escape(title), style=STYLE, content=content)
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})


@cache
def _style() -> bytes:
    return _STYLE.read_bytes()
