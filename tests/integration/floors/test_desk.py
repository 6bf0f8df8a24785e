"""Reports: decided once, answered always, and the same way again."""

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts import NoticesDelivered, Refused, Told
from shared.intake.receipts import Receipt
from shared.timers import Timer
from tests.integration.floors.house import House
from tests.suites.floor_words import created, event, goal, record, report, start


async def status(house: House, receipt: Receipt) -> str | None:
    found: str | None = await house.pool.fetchval(
        "SELECT status FROM receipts WHERE receipt_id = $1", receipt.receipt_id
    )
    return found


async def test_the_same_report_five_times(house: House) -> None:
    """What is posted again, at once or later, gets the same receipt and leads to one event."""
    subject = uuid4()
    sent = report(subject, goal(), note="words")
    receipts = [*await asyncio.gather(*(house.desk.take(sent) for _ in range(4))), await house.desk.take(sent)]
    assert len({r.receipt_id for r in receipts}) == 1
    assert len({r.published for r in receipts}) == 1
    assert await house.stands_in("outbox") == 1


async def test_a_known_id_with_other_content(house: House) -> None:
    """An id stands for one content, also where another subject bears it; a batch is told like a single one."""
    subject, id_ = uuid4(), uuid4()
    await house.desk.take(report(subject, goal(), id_))
    for other in (report(subject, goal(), id_), report(uuid4(), goal(), id_)):
        with pytest.raises(Refused) as refused:
            await house.desk.take(other)
        assert refused.value.status == 409
        (answer,) = await house.desk.take_all([other])
        assert isinstance(answer, Refused)
    assert (await house.stands_in("receipts"), await house.stands_in("citizen_keys")) == (1, 1)


async def test_one_id_for_two_subjects_at_once(house: House) -> None:
    """Of two that use an id at the same time one is accepted and the other refused; neither goes round for ever."""
    id_ = uuid4()
    async with asyncio.timeout(10):
        answers: list[Any] = await asyncio.gather(
            *(house.desk.take(report(uuid4(), goal(), id_)) for _ in range(4)), return_exceptions=True
        )
    assert sorted(type(a).__name__ for a in answers) == ["Receipt", "Refused", "Refused", "Refused"]


async def test_a_refused_report_leaves_nothing(house: House) -> None:
    """A report refused after its handler changed everything it can change leaves its neighbours' work alone."""
    subject, bad = uuid4(), goal()
    house.refused.add(bad.goal_id)
    reports = [report(subject, goal()), report(subject, bad), report(subject, goal())]
    first, second, third = await house.desk.take_all(reports)
    assert isinstance(first, Receipt)
    assert isinstance(second, Refused)
    assert isinstance(third, Receipt)
    rows = await house.pool.fetch("SELECT id, headers->>'ce_version' AS version FROM outbox ORDER BY seq")
    assert [(str(r["id"]), r["version"]) for r in rows] == [(first.published[0][0], "1"), (third.published[0][0], "2")]
    assert await house.stands_in("receipts") == 2
    assert await house.stands_in("heard") == 0
    assert await house.stands_in("timers") == 0


async def test_a_batch_of_refused_ones_alone(house: House) -> None:
    """Nothing is stored about a subject of whom only refused reports came, its key not either."""
    bad = goal()
    house.refused.add(bad.goal_id)
    (answer,) = await house.desk.take_all([report(uuid4(), bad)])
    assert isinstance(answer, Refused)
    assert not await house.stands_in("subjects")
    assert not await house.stands_in("citizen_keys")


async def test_a_refused_id_may_be_used_again(house: House) -> None:
    """A refusal is not remembered: the mended report is a new one, in the same batch, too."""
    subject, id_, bad = uuid4(), uuid4(), goal()
    house.refused.add(bad.goal_id)
    first, second = await house.desk.take_all([report(subject, bad, id_), report(subject, goal(), id_)])
    assert isinstance(first, Refused)
    assert isinstance(second, Receipt)


async def test_it_waits_until_the_event_comes(house: House) -> None:
    """A start on a referral not heard of waits with its words, and is decided in the transaction that brings it."""
    subject, referral = uuid4(), uuid4()
    sent = report(subject, start(referral), note="words")
    receipt = await house.desk.take(sent)
    assert receipt.status == "waiting"
    assert (await house.desk.take(sent)).receipt_id == receipt.receipt_id
    assert "words" not in str(await house.pool.fetch("SELECT body, private FROM waiting"))
    await house.reader.read([record(event(subject, created(referral)))])
    again = await house.desk.take(sent)
    assert (again.receipt_id, again.status, len(again.published)) == (receipt.receipt_id, "accepted", 1)
    assert not await house.stands_in("waiting")
    assert not await house.stands_in("timers")


async def test_its_time_runs_out(house: House) -> None:
    """What nothing came for is refused when its clock runs out, and its id is free again."""
    subject = uuid4()
    sent = report(subject, start(uuid4()))
    receipt = await house.desk.take(sent)
    row = await house.pool.fetchrow("SELECT kind, ref, subject, due FROM timers")
    assert row is not None
    assert await house.fire(Timer(*row.values()))
    assert await status(house, receipt) == "refused"
    assert not await house.stands_in("waiting")
    assert not await house.stands_in("outbox")
    assert (await house.desk.take(sent)).receipt_id != receipt.receipt_id


async def test_settled_in_the_batch_it_began_to_wait_in(house: House) -> None:
    """A report that waits and is decided within one batch is answered, and kept, as decided."""
    subject, referral = uuid4(), uuid4()

    waits, brings = report(subject, start(referral)), report(subject, goal(referral))
    house.brings.add(referral)
    first, second = await house.desk.take_all([waits, brings])
    assert isinstance(first, Receipt)
    assert isinstance(second, Receipt)
    assert (first.status, second.status) == ("accepted", "accepted")
    assert await status(house, first) == "accepted"
    assert len(first.published) == 1
    assert not await house.stands_in("waiting")
    assert not await house.stands_in("timers")


async def test_a_waiting_report_that_fails(house: House) -> None:
    """A fault in what waits does not take with it the event that came: that takes effect, and the report waits on."""
    subject, referral = uuid4(), uuid4()
    receipt = await house.desk.take(report(subject, start(referral)))
    await house.pool.execute("UPDATE waiting SET body = body - 'time'")
    first = event(subject, created(referral))
    await house.reader.read([record(first)])
    assert await house.heard(subject) == [first.id]
    assert not await house.stands_in("dead_letters")
    assert await status(house, receipt) == "waiting"
    row = await house.pool.fetchrow("SELECT kind, ref, subject, due FROM timers")
    assert row is not None
    assert await house.fire(Timer(*row.values()))
    assert await status(house, receipt) == "refused"


@pytest.mark.parametrize("at_once", [True, False])
async def test_who_was_told_stands_on_the_receipt(house: House, at_once: bool) -> None:
    """What is published in the very decision, and what is heard later, both fill in the receipt."""
    subject = uuid4()
    told = (Told(recipient_kind="department", department="svr", channel="inbox"),)
    house.tells = told if at_once else ()
    receipt = await house.desk.take(report(subject, goal()))
    published = UUID(receipt.published[0][0])
    if not at_once:
        await house.reader.read([record(event(subject, NoticesDelivered(event_id=published, told=told)))])
    rows = await house.pool.fetch("SELECT event_id, department, read FROM receipt_told")
    assert [tuple(row.values()) for row in rows] == [(published, "svr", False)]
    assert json.loads(await house.pool.fetchval("SELECT errors FROM receipts")) == []
