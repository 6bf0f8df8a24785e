"""Webhooks back to apps, signed after the Standard Webhooks specification."""

from services.notifications.channels.webhook.addresses import Gate, Resolver
from services.notifications.channels.webhook.channel import CHANNEL
from services.notifications.channels.webhook.client import Client
from services.notifications.channels.webhook.sender import WebhookSender

__all__ = ["CHANNEL", "Client", "Gate", "Resolver", "WebhookSender"]
