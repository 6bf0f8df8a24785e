"""Mail that an erased citizen, or a relative of theirs, wanted about their own inbox."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from deploy.embedded.stack import Stack
from shared.contracts import CitizenErased
from tests.integration.notifications_world import RealWorld
from tests.suites.notifications_story import asked, happened

_SUBSCRIPTION = """
INSERT INTO subscriptions (id, sub, recipient, contact, own_key, quiet, seen) VALUES ($1, $2, $3, '', '', '{}', '')
"""
_MAIL = """
INSERT INTO deliveries (id, channel, recipient, lane, event_id, event_type, subject, correlationid, because, created_at,
    next_at)
VALUES ($1, 'mail', 'person:' || $2, 'mail', $1, 't', $2::uuid, $2::uuid, 'subscribed', now(), now() + interval '1 day')
"""


@pytest.fixture
async def world(still: Stack) -> AsyncIterator[RealWorld]:
    async with RealWorld.open(still.environment("notifications")) as opened:
        yield opened


async def _wants_mail(world: RealWorld, recipient: str) -> UUID:
    id_ = uuid4()
    await world.pool.execute(_SUBSCRIPTION, id_, f"sub-{id_}", recipient)
    await world.pool.execute(_MAIL, uuid4(), str(id_))
    return id_


async def test_it_goes_with_them_and_nobody_elses_does(world: RealWorld) -> None:
    """V3: the address, the wish and what is queued of it; a department's and another citizen's stay."""
    anna, bo = uuid4(), uuid4()
    theirs = [await _wants_mail(world, f"citizen:{anna}"), await _wants_mail(world, f"relative:{anna}/{uuid4()}")]
    others = [await _wants_mail(world, f"citizen:{bo}"), await _wants_mail(world, "department:svr")]
    await world.hear(asked(anna))
    await world.hear(happened(CitizenErased(), anna, uuid4()))
    left = {
        row["id"] for row in await world.pool.fetch("SELECT id FROM subscriptions WHERE id = ANY($1)", theirs + others)
    }
    assert left == set(others)
    for id_ in theirs + others:
        queued = await world.pool.fetchval(
            "SELECT count(*) FROM deliveries WHERE recipient = 'person:' || $1", str(id_)
        )
        assert queued == (id_ in others)
