"""What became of something sent: told in words, on the page it was sent from, until everybody has been told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from services.notifications.web.casework.addresses import SENT
from services.notifications.web.casework.staff import Staff
from services.notifications.web.casework.told import told_lines
from services.notifications.web.door import PageRoute, error_page
from services.notifications.web.elsewhere import Service, Taken
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from services.notifications.web.traces import trace_address
from shared.contracts import Refused
from shared.identity import Forbidden

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_LETTERS: Final[Mapping[str, Service]] = {"r": "referral", "k": "kraftcenter"}
AGAIN: Final = "allerede"
"""In place of a receipt: the form was sent before, and the first is what counts."""
_LOOKS = 8
"""So often a script looks again by itself."""
_UNCHANGED: Final = 2
_CODE = re.compile(r"([rk])-([0-9a-f-]{36})")


@dataclass(frozen=True, slots=True)
class Shown:
    """`told` are who, over what, and whether it was read; `look` how often it was looked at before, `same`
    how many times in a row nobody was added: the inboxes and the mails are not filled at once."""

    code: str
    status: str
    told: tuple[tuple[str, str, bool], ...]
    hints: tuple[str, ...]
    errors: tuple[str, ...]
    trace_id: str | None
    trace_url: str | None
    look: int = 0
    same: int = 0

    @property
    def settled(self) -> bool:
        """Whether nothing more is awaited of it."""
        return self.status in ("refused", AGAIN) or (self.reached and self.same >= _UNCHANGED)

    @property
    def reached(self) -> bool:
        """Whether somebody has been told of it."""
        return self.status == "published" and bool(self.told)

    @property
    def next_look(self) -> str | None:
        """Where a script looks again; None where it need not any more."""
        return (
            None
            if self.settled or self.look >= _LOOKS
            else f"{SENT}/{self.code}?kig={self.look + 1}&fik={len(self.told)}&ens={self.same}"
        )


def code(service: Service, taken: Taken) -> str:
    """A receipt as an address names it."""
    return f"{service[0]}-{taken.receipt_id}"


async def found(
    web: Web, session: Session, named: str | None, look: int = 0, before: tuple[int, int] = (-1, 0)
) -> Shown | None:
    """The receipt that `named` names; `before` is how many were told at the last look, and for how many looks.

    None for a name that is none, and for a receipt that cannot be had."""
    if named == AGAIN:
        return Shown(AGAIN, AGAIN, (), (), (), None, None)
    match = _CODE.fullmatch(named or "")
    if match is None:
        return None
    try:
        said = await web.elsewhere.read(_LETTERS[match[1]], f"/receipts/{match[2]}", session)
        return _shown(match[0], said, web, look, before)
    except (Refused, Forbidden, LookupError, TypeError):
        return None


@router.get(SENT + "/{named}")
async def receipt(
    request: Request,
    session: Staff,
    named: str,
    kig: Annotated[int, Query(ge=0, le=_LOOKS)] = 0,
    fik: Annotated[int, Query(ge=-1, le=10_000)] = -1,
    ens: Annotated[int, Query(ge=0, le=_LOOKS)] = 0,
) -> Response:
    """The receipt by itself: for a script that looks again, and for who has only its address."""
    web = Web.of(request)
    shown = await found(web, session, named, kig, (fik, ens))
    if shown is None:
        return await error_page(request, 404)
    piece = "hx-request" in request.headers
    return web.pages.answer(request, f"casework/{'receipt' if piece else 'sent'}.html", session=session, receipt=shown)


def _shown(named: str, said: Mapping[str, Any], web: Web, look: int, before: tuple[int, int]) -> Shown:
    told, same = before
    return Shown(
        code=named,
        status=said["status"],
        told=tuple(told_lines(said["told"])),
        hints=tuple(said["hints"]),
        errors=tuple(each["detail"] for each in said["errors"]),
        trace_id=said["trace_id"],
        trace_url=trace_address(web.settings.traces_url, said["trace_id"]),
        look=look,
        same=same + 1 if len(said["told"]) == told else 0,
    )
