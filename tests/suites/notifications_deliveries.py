"""What holds of deliveries as part of a decision, in memory and on the real database alike."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from services.notifications.domain import recipient as to
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.receivers import NO_RECEIVERS, Receiver, Receivers
from services.notifications.handlers import end_delivery
from shared.contracts import CitizenErased, Event, NoticeGivenUp, NoticesDelivered, ReferralAccepted, ReferralCreated
from tests.suites.notifications_story import accepted, asked, happened, of, started
from tests.suites.notifications_world import World, inbox

KRAFTCENTERS_APP = "app:kraftcenter/k-app"
SOCIALPSYKIATRIS_APP = "app:socialpsykiatri/s-app"


@pytest.fixture
async def listening(world: World) -> AsyncIterator[World]:
    """An app of each of the two departments of the story listens to everything."""
    world.receivers = Receivers.of([Receiver("k-app", "kraftcenter"), Receiver("s-app", "socialpsykiatri")])
    yield world
    world.receivers = NO_RECEIVERS


async def test_an_app_is_queued_what_its_department_is_told(listening: World) -> None:
    """I2, N2: the receiver's app hears of the referral, the sender's of the answer, each once, and no app of what its
    own department said."""
    anna = uuid4()
    created = asked(anna)
    for event in (created, created, accepted(created)):
        await listening.hear(event)
    assert await listening.queued(anna) == {
        (KRAFTCENTERS_APP, ReferralCreated.type, "queued"),
        (SOCIALPSYKIATRIS_APP, ReferralAccepted.type, "queued"),
    }


async def test_who_was_told_names_the_apps_department(listening: World) -> None:
    """`besked.leveret` says that an app of the department was told over a webhook, beside the department itself."""
    (told,) = await listening.hear(asked(uuid4()))
    assert isinstance(told.data, NoticesDelivered)
    assert [(t.recipient_kind, t.department, t.channel) for t in told.data.told] == [
        ("department", "kraftcenter", "inbox"),
        ("citizen", None, "inbox"),
        ("app", "kraftcenter", "webhook"),
    ]


async def test_what_goes_to_an_app_is_in_no_inbox(listening: World) -> None:
    """N2: the team's inbox has the notice once, however many of its apps listen."""
    anna = uuid4()
    await listening.hear(asked(anna))
    assert len(await inbox(listening, of("kraftcenter"), anna)) == 1


async def test_without_webhooks_nothing_is_queued(world: World) -> None:
    """What nobody wants sent is not written either."""
    anna = uuid4()
    await world.hear(asked(anna))
    assert await world.queued(anna) == set()


async def test_a_newcomers_app_gets_what_the_loop_had_before(listening: World) -> None:
    """I1: with its department, the app is brought the loop's earlier events."""
    anna = uuid4()
    listening.receivers = Receivers.of([Receiver("sel82-app", "sel82")])
    created = asked(anna)
    for event in (created, accepted(created), started(created, by="sel82")):
        await listening.hear(event)
    queued = await listening.queued(anna)
    assert queued == {
        ("app:sel82/sel82-app", ReferralCreated.type, "queued"),
        ("app:sel82/sel82-app", ReferralAccepted.type, "queued"),
    }


async def test_an_erased_citizens_deliveries_are_gone(listening: World) -> None:
    """V3: what is queued about the citizen is not sent any more, nor what a late event would queue."""
    anna, bo = uuid4(), uuid4()
    created = asked(anna)
    await listening.hear(created)
    await listening.hear(asked(bo))
    await listening.hear(happened(CitizenErased(), anna, uuid4()))
    await listening.hear(accepted(created))
    assert await listening.queued(anna) == set()
    assert {status for _, _, status in await listening.queued(bo)} == {"queued"}


async def test_giving_up_is_told_to_the_managers_once(listening: World) -> None:
    """N4: who the notice was meant for has a manager, who is told once, however many gave up at the same time."""
    anna = uuid4()
    created = asked(anna)
    await listening.hear(created)
    delivery = await _delivery(listening, created)
    for _ in range(2):
        await end_delivery(delivery, "given_up", listening.decisions)
    (notice,) = await inbox(listening, of("kraftcenter", "manager"), anna)
    assert notice.event_type == NoticeGivenUp.type
    assert notice.action is not None
    assert {status for _, _, status in await listening.queued(anna)} == {"given_up"}


async def _delivery(world: World, event: Event[Any]) -> Delivery:
    (id_,) = await world.delivery_ids(event.subject)
    return Delivery(
        id=id_,
        channel="webhook",
        recipient=to.app("kraftcenter", "k-app"),
        event_id=event.id,
        event_type=event.type,
        subject=event.subject,
        correlationid=event.correlationid,
        because="its_department",
        traceparent=None,
        attempts=20,
        since=world.now,
    )
