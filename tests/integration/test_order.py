"""Order per citizen, from four writers at once to the reader of the notices."""

import asyncio
from collections import defaultdict
from uuid import UUID, uuid4

from tests.integration.driver import Driver, a_goal, an_event
from tests.integration.ledger import at_rest, check

CITIZENS, REPORTS, WRITERS, PER_BATCH = 20, 200, 4, 10
TOLD = {
    "indsats.startet": {"socialpsykiatri", "citizen"},
    "indsatsmaal.fastsat": {"socialpsykiatri", "citizen"},
}


async def test_four_writers_keep_every_citizens_order(driver: Driver) -> None:
    """Per citizen: versions 1…n without a gap, each writer's own order kept, notices in version order."""
    running = await asyncio.gather(*(driver.running() for _ in range(CITIZENS)))
    citizens = [r["citizen"] for r in running]
    written: dict[tuple[int, str], list[str]] = defaultdict(list)

    async def write(writer: int) -> None:
        for start in range(0, REPORTS // WRITERS, PER_BATCH):
            # Ten reports on each of the citizens in turn, so that every batch meets the other writers' citizens.
            for offset in range(CITIZENS):
                one = running[(writer * 5 + offset) % CITIZENS]
                goals = [str(uuid4()) for _ in range(PER_BATCH)]
                written[writer, one["citizen"]] += goals
                events = [
                    an_event("kraftcenter-app", "indsatsmaal.fastsat", one["citizen"], a_goal(g, one["intervention"]))
                    for g in goals
                ]
                receipts = await driver.batch("kraftcenter-app", "kraftcenter", events)
                assert {r["status"] for r in receipts} == {"accepted"}, (start, receipts)

    await asyncio.gather(*(write(writer) for writer in range(WRITERS)))
    await at_rest(driver)
    ledger = await check(driver, citizens, "kraftcenter", TOLD)
    assert ledger.faults == []
    events = await driver.on_topic("kraftcenter.events", {UUID(c) for c in citizens})
    goals_of = defaultdict(list)
    for event in events:
        if event.type == "dk.samspil.indsatsmaal.fastsat.v1":
            goals_of[str(event.subject)].append(str(event.data.goal_id))
    assert {len(goals) for goals in goals_of.values()} == {REPORTS}
    for (_, citizen), own in written.items():
        mine = set(own)
        assert [g for g in goals_of[citizen] if g in mine] == own
