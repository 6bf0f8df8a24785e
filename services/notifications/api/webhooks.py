"""An app's webhook, for the app itself and for operations; to everybody else there is no such thing."""

from datetime import datetime
from typing import Annotated, Literal, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from services.notifications import handlers
from services.notifications.handlers.webhooks import Seen
from shared.http import Page, Problem, RateLimit
from shared.identity import Caller

router = APIRouter(prefix="/apps/{app}/webhook", tags=["webhooks"])
_often_enough = RateLimit(per_minute=120, burst=60)


class WebhookIn(BaseModel):
    """`types` are event types from the catalogue; left out or empty, every type. `quiet`: what comes in the
    department's quiet hours waits until they end."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    url: str = Field(min_length=1, max_length=2000)
    types: Annotated[list[str], Field(max_length=100)] = []
    quiet: bool = False


class WebhookOut(BaseModel):
    """`secret` stands in the answer that made it, and nowhere else. `previous_until` is when the secret before stops
    signing; `disabled_at` when the receiver answered that it wants no more (410)."""

    app: str
    url: str
    types: tuple[str, ...]
    quiet: bool
    created_at: datetime
    disabled_at: datetime | None
    previous_until: datetime | None
    circuit: Literal["closed", "open", "half_open"]
    queued: int
    secret: str | None = None


class TriedOut(BaseModel):
    """`code` is our word for what came of it, `status` the receiver's number where it answered."""

    webhook_id: UUID
    delivered: bool
    code: str
    status: int | None
    ms: int


class AttemptOut(BaseModel):
    at: datetime
    code: str
    status: int | None
    ms: int


class DeliveryOut(BaseModel):
    """`webhook_id` is what the receiver knows it by, the same at every attempt."""

    webhook_id: UUID
    event_id: UUID
    event_type: str
    status: Literal["queued", "delivered", "given_up", "stopped"]
    created_at: datetime
    next_at: datetime | None
    done_at: datetime | None
    attempts: tuple[AttemptOut, ...]


class _App(NamedTuple):
    name: str
    department: str


async def _app(request: Request, app: str, caller: Caller) -> _App:
    """The app in the path, where the caller is it or operations; else 404, whether there is such an app or not."""
    apps = request.app.state.apps
    department: str | None = apps.department_of(app)
    own = caller.has("app") and caller.app == app
    if own and department is None and not apps.given:
        department = caller.department
    if department is None or not (own or caller.has("operator")):
        raise Problem("not-found")
    return _App(app, department)


_ItsApp = Annotated[_App, Depends(_app)]


@router.put("", summary="Where the app wants to hear", dependencies=[Depends(_often_enough)])
async def put(request: Request, app: _ItsApp, wanted: WebhookIn) -> WebhookOut:
    """Set anew, the webhook keeps its secret; a disabled one hears again."""
    state = request.app.state
    seen = await handlers.set_webhook(
        *app, wanted.url, wanted.types, state.webhooks, state.webhook_trial, quiet=wanted.quiet
    )
    await _heard(request)
    return _out(seen)


@router.get("", summary="The webhook as it is")
async def get(request: Request, app: _ItsApp) -> WebhookOut:
    return _out(await handlers.show_webhook(*app, request.app.state.webhooks))


@router.delete("", status_code=204, summary="The app wants to hear no more")
async def delete(request: Request, app: _ItsApp) -> None:
    """What is queued is stopped."""
    await handlers.remove_webhook(app.name, request.app.state.webhooks)
    await _heard(request)


@router.post("/rotate", summary="A new secret", dependencies=[Depends(_often_enough)])
async def rotate(request: Request, app: _ItsApp) -> WebhookOut:
    """For 24 hours what is sent is signed with both."""
    return _out(await handlers.rotate_secret(*app, request.app.state.webhooks))


@router.post("/test", summary="A test event, now", dependencies=[Depends(_often_enough)])
async def test(request: Request, app: _ItsApp) -> TriedOut:
    """Signed as any other, about nobody; what came of it is the answer."""
    tried = await handlers.test_webhook(*app, request.app.state.webhooks, request.app.state.webhook_trial)
    outcome = tried.outcome
    return TriedOut(
        webhook_id=tried.id, delivered=outcome.delivered, code=outcome.code, status=outcome.status, ms=tried.ms
    )


@router.get("/deliveries", summary="What was sent, and what became of it")
async def deliveries(
    request: Request,
    app: _ItsApp,
    status: Literal["queued", "delivered", "given_up", "stopped"] | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[DeliveryOut]:
    """Newest first, each attempt with its code; nothing of what the receiver wrote back."""
    page = await handlers.deliveries(*app, request.app.state.webhooks, status=status, cursor=cursor, limit=limit)
    items = [
        DeliveryOut(
            webhook_id=item.id,
            event_id=item.event_id,
            event_type=item.event_type,
            status=item.status,
            created_at=item.created_at,
            next_at=item.next_at,
            done_at=item.done_at,
            attempts=tuple(AttemptOut(**attempt._asdict()) for attempt in item.attempts),
        )
        for item in page.items
    ]
    return Page(items=items, next=page.next)


async def _heard(request: Request) -> None:
    """What is told from now on goes by it: here at once, in other instances within a moment."""
    state = request.app.state
    await state.listening.refresh(state.pool)
    state.wake.ring("webhooks")


def _out(seen: Seen) -> WebhookOut:
    webhook, health, secret = seen
    return WebhookOut(
        app=webhook.app,
        url=webhook.url,
        types=webhook.types,
        quiet=webhook.quiet,
        created_at=webhook.created_at,
        disabled_at=webhook.disabled_at,
        previous_until=webhook.previous_until,
        circuit=health.circuit,
        queued=health.queued,
        secret=secret,
    )
