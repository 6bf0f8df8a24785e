"""Services killed in the middle of the work lose and double nothing, and the check would see it if they did."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial
from os import kill
from pathlib import Path
from uuid import uuid4

import httpx2

from deploy.embedded.stack import Stack
from tests.integration.driver import Driver, a_goal, an_event
from tests.integration.ledger import Ledger, at_rest, check
from tests.integration.owner import owner
from tests.sabotage import INBOX_OFF, Switches, strike

CITIZENS, REPORTS, PER_BATCH = 20, 2_000, 20
TOLD = {
    "indsats.startet": {"socialpsykiatri", "citizen"},
    "indsatsmaal.fastsat": {"socialpsykiatri", "citizen"},
}


async def _reports_while(driver: Driver, strikes: Iterable[Callable[[], Awaitable[None]]]) -> tuple[Ledger, int]:
    """2,000 reports by four writers; at each fifth the next strike is made. Gives the ledger and what was sent."""
    running = await asyncio.gather(*(driver.running() for _ in range(CITIZENS)))
    sent = 0
    left = iter(strikes)

    async def write(own: list[dict[str, str]]) -> None:
        nonlocal sent
        for n in range(REPORTS // PER_BATCH // 4):
            one = own[n % len(own)]
            goals = [a_goal(str(uuid4()), one["intervention"]) for _ in range(PER_BATCH)]
            events = [an_event("kraftcenter-app", "indsatsmaal.fastsat", one["citizen"], goal) for goal in goals]
            await _until_taken(driver, events)
            sent += PER_BATCH
            if sent % (REPORTS // 5) == 0 and (strike_now := next(left, None)) is not None:
                await strike_now()

    await asyncio.gather(*(write(running[w::4]) for w in range(4)))
    await at_rest(driver, 120)
    return await check(driver, [r["citizen"] for r in running], "kraftcenter", TOLD), sent


async def _kill(stack: Stack, victim: str) -> None:
    """SIGKILL, once the victim of an earlier one is up again."""
    async with asyncio.timeout(30):
        while True:
            with contextlib.suppress(ProcessLookupError):
                return kill(stack.pid(victim), signal.SIGKILL)
            await asyncio.sleep(0.1)


async def _until_taken(driver: Driver, events: list[dict[str, object]]) -> None:
    """As an app does: the same reports again, under the same ids, until they are answered."""
    for _ in range(200):
        try:
            receipts = await driver.batch("kraftcenter-app", "kraftcenter", events)
        except (httpx2.HTTPError, AssertionError):
            await asyncio.sleep(0.2)
            continue
        assert {r["status"] for r in receipts} == {"accepted"}
        return
    raise AssertionError("the service did not come back")


async def test_killed_services_lose_and_double_nothing(driver: Driver, stack: Stack) -> None:
    """The delivery promise: what was answered 202 is told exactly once and in order, whatever is killed on the way."""
    victims = ("notifications", "kraftcenter", "notifications", "kraftcenter")
    ledger, sent = await _reports_while(driver, [partial(_kill, stack, victim) for victim in victims])
    assert ledger.faults == []
    assert ledger.notices >= 2 * sent


@asynccontextmanager
async def _without_inbox(stack: Stack, switches: Switches) -> AsyncIterator[None]:
    """notifications runs with its inbox switched off: every record counts as new.

    What two readers of one partition then break for each other lies among its dead letters: cleared away in the end.
    """
    await stack.stop_part("notifications")
    with stack.changed_environment("notifications", **switches.environment):
        await stack.start_part("notifications")
        try:
            with switches.sabotaged(["notifications"], INBOX_OFF):
                yield
        finally:
            await stack.stop_part("notifications")
            async with owner(stack, "notifications") as connection:
                await connection.execute("DELETE FROM dead_letters")
    await stack.start_part("notifications")


async def test_without_the_inbox_the_same_check_fails(driver: Driver, stack: Stack, tmp_path: Path) -> None:
    """No duplicate: the inbox keeps a redelivered event from taking effect twice; without it the same check bites."""
    switches = Switches(tmp_path)

    async def fall_uncommitted() -> None:
        switches.on("notifications", strike("reader", "before-offset-commit"))

    async with _without_inbox(stack, switches):
        ledger, _ = await _reports_while(driver, [fall_uncommitted] * 3)
    assert [fault for fault in ledger.faults if "delivery was told" in fault], ledger.faults[:5]
