"""P2 twice over: what is queued is stopped with the change, and held against the designation again when it is sent."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.notifications.storage import letters
from services.notifications.storage.deliveries import Deliveries
from shared.contracts import SubGoalReached
from tests.integration.notifications_world import RealWorld
from tests.suites.notifications_designations import STARTED, a_relative_told_by_mail
from tests.suites.notifications_story import changing, citizen, reached, says
from tests.suites.notifications_world import a_running_loop


async def sendable(world: RealWorld, anna: UUID) -> int:
    """Mails about a reached sub-goal that a sender would hand over now, after the citizen took the type away."""
    start = await a_running_loop(world, anna)
    fact = await a_relative_told_by_mail(world, anna)
    await world.hear(reached(start, at=world.now + timedelta(seconds=1)))
    await world.report(says(citizen(anna), anna, changing(fact.designation_id, STARTED, channels=("mail",))))
    queued = [d for d in await world.out(anna) if d.event_type == SubGoalReached.type]
    return sum([await world.letters.of(delivery) is not None for delivery in queued])


async def test_what_is_taken_away_is_not_sent(world: RealWorld) -> None:
    """P2: with both mechanisms."""
    assert await sendable(world, uuid4()) == 0


async def test_each_mechanism_does_it_alone(world: RealWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """P2: neither the queue that stops nothing nor the sender that asks nothing lets a mail out by itself."""
    with monkeypatch.context() as broken:
        broken.setattr(Deliveries, "stop", lambda *_, **__: None)
        assert await sendable(world, uuid4()) == 0
    with monkeypatch.context() as broken:
        broken.setattr(letters, "still_wanted", lambda *_: True)
        assert await sendable(world, uuid4()) == 0


async def test_without_either_it_would_be_sent(world: RealWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check above sees a mail that should not go: with both mechanisms broken there is one."""
    monkeypatch.setattr(Deliveries, "stop", lambda *_, **__: None)
    monkeypatch.setattr(letters, "still_wanted", lambda *_: True)
    assert await sendable(world, uuid4()) == 1
