"""What holds of the queue of deliveries, in memory and on the real database alike."""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import pytest

from services.notifications.domain.circuit import THRESHOLD
from services.notifications.domain.delivery import PATIENCE, Outcome, Status
from services.notifications.domain.quiet import Hours
from services.notifications.domain.recipient import Recipient
from services.notifications.ports import Claim, Holding, Queue
from shared.contracts import InterventionEnteredInError, ReferralCreated

LEASE = timedelta(seconds=45)
DELIVERED = Outcome("delivered", delivered=True, status=204)
FAILED = Outcome("refused", retry=True, status=500)
LONG = timedelta(minutes=11)
"""More than any circuit stays open, or any early retry waits."""


class QueueWorld(Protocol):
    """An empty queue, whose clock can be put forward."""

    @property
    def queue(self) -> Queue: ...

    async def put(self, app: str, count: int = 1, about: str = ReferralCreated.type) -> list[UUID]:
        """Queues deliveries to an app, about events of that type."""
        ...

    async def put_mail(self, recipient: Recipient, count: int = 1) -> list[UUID]:
        """Queues mails to somebody, about something new."""
        ...

    async def pass_time(self, time: timedelta) -> None: ...

    async def moment(self) -> datetime:
        """What its clock says."""
        ...

    def holding(self, hours: Hours) -> Holding:
        """Those hours, for everybody who has chosen none."""
        ...

    async def status(self, id_: UUID) -> Status: ...

    async def attempts(self, id_: UUID) -> list[str]:
        """The codes in its log."""
        ...


async def claimed(world: QueueWorld, room: int = 100, per_lane: int = 100, **flying: int) -> list[Claim]:
    busy = {f"app:{app}": count for app, count in flying.items()}
    return list(await world.queue.claim(room=room, per_lane=per_lane, flying=busy, lease=LEASE))


async def all_end(world: QueueWorld, claims: list[Claim], outcome: Outcome) -> list[Status]:
    return [await world.queue.record(claim, outcome, ms=3, luck=0.0) for claim in claims]


def ids(claims: list[Claim]) -> set[UUID]:
    return {claim.delivery.id for claim in claims}


async def test_what_is_delivered_is_claimed_no_more(queues: QueueWorld) -> None:
    """Once in the normal course; its log has one try."""
    (id_,) = await queues.put("a")
    claims = await claimed(queues)
    assert ids(claims) == {id_}
    assert await all_end(queues, claims, DELIVERED) == ["delivered"]
    await queues.pass_time(LEASE + LEASE)
    assert await claimed(queues) == []
    assert (await queues.status(id_), await queues.attempts(id_)) == ("delivered", ["delivered"])


@pytest.mark.parametrize("outcome", [DELIVERED, Outcome("no_receiver", stop=True, lane=False)])
async def test_how_a_correction_ends_is_left_to_who_tells_of_it(queues: QueueWorld, outcome: Outcome) -> None:
    """R7: that it has arrived, or was let go, is marked in the moment that counts it; until then nobody else takes it,
    and where that moment never comes it is tried again."""
    (id_,) = await queues.put("a", about=InterventionEnteredInError.type)
    claims = await claimed(queues)
    assert await all_end(queues, claims, outcome) == ["delivered" if outcome.delivered else "stopped"]
    assert (await queues.status(id_), await claimed(queues)) == ("queued", [])
    await queues.pass_time(LEASE)
    assert ids(await claimed(queues)) == {id_}


async def test_a_claim_is_nobody_elses_until_its_lease_runs_out(queues: QueueWorld) -> None:
    """At least once: what a killed instance held is taken up by another, under the same id, and counted."""
    (id_,) = await queues.put("a")
    (lost,) = await claimed(queues)
    assert await claimed(queues) == []
    await queues.pass_time(LEASE)
    (taken,) = await claimed(queues)
    assert (taken.delivery.id, taken.delivery.attempts, lost.delivery.attempts) == (id_, 2, 1)
    assert taken.delivery.since == lost.delivery.since or taken.delivery.since < lost.delivery.since


async def test_whoever_has_lost_the_lease_decides_nothing(queues: QueueWorld) -> None:
    """A frozen instance that wakes up late must not take a delivery from whoever is trying it now."""
    (id_,) = await queues.put("a")
    late = await claimed(queues)
    await queues.pass_time(LEASE)
    now = await claimed(queues)
    await all_end(queues, late, Outcome("rejected", stop=True))
    assert await queues.status(id_) == "queued"
    await all_end(queues, now, DELIVERED)
    assert await queues.status(id_) == "delivered"


async def test_a_failure_is_tried_again_later_and_not_before(queues: QueueWorld) -> None:
    """Backoff: five seconds, at the earliest half of them, then more."""
    (id_,) = await queues.put("a")
    assert await all_end(queues, await claimed(queues), FAILED) == ["queued"]
    await queues.pass_time(timedelta(seconds=1))
    assert await claimed(queues) == []
    await queues.pass_time(timedelta(seconds=5))
    assert ids(await claimed(queues)) == {id_}
    assert await queues.attempts(id_) == ["refused"]


