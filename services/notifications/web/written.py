"""What somebody wrote in a form that was not taken: shown to them to be copied, and kept nowhere."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request

from services.notifications.web.settings import WebSettings

Written = tuple[tuple[str, str], ...]
"""Labels and what was written."""

FREE_TEXT: Final[Mapping[str, str]] = {
    "ord": "Det, du har skrevet",
    "grund": "Begrundelsen",
    "note": "Bemærkningen",
    "citizen_words": "Borgerens egne ord",
}
"""The fields that hold words of one's own, by name, after the form's own `<slug>-`; never a number or a name."""


async def written_in(request: Request) -> Written:
    """The words of one's own in the form that was sent, each once. What was chosen is not among them."""
    found: dict[tuple[str, str], None] = {}
    for name, value in (await request.form()).multi_items():
        label = FREE_TEXT.get(name.rpartition("-")[2])
        if label is not None and isinstance(value, str) and value.strip():
            found[label, value.replace("\r\n", "\n").strip()] = None
    return tuple(found)


async def written_here(request: Request, settings: WebSettings) -> Written:
    """As `written_in`, for a form without proof that it was ours: nothing where another site may have written it."""
    return await written_in(request) if sent_from_here(request, settings) else ()


def sent_from_here(request: Request, settings: WebSettings) -> bool:
    """Whether the browser says that a page of ours sent the form: another site's words must not stand on ours."""
    sender = urlsplit(request.headers.get("origin", "")).netloc
    return sender in {urlsplit(settings.public_url).netloc, request.headers.get("host")}
