"""The channel `webhook`: an event to an app's own address."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

from uuid_utils.compat import uuid7

from services.notifications.channels.webhook.body import structured, trial
from services.notifications.channels.webhook.client import Client
from services.notifications.domain.delivery import Delivery, Outcome
from services.notifications.domain.recipient import Recipient, app_of
from services.notifications.domain.webhook import Webhook
from services.notifications.ports import Tried, Webhooks
from shared.telemetry import current_traceparent, logger

_TEST_SECONDS = 10.0
_log = logger(__name__)


class WebhookSender:
    """See `ports.Sender` and `ports.WebhookTrial`. `listens`: whether an app is registered, as far as is known.

    `trial` is the client tests are sent with: they take no connection from what is to be delivered.
    """

    def __init__(self, webhooks: Webhooks, client: Client, trial: Client, listens: Callable[[Recipient], bool]) -> None:
        self._webhooks = webhooks
        self._client = client
        self._trial = trial
        self._listens = listens

    async def send(self, delivery: Delivery) -> Outcome:
        webhook = await self._webhooks.get(app_of(delivery.recipient))
        if webhook is None or webhook.disabled_at is not None or webhook.department != delivery.recipient.department:
            return Outcome("no_receiver", stop=True, lane=False)
        if not self._listens(delivery.recipient):
            # Not stopped: another instance may know more. Where it is gone for good, its webhook goes soon.
            return Outcome("not_registered", retry=True, lane=False)
        event = await self._webhooks.event(delivery.event_id)
        if event is None:
            return Outcome("no_event", lane=False)
        outcome = await self._client.post(webhook, delivery.id, structured(event), current_traceparent())
        if outcome.code == "gone":
            if not await self._webhooks.disable(webhook.app, webhook.url, webhook.department, delivery.id):
                # Said of an address the app has left meanwhile.
                return Outcome("refused", retry=True, status=outcome.status, lane=False)
            _log.warning("a webhook's receiver wants no more", department=webhook.department, status=outcome.status)
        return outcome

    async def may_reach(self, url: str) -> bool:
        return await self._client.may_reach(url)

    @property
    def plain(self) -> bool:
        return self._client.plain

    async def test(self, webhook: Webhook) -> Tried:
        id_, began = uuid7(), time.monotonic()
        try:
            async with asyncio.timeout(_TEST_SECONDS):
                body = trial(id_, datetime.now(UTC))
                outcome = await self._trial.post(webhook, id_, body, current_traceparent())
        except TimeoutError:
            outcome = Outcome("timeout", retry=True)
        return Tried(id_, outcome, round((time.monotonic() - began) * 1000))