async def test_one_receiver_gets_no_more_than_its_share(queues: QueueWorld) -> None:
    """However much is queued for one, the others' come in the same claim; what is on its way counts."""
    await queues.put("a", 20)
    (b,) = await queues.put("b")
    claims = await claimed(queues, room=10, per_lane=4)
    assert b in ids(claims)
    assert [c.delivery.lane for c in claims].count("app:a") == 4
    assert len(await claimed(queues, per_lane=4, a=3)) == 1
    assert await claimed(queues, per_lane=4, a=4) == []


async def test_places_are_shared_where_there_are_few(queues: QueueWorld) -> None:
    """Bounded overall: of two full lanes each gets some."""
    await queues.put("a", 20)
    await queues.put("b", 20)
    lanes = [claim.delivery.lane for claim in await claimed(queues, room=4, per_lane=4)]
    assert sorted(lanes) == ["app:a", "app:a", "app:b", "app:b"]


async def test_an_open_circuit_holds_its_own_lane_alone(queues: QueueWorld) -> None:
    """Five failures in a row, whosoever: the next deliveries to it wait, everybody else's go; then one probe goes."""
    await queues.put("a", THRESHOLD + 2)
    await all_end(queues, await claimed(queues, room=THRESHOLD), FAILED)
    (b,) = await queues.put("b")
    assert ids(await claimed(queues)) == {b}
    await queues.pass_time(LONG)
    probes = await claimed(queues)
    assert [claim.delivery.lane for claim in probes if claim.delivery.id != b] == ["app:a"]
    assert not [claim for claim in await claimed(queues) if claim.delivery.lane == "app:a"]
    await all_end(queues, probes, DELIVERED)
    assert len(await claimed(queues)) == THRESHOLD + 1


async def test_a_probe_that_fails_keeps_it_closed(queues: QueueWorld) -> None:
    """Half open to open: the rest waits on."""
    await queues.put("a", THRESHOLD + 1)
    await all_end(queues, await claimed(queues, room=THRESHOLD), FAILED)
    await queues.pass_time(LONG)
    await all_end(queues, await claimed(queues), FAILED)
    assert await claimed(queues) == []


async def test_a_probe_that_says_nothing_of_the_lane_makes_way_for_the_next(queues: QueueWorld) -> None:
    """A fault of ours, or of one recipient alone, must not hold the lane until the probe would be taken for lost: the
    next is let through at once; where the probe was answered, all are."""
    await queues.put("a", THRESHOLD + 3)
    await all_end(queues, await claimed(queues, room=THRESHOLD), FAILED)
    await queues.pass_time(LONG)
    probe = await claimed(queues)
    await all_end(queues, probe, Outcome("failed", retry=True, lane=False))
    following = await claimed(queues)
    assert len(probe) == len(following) == 1
    assert await claimed(queues) == []
    await all_end(queues, following, Outcome("rejected", status=550, stop=True, lane=False))
    assert len(await claimed(queues)) > 1


async def test_a_days_failing_ends_with_what_is_to_be_given_up(queues: QueueWorld) -> None:
    """N4: after 24 hours comes one last try; what it leaves is told before it is marked: never lost."""
    (id_,) = await queues.put("a")
    await all_end(queues, await claimed(queues), FAILED)
    await queues.pass_time(PATIENCE)
    last = await claimed(queues)
    assert await all_end(queues, last, FAILED) == ["given_up"]
    assert await queues.status(id_) == "queued", "until the managers are told of it in the same moment"
    assert await claimed(queues) == [], "under its lease"


async def test_what_an_open_circuit_kept_back_for_a_day_is_tried_once_more(queues: QueueWorld) -> None:
    """Given up is never said of what was not tried at all; nor does an open circuit keep anything for ever."""
    await queues.put("a", THRESHOLD)
    await all_end(queues, await claimed(queues), FAILED)
    (waiting,) = await queues.put("a")
    await queues.pass_time(PATIENCE)
    (probe,) = await claimed(queues, room=1)
    await all_end(queues, [probe], FAILED)
    seen = {probe.delivery.id}
    for _ in range(THRESHOLD + 1):
        claims = await claimed(queues)
        seen |= ids(claims)
        assert set(await all_end(queues, claims, FAILED)) <= {"given_up"}
    assert waiting in seen


async def test_even_then_it_gets_no_more_than_its_share(queues: QueueWorld) -> None:
    """What has waited out its day behind an open circuit must not take the others' places."""
    await queues.put("a", THRESHOLD)
    await all_end(queues, await claimed(queues), FAILED)
    await queues.put("a", 10)
    await queues.pass_time(PATIENCE)
    await all_end(queues, await claimed(queues, room=1), FAILED)
    assert await claimed(queues, per_lane=4, a=4) == []
    assert len(await claimed(queues, per_lane=4, a=3)) == 1
    assert await claimed(queues, room=0) == []


async def test_how_much_waits_can_be_seen(queues: QueueWorld) -> None:
    """Operations see how many are queued, and how old the oldest is."""
    await queues.put("a", 3)
    await queues.pass_time(timedelta(minutes=2))
    count, age = (await queues.queue.queued())["webhook"]
    assert count == 3
    assert 119 < age < 200
