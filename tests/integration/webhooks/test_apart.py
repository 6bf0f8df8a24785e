"""Receivers that are slow or dead, and instances that are killed: nobody else waits, and nothing is lost."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from os import kill

import httpx2

from deploy.embedded.stack import Stack
from services.notifications.channels.dispatcher import PER_LANE
from tests.integration.driver import Driver
from tests.integration.owner import owner, trigger
from tests.integration.webhooks.hooks import listening, log, refer
from tests.integration.webhooks.receiver import Received, Receiver

KRAFTCENTER, SOCIALPSYKIATRI = "kraftcenter-app", "socialpsykiatri-app"
MANY = 24


async def test_a_dead_receiver_delays_nobody_else(driver: Driver) -> None:
    """Twenty-four deliveries to one that never answers, ten seconds each: another app hears meanwhile as ever."""

    async def hangs(_: Received) -> tuple[int, dict[str, str]]:
        await asyncio.Event().wait()
        raise AssertionError

    async with (
        Receiver.open(hangs) as dead,
        Receiver.open() as quick,
        listening(driver, KRAFTCENTER, dead.url),
        listening(driver, SOCIALPSYKIATRI, quick.url),
    ):
        citizen = await driver.citizen()
        referrals = [await refer(driver, citizen) for _ in range(MANY)]
        await dead.until(lambda r: len(r.received) >= PER_LANE)
        answer = {"referral_id": referrals[0], "by_department": "kraftcenter"}
        began = time.monotonic()
        await driver.accepted(KRAFTCENTER, "referral", "henvisning.accepteret", citizen, answer)
        await quick.until(lambda r: bool(r.about(referral_id=referrals[0])))
        assert time.monotonic() - began < 25, "it waited for the dead one"
        assert {line["status"] for line in await log(driver, SOCIALPSYKIATRI, limit="1")} <= {"delivered", "queued"}


async def test_a_kill_loses_nothing_and_ids_are_stable(driver: Driver, stack: Stack) -> None:
    """SIGKILL in the middle of sending: every event comes, each under one id, however often."""
    async with _killed_while_sending(driver, stack) as (receiver, referrals):
        await receiver.until(lambda r: _lost(r, referrals) == set(), seconds=120)
        for referral in referrals:
            got = receiver.about(referral_id=referral)
            assert len({one.id for one in got}) == 1
            assert len({one.body for one in got}) == 1


async def test_marked_before_it_is_sent_the_same_check_fails(driver: Driver, stack: Stack) -> None:
    """At least once comes from marking a delivery after the answer: marked when it is claimed, the kill loses some."""
    early = "IF NEW.lease IS NOT NULL THEN NEW.status := 'delivered'; END IF; RETURN NEW;"
    async with (
        trigger(stack, "notifications", "deliveries", "BEFORE UPDATE", early),
        _killed_while_sending(driver, stack) as (receiver, referrals),
    ):
        await receiver.until(lambda r: len(_lost(r, referrals)) <= PER_LANE, seconds=120)
        assert _lost(receiver, referrals)
        async with owner(stack, "notifications") as connection:
            left = await connection.fetchval(
                "SELECT count(*) FROM deliveries WHERE status = 'queued' AND lane = $1", f"app:{KRAFTCENTER}"
            )
            assert left == 0, "and nobody will send them any more"


@asynccontextmanager
async def _killed_while_sending(driver: Driver, stack: Stack) -> AsyncIterator[tuple[Receiver, list[str]]]:
    """Events on their way to a receiver that takes its time, and notifications killed once some have come.

    The receiver only answers after the kill: what it was given until then, nobody knows to be delivered.
    """
    killed = asyncio.Event()

    async def after_the_kill(_: Received) -> tuple[int, dict[str, str]]:
        await killed.wait()
        return 204, {}

    async with Receiver.open(after_the_kill) as receiver, listening(driver, KRAFTCENTER, receiver.url):
        citizen = await driver.citizen()
        referrals = [await refer(driver, citizen) for _ in range(MANY)]
        await receiver.until(lambda r: len(r.received) >= PER_LANE)
        before = stack.pid("notifications")
        kill(before, signal.SIGKILL)
        receiver.received.clear()
        killed.set()
        async with owner(stack, "notifications") as connection:
            # The leases of the dead one run out.
            await connection.execute("UPDATE deliveries SET next_at = now() WHERE status = 'queued'")
        await _ready_again(driver, stack, before)
        yield receiver, referrals


async def _ready_again(driver: Driver, stack: Stack, before: int) -> None:
    async with asyncio.timeout(90):
        while True:
            try:
                if stack.pid("notifications") != before and await _is_ready(driver):
                    return
            except (OSError, LookupError):
                pass
            await asyncio.sleep(0.2)


async def _is_ready(driver: Driver) -> bool:
    try:
        return (await driver.client.get(f"{driver.endpoints['notifications']}/readyz")).status_code == 200
    except httpx2.HTTPError:
        return False


def _lost(receiver: Receiver, referrals: list[str]) -> set[str]:
    return {referral for referral in referrals if not receiver.about(referral_id=referral)}
