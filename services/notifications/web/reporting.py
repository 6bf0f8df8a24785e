"""A form as a report: the same id however often it is sent, so that a double click is one report."""

from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4

from services.notifications.web.elsewhere import Taken, Wrong
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from shared.contracts import Fact, Refused
from shared.identity import Forbidden

_NOT_ALLOWED: Final = "Det kan du ikke gøre herfra. Intet er gemt."
AGAIN: Final = "Det er sendt én gang før."
AGAIN_COUNTS: Final = "Det er den første, der gælder. Har du ændret noget siden, er det ikke kommet med."
"""What is said where the very form was sent before (`Wrong.known`): it may have been mended since."""
T = TypeVar("T")


def form_id(sent: object = "") -> str:
    """The id a form came with, if it is one; else a new one."""
    try:
        return str(UUID(str(sent)))
    except ValueError:
        return str(uuid4())


def an_event(id_: str, fact: type[Fact], subject: UUID, now: datetime, data: Mapping[str, Any]) -> dict[str, Any]:
    """As `Elsewhere.report` and `web.inside` take it. What is None in `data` is left out."""
    kept = {name: value for name, value in data.items() if value is not None}
    return {"id": id_, "type": fact.type, "subject": str(subject), "time": now.isoformat(), "data": kept}


async def tried(asked: Awaitable[T]) -> T | Wrong:
    """What is asked for a form: what keeps it from being answered is wrong with the form, which is then shown again."""
    try:
        return await asked
    except Refused as refused:
        return Wrong(refused.detail, status=refused.status)
    except Forbidden:
        return Wrong(_NOT_ALLOWED, status=403)


async def report_here(web: Web, session: Session, event: Mapping[str, Any]) -> Taken | Wrong:
    """As `Elsewhere.report`, for what this service owns. Raises Forbidden (403)."""
    try:
        receipt = await web.inside.report(session.actor.reporter(), event)
    except Refused as refused:
        if refused.status == 409:
            return Wrong(refused.detail, known=True)
        if refused.status == 403:
            raise Forbidden from None
        if refused.status not in (404, 422):
            raise
        return Wrong(refused.detail, {each.pointer: each.detail for each in refused.errors})
    return Taken(str(receipt.receipt_id), receipt.status == "waiting", receipt.hints)
