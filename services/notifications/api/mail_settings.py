"""When somebody is mailed about their own inbox (N3)."""

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from services.notifications import handlers
from services.notifications.api.readers import Person
from services.notifications.ports import Subscriptions

router = APIRouter(prefix="/mail-settings", tags=["inbox"])


class MailSettingsIn(BaseModel):
    """`pace`: not at all, as it comes, or one mail each working morning. From the hour `quiet_from` until `quiet_until`
    of the Danish clock only what is urgent is mailed, with `closed_days` also on weekends and public holidays."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    pace: Literal["none", "at_once", "digest"]
    quiet_from: int = Field(ge=0, le=23)
    quiet_until: int = Field(ge=0, le=23)
    closed_days: bool = False


class MailSettingsOut(MailSettingsIn):
    """`email` is where to: the address the sign-in gave when it was chosen. None for relatives, whose contact is the
    citizen's to give."""

    email: str | None


@router.get("", summary="As it is chosen, else as shipped")
async def get(request: Request, person: Person) -> MailSettingsOut:
    """Citizens, coordinators and managers are mailed where they have asked for it; relatives as the citizen said."""
    chosen = await _subscriptions(request).of(person.reporter())
    hours = chosen.hours
    return MailSettingsOut(
        pace=chosen.pace,
        quiet_from=hours.begins,
        quiet_until=hours.ends,
        closed_days=hours.closed_days,
        email=chosen.email,
    )


@router.put("", status_code=204, summary="From now on")
async def put(request: Request, person: Person, wanted: MailSettingsIn) -> None:
    """To the verified address (`email`, `email_verified`) of the token; without one, 422."""
    await handlers.choose_mail(
        person.reporter(),
        person.email,
        wanted.pace,
        wanted.quiet_from,
        wanted.quiet_until,
        _subscriptions(request),
        closed_days=wanted.closed_days,
    )


def _subscriptions(request: Request) -> Subscriptions:
    subscriptions: Subscriptions = request.app.state.subscriptions
    return subscriptions
