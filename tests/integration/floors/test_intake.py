"""Records of an app's topic: each answered once, in the transaction that decides on it and marks it as read."""

import asyncio
import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from shared.contracts import Report
from shared.intake.deciding import MAX_PLACES
from shared.timers import Timer
from tests.integration.floors.answers import told
from tests.integration.floors.house import House
from tests.suites.app_records import written
from tests.suites.floor_words import created, event, goal, record, report, start


async def test_each_record_has_one_answer_however_often_it_comes(house: House) -> None:
    """Kafka intake: read again, whole or in part and in any order, nothing is answered or decided twice."""
    subject, bad = uuid4(), goal()
    house.refused.add(bad.goal_id)
    known = report(subject, goal())
    records = written(known, report(subject, bad), known, report(uuid4(), goal()))
    await house.intake.read(records)
    first = await told(house)
    assert sorted(first) == [(0, "accepteret"), (1, "afvist"), (2, "accepteret"), (3, "accepteret")]
    for again in (records, records[2:], list(reversed(records))):
        await house.intake.read(again)
    assert await told(house) == first
    assert await house.stands_in("receipts") == 2


async def test_without_the_inbox_the_same_records_are_answered_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Breaks the mechanism: without its mark a record that comes again is answered again, and the check sees it."""
    monkeypatch.setattr("shared.intake.kafka._MARK", "SELECT unnest($1::uuid[]) AS id")
    records = written(report(uuid4(), goal()))
    await house.intake.read(records)
    await house.intake.read(records)
    assert await told(house) == [(0, "accepteret")] * 2


async def test_a_topic_made_anew_counts_from_zero(house: House) -> None:
    """Managing apps: an app removed and added again is heard, though its records stand where others stood before."""
    (old,), (new,) = written(report(uuid4(), goal())), written(report(uuid4(), goal()))
    await house.intake.read([old])
    await house.intake.read([replace(new, timestamp=old.timestamp + 1)])
    assert await told(house) == [(0, "accepteret")] * 2


async def test_waiting_and_its_repeats_are_answered_once_more_when_it_is_decided(house: House) -> None:
    """Every record that was answered `venter` gets its final answer, whichever batch it came in."""
    subject, referral = uuid4(), uuid4()
    waits = report(subject, start(referral))
    await house.intake.read(written(waits, waits))
    await house.intake.read(written(waits, first=2))
    assert await told(house) == [(0, "venter"), (1, "venter"), (2, "venter")]
    await house.reader.read([record(event(subject, created(referral)))])
    assert (await told(house))[3:] == [(0, "accepteret"), (1, "accepteret"), (2, "accepteret")]
    await house.intake.read(written(waits, first=3))
    assert (await told(house))[6:] == [(3, "accepteret")]
    assert not await house.stands_in("waiting")


async def test_waiting_over_http_and_repeated_over_kafka(house: House) -> None:
    """One code path: the receipt is the one HTTP gave, and the record is owed a final answer."""
    subject, referral = uuid4(), uuid4()
    waits = report(subject, start(referral))
    receipt = await house.desk.take(waits)
    await house.intake.read(written(waits))
    await house.reader.read([record(event(subject, created(referral)))])
    assert await told(house) == [(0, "venter"), (0, "accepteret")]
    rows = await house.pool.fetch("SELECT payload FROM outbox WHERE aggregatetype = 'intake'")
    assert {json.loads(row["payload"])["receipt_id"] for row in rows} == {str(receipt.receipt_id)}


async def test_its_time_runs_out(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """What nothing came for is refused at every place it was asked from; read again, it is answered no more."""
    waits = report(uuid4(), start(uuid4()))
    records = written(waits, waits)
    await house.intake.read(records)
    row = await house.pool.fetchrow("SELECT kind, ref, subject, due FROM timers")
    assert row is not None
    assert await house.fire(Timer(*row.values()))
    await house.intake.read(records)
    assert await told(house) == [(0, "venter"), (1, "venter"), (0, "afvist"), (1, "afvist")]
    assert capsys.readouterr().out.count("a report was refused") == 1


async def test_settled_in_the_batch_it_began_to_wait_in(house: House) -> None:
    """A record whose report begins to wait and is decided in one transaction never waited: it has one answer."""
    subject, referral = uuid4(), uuid4()
    house.brings.add(referral)
    waits = report(subject, start(referral))
    await house.intake.read(written(waits, waits, report(subject, goal(referral)), waits))
    assert sorted(await told(house)) == [(n, "accepteret") for n in range(4)]


async def test_a_report_that_waited_is_decided_and_repeated_in_one_batch(house: House) -> None:
    """A repeat behind what settles it hears what became of it, and owes nothing more."""
    subject, referral = uuid4(), uuid4()
    house.brings.add(referral)
    waits = report(subject, start(referral))
    await house.intake.read(written(waits))
    await house.intake.read(written(report(subject, goal(referral)), waits, first=1))
    answers = await told(house)
    assert answers[0] == (0, "venter")
    assert sorted(answers[1:]) == [(0, "accepteret"), (1, "accepteret"), (2, "accepteret")]


async def test_refused_and_repeated_in_one_batch(house: House) -> None:
    """A repeat behind what refuses its report hears of that refusal; other content under the same id is a conflict."""
    subject, referral = uuid4(), uuid4()
    begins = start(referral)
    rests = goal().model_copy(update={"intervention_id": begins.intervention_id})
    house.brings.add(referral)
    house.refused.add(rests.goal_id)
    first, second = report(subject, begins), report(subject, rests)
    await house.intake.read(written(first, second))
    other = replace(second, data=goal())
    await house.intake.read(written(report(subject, goal(referral)), second, other, first=2))
    answers = await told(house)
    assert answers[:2] == [(0, "venter"), (1, "venter")]
    assert sorted(answers[2:]) == [(0, "accepteret"), (1, "afvist"), (2, "accepteret"), (3, "afvist"), (4, "afvist")]
    await house.intake.read(written(other, first=5))
    assert (await told(house))[-1] == (5, "accepteret")


async def test_a_fault_of_ours_is_answered_and_holds_nobody_up(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is parked on intake: the record is found by halving, all others are decided, the same citizen's too."""
    subject, bad = uuid4(), goal()
    house.broken.add(bad.goal_id)
    fine = [report(subject, goal()) for _ in range(7)]
    await house.intake.read(written(*fine[:5], report(subject, bad), *fine[5:]))
    kinds = ["accepteret"] * 5 + ["afvist"] + ["accepteret"] * 2
    assert sorted(await told(house)) == list(enumerate(kinds))
    payload = await house.pool.fetchval("SELECT payload FROM outbox WHERE type LIKE '%afvist%'")
    ((error,),) = (json.loads(payload)["errors"],)
    assert (error["pointer"], error["detail"].startswith("Fejl hos Samspil")) == ("", True)
    assert await house.stands_in("dead_letters") == 0
    logged = capsys.readouterr().out
    assert "a record cannot be handled" in logged
    assert "Jens" not in logged


