"""Who would get what, asked before anything is sent (P3)."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from services.notifications import handlers
from services.notifications.api.readers import Purposeful, Reading
from shared.contracts import Refused
from shared.contracts.cloudevents import read_http
from shared.contracts.reading import read_report
from shared.identity import Actor, require
from shared.intake import report_body

router = APIRouter(tags=["preview"])
_Sender = Annotated[Actor, Depends(require("app", "coordinator", "manager", "citizen", "relative"))]


class RecipientOut(BaseModel):
    """`fields` are the notice's fields that would hold something."""

    recipient_kind: str
    department: str | None
    name: str | None
    channel: str
    fields: tuple[str, ...]
    because: str


class WithheldOut(BaseModel):
    recipient_kind: str
    department: str | None
    because: str


class PreviewOut(BaseModel):
    """`rules_version` is the version of the rules that counted, 0 for those that ship (I3)."""

    recipients: tuple[RecipientOut, ...]
    withheld: tuple[WithheldOut, ...]
    rules_version: int


@router.post("/preview", summary="Who would get what", openapi_extra=report_body(batch=False))
async def preview(request: Request, sender: _Sender, why: Purposeful, reads: Reading) -> PreviewOut:
    """A CloudEvent not yet sent, of any type that can be reported. Nothing is stored, nobody is told."""
    raw = read_http(request.headers, await request.body())
    if isinstance(raw, list):
        raise Refused("unsupported-media-type", "Kun én hændelse ad gangen kan forhåndsvises.", status=415)
    report = read_report(raw, sender.reporter(), private_allowed=True)
    state = request.app.state
    found = await handlers.preview(report, why, datetime.now(UTC), reads, state.ruling.now, state.listening.now)
    return PreviewOut.model_validate(asdict(found))
