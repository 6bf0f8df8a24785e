"""Hints on the real database, and on a receipt over the real doors."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from deploy.embedded.stack import Stack
from tests.integration.driver import Driver, a_referral
from tests.integration.referral_world import RealWorld
from tests.suites.referral_hints import *  # noqa: F403  (whatever the suite holds is to be run)
from tests.suites.referral_hints import GUIDANCE, NETWORK


@pytest.fixture
async def world(stack: Stack) -> AsyncIterator[RealWorld]:
    async with RealWorld.open(stack.environment("referral")) as opened:
        yield opened


async def test_the_sender_reads_the_hint_on_the_receipt(driver: Driver) -> None:
    """R8: the answer to the report carries the hints, and so does the receipt ever after; the referral is made."""
    citizen, referral = await driver.citizen(), str(uuid4())
    app, id_, at = "socialpsykiatri-app", str(uuid4()), "2026-11-22T10:00:00+01:00"

    async def send() -> dict[str, Any]:
        asking = a_referral(referral)
        return await driver.accepted(app, "referral", "henvisning.oprettet", citizen, asking, id=id_, time=at)

    receipt = await send()
    assert receipt["hints"] == [GUIDANCE, NETWORK]
    assert (receipt["status"], len(receipt["published"])) == ("accepted", 1)
    assert (await send())["hints"] == receipt["hints"]
    kept = await driver.receipt(app, "referral", receipt["receipt_id"])
    assert kept["hints"] == receipt["hints"]
