"""What the channel makes of its client's outcomes: the receiver's word counts for the address it was asked at."""

import asyncio
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from services.notifications.channels.webhook import sender as sender_module
from services.notifications.channels.webhook.sender import WebhookSender
from services.notifications.domain.delivery import Outcome
from services.notifications.domain.webhook import Webhook, secret_from
from tests.suites.notifications_story import asked, webhook_delivery

NOW = datetime.now(UTC)
HOOK = Webhook("k-app", "kraftcenter", "https://old.example/", (), (secret_from(bytes(32)),), NOW)


class Webhooks:
    """`left`: the app has set another address by the time the receiver has answered."""

    def __init__(self, *, left: bool = False) -> None:
        self._left = left
        self.disabled: list[tuple[str, str, str, UUID]] = []

    async def get(self, app: str) -> Webhook:
        return HOOK

    async def event(self, event_id: Any) -> Any:
        return asked(uuid4())

    async def disable(self, app: str, url: str, department: str, heard: UUID) -> bool:
        self.disabled.append((app, url, department, heard))
        return not self._left


class Client:
    async def post(self, *_: Any) -> Outcome:
        return Outcome("gone", status=410, stop=True)


class Slow:
    """A receiver that never gets to its end."""

    async def post(self, *_: Any) -> Outcome:
        await asyncio.Event().wait()
        raise AssertionError


def sender(webhooks: Webhooks) -> WebhookSender:
    return WebhookSender(cast("Any", webhooks), cast("Any", Client()), cast("Any", Slow()), lambda _: True)


@pytest.mark.parametrize(
    ("left", "outcome"),
    [
        (False, Outcome("gone", status=410, stop=True)),
        (True, Outcome("refused", retry=True, status=410, lane=False)),
    ],
)
async def test_who_wants_no_more_speaks_for_its_own_address(left: bool, outcome: Outcome) -> None:
    """410 from an address the app has left meanwhile: sent again, to the new one."""
    webhooks = Webhooks(left=left)
    delivery = webhook_delivery()
    assert await sender(webhooks).send(delivery) == outcome
    assert webhooks.disabled == [("k-app", "https://old.example/", "kraftcenter", delivery.id)]


async def test_a_test_event_has_its_time_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever pressed the button gets an answer, however slowly the receiver comes to its own; and by a client of its
    own, so that deliveries have theirs."""
    monkeypatch.setattr(sender_module, "_TEST_SECONDS", 0.01)
    async with asyncio.timeout(5):
        tried = await sender(Webhooks()).test(HOOK)
    assert tried.outcome == Outcome("timeout", retry=True)
