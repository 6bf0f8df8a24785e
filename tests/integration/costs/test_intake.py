"""What reports cost, one in a request and a hundred."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from shared.contracts import Refused
from shared.intake.receipts import Receipt
from tests.integration.costs.counting import Counted
from tests.integration.costs.numbers import (
    BATCH_OF_REPORTS,
    EVENTS,
    RECORDS_OF_APPS,
    RECORDS_PASSED_OVER,
    REPORT_ACCEPTED,
    REPORT_REFUSED,
    REPORT_REPEATED,
    REQUESTS,
    TOGETHER,
    Cost,
)
from tests.integration.costs.words import citizens, in_batches, reports
from tests.suites.app_records import written


async def test_a_report_a_request(counted: Counted) -> None:
    """Writing: the subject and the earlier receipt are read, its state is loaded, and one statement writes everything.

    A repeat is known by what was read. A refusal looks once more, so that nobody is refused by two moments mixed.
    """
    take = counted.parts.desk.take
    sent = reports(counted.service, await citizens(counted, REQUESTS))
    with counted.statements.counted() as accepted:
        receipts = [await take(report) for report in sent]
    assert {receipt.status for receipt in receipts} == {"accepted"}
    assert accepted.cost == REPORT_ACCEPTED[counted.service] * REQUESTS, str(accepted)

    with counted.statements.counted() as repeated:
        assert [await take(report) for report in sent] == receipts
    assert repeated.cost == REPORT_REPEATED[counted.service] * REQUESTS, str(repeated)

    with counted.statements.counted() as refused:
        for report in sent:
            with pytest.raises(Refused):
                await take(replace(report, id=uuid4()))
    assert refused.cost == REPORT_REFUSED[counted.service] * REQUESTS, str(refused)


async def test_reports_that_come_at_the_same_time(counted: Counted) -> None:
    """Writing: while one is decided the others gather, and share the next transaction as a batch does."""
    sent = reports(counted.service, await citizens(counted, TOGETHER))
    with counted.statements.counted() as asked:
        receipts = await asyncio.gather(*map(counted.parts.desk.take, sent))
    assert {receipt.status for receipt in receipts} == {"accepted"}
    alone, rest = REPORT_ACCEPTED[counted.service], BATCH_OF_REPORTS[counted.service]
    assert asked.cost == Cost(alone.statements + rest.statements, alone.commits + rest.commits), str(asked)


@pytest.mark.parametrize("size", [100, 10])
async def test_many_reports_a_request(counted: Counted, size: int) -> None:
    """Writing: a batch is one transaction, whose statements do not grow with the reports or the citizens in it."""
    sent = reports(counted.service, await citizens(counted, EVENTS))
    batches = in_batches(size, sent)
    with counted.statements.counted() as asked:
        answers = [answer for batch in batches for answer in await counted.parts.desk.take_all(batch)]
    assert {answer.status for answer in answers if isinstance(answer, Receipt)} == {"accepted"}
    assert len(answers) == EVENTS
    assert asked.cost == BATCH_OF_REPORTS[counted.service] * len(batches), str(asked)


@pytest.mark.parametrize(("size", "first"), [(500, 0), (10, 10 * EVENTS)])
async def test_a_batch_of_an_apps_records(counted: Counted, size: int, first: int) -> None:
    """Kafka intake: as a batch over HTTP, with the inbox before it; the answers go with what is decided.

    Read again, and where all are another service's, only the inbox is asked.
    """
    read = counted.parts.intake.read
    batches = in_batches(size, written(*reports(counted.service, await citizens(counted, EVENTS)), first=first))
    before = await counted.pool.fetchval("SELECT count(*) FROM outbox WHERE type LIKE '%kvittering.accepteret%'")
    with counted.statements.counted() as asked:
        for batch in batches:
            await read(batch)
    assert asked.cost == RECORDS_OF_APPS[counted.service] * len(batches), str(asked)
    accepted = await counted.pool.fetchval("SELECT count(*) FROM outbox WHERE type LIKE '%kvittering.accepteret%'")
    assert accepted - before == EVENTS

    other = "kraftcenter" if counted.service == "notifications" else "notifications"
    foreign = in_batches(size, written(*reports(other, [uuid4() for _ in range(EVENTS)]), first=first + EVENTS))
    with counted.statements.counted() as passed:
        for batch in [*batches, *foreign]:
            await read(batch)
    assert passed.cost == RECORDS_PASSED_OVER * (len(batches) + len(foreign)), str(passed)