async def test_the_database_away_for_a_moment_costs_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Infrastructure is waited for, and no record is refused for it."""
    real, failures = house.desk.take_in, [asyncpg.ConnectionDoesNotExistError(), asyncpg.DeadlockDetectedError()]

    async def failing(*args: Any) -> Any:
        if failures:
            raise failures.pop()
        return await real(*args)

    monkeypatch.setattr(house.desk, "take_in", failing)
    await house.intake.read(written(report(uuid4(), goal())))
    assert await told(house) == [(0, "accepteret")]


async def test_reading_takes_no_transaction(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long an app's records take to read, no connection waits for it, and others get their turn between."""
    turns, busy = 0, set[int]()
    check = house.desk.check

    def checked(*given: Any, **more: Any) -> Report[Any]:
        busy.add(house.pool.get_size() - house.pool.get_idle_size())
        nonlocal turns
        turns += 1
        asyncio.get_running_loop().call_soon(lambda: seen.append(turns))
        return check(*given, **more)

    seen: list[int] = []
    monkeypatch.setattr(house.desk, "check", checked)
    before = house.pool.get_size() - house.pool.get_idle_size()
    await house.intake.read(written(*(report(uuid4(), goal()) for _ in range(3))))
    assert busy == {before}
    assert seen == [1, 2, 3]
    assert len(await told(house)) == 3


async def test_a_waiting_report_repeated_without_end(house: House) -> None:
    """The list of places to answer is bounded; those that were told `venter` get their final answer, the rest none."""
    subject, referral = uuid4(), uuid4()
    waits = report(subject, start(referral))
    await house.intake.read(written(*[waits] * MAX_PLACES))
    await house.intake.read(written(waits, waits, first=MAX_PLACES))
    answers = await told(house)
    assert answers[:MAX_PLACES] == [(n, "venter") for n in range(MAX_PLACES)]
    assert sorted(answers[MAX_PLACES:]) == [(MAX_PLACES, "afvist"), (MAX_PLACES + 1, "afvist")]
    await house.reader.read([record(event(subject, created(referral)))])
    assert sorted((await told(house))[MAX_PLACES + 2 :]) == [(n, "accepteret") for n in range(MAX_PLACES)]
