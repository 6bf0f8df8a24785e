"""An app's webhook is set, looked at, tried and taken away: by the app itself, or by operations."""

from collections.abc import Sequence
from typing import NamedTuple

from services.notifications.domain import recipient as to
from services.notifications.domain.delivery import Status
from services.notifications.domain.webhook import Webhook, check_types, check_url
from services.notifications.ports import LogPage, Tried, WebhookHealth, Webhooks, WebhookTrial
from shared.contracts import Refused


class Seen(NamedTuple):
    """`secret` where it is shown: once, when it was made."""

    webhook: Webhook
    health: WebhookHealth
    secret: str | None = None


async def set_webhook(
    app: str,
    department: str,
    url: str,
    types: Sequence[str],
    webhooks: Webhooks,
    trial: WebhookTrial,
    *,
    quiet: bool = False,
) -> Seen:
    """`quiet`: it keeps its team's quiet hours. Raises Refused (422) for an address or a type that will not do."""
    check_url(url, plain=trial.plain)
    check_types(types)
    if not await trial.may_reach(url):
        raise Refused("invalid", "Adressen kan ikke nås udefra, eller der må ikke sendes til den.", pointer="/url")
    secret = await webhooks.put(app, department, url, sorted(set(types)), quiet=quiet)
    return await _seen(app, department, webhooks, secret)


async def show_webhook(app: str, department: str, webhooks: Webhooks) -> Seen:
    """Raises Refused (404) where there is none."""
    return await _seen(app, department, webhooks)


async def rotate_secret(app: str, department: str, webhooks: Webhooks) -> Seen:
    """The new secret signs beside the one before, which holds for a day. Raises Refused (404)."""
    await _of(app, department, webhooks)
    return await _seen(app, department, webhooks, await webhooks.rotate(app))


async def remove_webhook(app: str, webhooks: Webhooks) -> None:
    """Raises Refused (404) where there is none."""
    if not await webhooks.remove(app):
        raise _none_such()


async def test_webhook(app: str, department: str, webhooks: Webhooks, trial: WebhookTrial) -> Tried:
    """Sends a test event now. Raises Refused (404)."""
    return await trial.test(await _of(app, department, webhooks))


async def deliveries(
    app: str, department: str, webhooks: Webhooks, *, status: Status | None, cursor: str | None, limit: int
) -> LogPage:
    """What the app has been sent, newest first; also after its webhook was removed."""
    return await webhooks.log(to.app(department, app).key, status=status, cursor=cursor, limit=limit)


async def _seen(app: str, department: str, webhooks: Webhooks, secret: str | None = None) -> Seen:
    return Seen(await _of(app, department, webhooks), await webhooks.health(app), secret)


async def _of(app: str, department: str, webhooks: Webhooks) -> Webhook:
    webhook = await webhooks.get(app)
    # One that was set while the app acted for another department is none of this one's.
    if webhook is None or webhook.department != department:
        raise _none_such()
    return webhook


def _none_such() -> Refused:
    return Refused("not-found", "Appen har ingen webhook.", status=404)
