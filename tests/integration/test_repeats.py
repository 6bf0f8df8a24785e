"""The same thing told again is the same thing."""

import asyncio
from uuid import uuid4

from deploy.embedded.stack import Stack
from tests.integration.driver import Driver, a_referral, an_event
from tests.integration.ledger import at_rest, check
from tests.integration.offsets import reset_to_start

TOLD = {"henvisning.oprettet": {"kraftcenter", "citizen"}}


async def test_the_same_report_five_times_gives_one_receipt_one_event_and_one_notice_each(driver: Driver) -> None:
    """MedCom: a repeat gets the same acknowledgement as the first time, also when all five come at once."""
    citizen = await driver.citizen()
    event = an_event("socialpsykiatri-app", "henvisning.oprettet", citizen, a_referral(str(uuid4())))

    async def send() -> dict[str, object]:
        given = {k: v for k, v in event.items() if k not in ("data", "subject", "type")}
        return await driver.accepted(
            "socialpsykiatri-app", "referral", "henvisning.oprettet", citizen, event["data"], **given
        )

    receipts = await asyncio.gather(*(send() for _ in range(5)))
    assert len({r["receipt_id"] for r in receipts}) == 1
    await at_rest(driver)
    ledger = await check(driver, [citizen], "referral", TOLD)
    assert ledger.faults == []
    assert ledger.notices == 2


async def test_the_same_id_with_other_content_is_a_conflict(driver: Driver) -> None:
    """MedCom: the same id with other content is an error, and changes nothing."""
    citizen = await driver.citizen()
    referral = a_referral(str(uuid4()))
    id_ = str(uuid4())
    sent = "2026-11-22T10:00:00+01:00"
    await driver.accepted(
        "socialpsykiatri-app", "referral", "henvisning.oprettet", citizen, referral, id=id_, time=sent
    )
    other = {**referral, "priority": "urgent"}
    answer = await driver.report(
        "socialpsykiatri-app", "referral", "henvisning.oprettet", citizen, other, id=id_, time=sent
    )
    assert answer.status_code == 409
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_events_delivered_again_from_the_start_give_no_second_notice(driver: Driver, stack: Stack) -> None:
    """N2: one event gives one recipient at most one notice, however often Kafka delivers it."""
    citizen = await driver.citizen()
    await driver.accepted("socialpsykiatri-app", "referral", "henvisning.oprettet", citizen, a_referral(str(uuid4())))
    await at_rest(driver)
    await stack.stop_part("notifications")
    try:
        await reset_to_start(stack, "notifications")
    finally:
        await stack.start_part("notifications")
    await at_rest(driver)
    ledger = await check(driver, [citizen], "referral", TOLD)
    assert ledger.faults == []
    assert ledger.notices == 2
