"""What holds of deliveries that are held for the quiet hours (N3), in memory and on the real database alike."""

from datetime import timedelta
from uuid import UUID, uuid4

from services.notifications.domain import recipient as to
from services.notifications.domain.circuit import THRESHOLD
from services.notifications.domain.delivery import PATIENCE
from services.notifications.ports import Claim
from tests.suites.notifications_queue import DELIVERED, FAILED, LEASE, LONG, QueueWorld, all_end, claimed, ids

NIGHT = timedelta(hours=11)


async def held(world: QueueWorld, count: int = 3) -> tuple[list[UUID], list[Claim]]:
    """Mails to one relative, all held until the same moment."""
    made = await world.put_mail(to.relative(uuid4(), uuid4()), count)
    claims = await claimed(world)
    until = (await world.moment()) + NIGHT
    for claim in claims:
        await world.queue.hold(claim, until)
    return made, claims


def of(claim: Claim) -> set[UUID]:
    return {claim.delivery.id, *(delivery.id for delivery in claim.beside)}


async def test_what_is_held_is_not_tried_before_its_moment(queues: QueueWorld) -> None:
    """N3: and then all of it is one claim with one id, which is nobody else's."""
    made, _ = await held(queues)
    await queues.pass_time(NIGHT - timedelta(minutes=1))
    assert await claimed(queues) == []
    await queues.pass_time(timedelta(minutes=2))
    (claim,) = await claimed(queues)
    assert of(claim) == set(made)
    assert len({d.message_id for d in (claim.delivery, *claim.beside)}) == 1
    assert {d.attempts for d in (claim.delivery, *claim.beside)} == {1}, "holding is no attempt"
    assert await claimed(queues) == []


async def test_a_digest_is_what_waited_for_one_person(queues: QueueWorld) -> None:
    """N3, V1: two relatives' mails are never one."""
    first, _ = await held(queues, 2)
    second, _ = await held(queues, 2)
    await queues.pass_time(NIGHT + timedelta(minutes=1))
    claims = await claimed(queues)
    assert sorted(sorted(of(claim)) for claim in claims) == sorted([sorted(first), sorted(second)])
    assert len({claim.delivery.message_id for claim in claims}) == 2


async def test_after_a_kill_the_same_set_goes_under_the_same_id(queues: QueueWorld) -> None:
    """N3: killed between sending and noting it, what was not noted is sent again, known by its id; nothing has joined
    it meanwhile, and nothing of it is lost."""
    made, _ = await held(queues)
    await queues.pass_time(NIGHT + timedelta(minutes=1))
    (lost,) = await claimed(queues)
    assert await all_end(queues, [Claim(lost.delivery, lost.lease)], DELIVERED) == ["delivered"]
    await queues.put_mail(lost.delivery.recipient)
    await queues.pass_time(LEASE)
    again = [claim for claim in await claimed(queues) if claim.delivery.digest]
    assert [of(claim) for claim in again] == [set(made) - {lost.delivery.id}]
    assert again[0].delivery.message_id == lost.delivery.message_id


async def test_each_of_a_digest_has_an_end_of_its_own(queues: QueueWorld) -> None:
    """P2, R7: what was withdrawn of it is stopped, the rest has arrived."""
    made, _ = await held(queues, 2)
    await queues.pass_time(NIGHT + timedelta(minutes=1))
    (claim,) = await claimed(queues)
    each = [Claim(delivery, claim.lease) for delivery in (claim.delivery, *claim.beside)]
    await queues.queue.record(each[0], DELIVERED._replace(delivered=False, stop=True), ms=1, luck=0.0)
    await queues.queue.record(each[1], DELIVERED, ms=1, luck=0.0)
    assert sorted([await queues.status(id_) for id_ in made]) == ["delivered", "stopped"]


async def test_holding_eats_none_of_the_day_of_trying(queues: QueueWorld) -> None:
    """N4: a long weekend later the first failure gives nothing up, also where the circuit is open by then."""
    (id_,), _ = await held(queues, 1)
    for later in (PATIENCE, PATIENCE):
        await queues.pass_time(later)
        (claim,) = await claimed(queues)
        await queues.queue.hold(claim, await queues.moment() + PATIENCE)
    await queues.put_mail(to.relative(uuid4(), uuid4()), THRESHOLD)
    await all_end(queues, await claimed(queues), FAILED)
    await queues.pass_time(PATIENCE)
    tried: list[int] = []
    for _ in range(THRESHOLD + 1):
        claims = await claimed(queues)
        tried += [claim.delivery.attempts for claim in claims if claim.delivery.id == id_]
        await all_end(queues, claims, FAILED)
        assert id_ not in ids(await claimed(queues)), "its day is not over"
        await queues.pass_time(LONG)
    assert tried == [1]
    assert await queues.attempts(id_) == ["refused"]
    assert await queues.status(id_) == "queued"
    assert id_ in ids(await claimed(queues))


async def test_what_has_been_tried_keeps_its_id_when_it_is_held(queues: QueueWorld) -> None:
    """N2: the mail server may have taken it: what is tried again after the night must be known as the same."""
    (id_,) = await queues.put_mail(to.relative(uuid4(), uuid4()))
    await all_end(queues, await claimed(queues), FAILED)
    await queues.pass_time(LONG)
    (claim,) = await claimed(queues)
    await queues.queue.hold(claim, await queues.moment() + NIGHT)
    await queues.pass_time(NIGHT + timedelta(minutes=1))
    (again,) = await claimed(queues)
    assert (again.delivery.message_id, again.delivery.attempts) == (id_, 2)


async def test_an_app_gets_each_event_by_itself(queues: QueueWorld) -> None:
    """N3: a webhook that keeps quiet hours is given what waited one by one: each says something of its own."""
    made = await queues.put("a", 2)
    for claim in await claimed(queues):
        await queues.queue.hold(claim, await queues.moment() + NIGHT)
    await queues.pass_time(NIGHT + timedelta(minutes=1))
    claims = await claimed(queues)
    assert [claim.beside for claim in claims] == [(), ()]
    assert ids(claims) == set(made)


async def test_what_is_held_is_nobodys_backlog(queues: QueueWorld) -> None:
    """N3: operations are not called out for a quiet night; once it is over, what waits counts from then."""
    await held(queues)
    assert await queues.queue.queued() == {}
    await queues.pass_time(NIGHT + timedelta(minutes=2))
    count, age = (await queues.queue.queued())["mail"]
    assert count == 3
    assert 100 < age < 300


async def test_what_is_held_does_not_stand_in_the_way_of_a_probe(queues: QueueWorld) -> None:
    """N3: while a failing mail server is tried with one mail at a time, one that is held was not tried: the next, which
    may be urgent, does not wait for it."""
    await queues.put_mail(to.relative(uuid4(), uuid4()), THRESHOLD)
    await all_end(queues, await claimed(queues), FAILED)
    await queues.pass_time(LONG)
    (probe,) = await claimed(queues)
    await queues.queue.hold(probe, await queues.moment() + NIGHT)
    (following,) = await claimed(queues)
    assert following.delivery.id != probe.delivery.id
    assert await claimed(queues) == [], "still one at a time"
