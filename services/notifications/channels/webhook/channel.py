"""The channel webhook: always there, and no disturbance to machines."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, closing

from services.notifications.channels.webhook.addresses import Gate, Resolver
from services.notifications.channels.webhook.client import Client
from services.notifications.channels.webhook.sender import WebhookSender
from services.notifications.ports import Channel, Parts, Sender

_TRIALS = 8
"""So many test events are on their way at once."""


@asynccontextmanager
async def _open(parts: Parts) -> AsyncIterator[Sender]:
    with closing(Resolver()) as resolver:
        gate = Gate(private=parts.settings.get("webhook_private_addresses") == "True", resolve=resolver)
        async with aclosing(Client(gate)) as client, aclosing(Client(gate, connections=_TRIALS)) as trial:
            yield WebhookSender(parts.webhooks, client, trial, parts.listens)


CHANNEL = Channel(code="webhook", open=_open, disturbs_people=False)
