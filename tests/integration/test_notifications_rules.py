"""The suite of the municipality's rules on the real database, and rules that change under a running stack (I3)."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from deploy.embedded.stack import Stack
from services.notifications.domain.ruled import Wanted
from services.notifications.domain.rules import SHIPPED
from services.notifications.handlers import change_rules, rules_in_force
from services.notifications.storage import PostgresRulebook, Ruling
from shared.contracts import SubGoalReached
from shared.messaging.wake import Wake
from shared.postgres import open_pool
from tests.integration.driver import Driver
from tests.suites.notifications_rulebook import *  # noqa: F403  (whatever the suite holds is to be run)
from tests.suites.notifications_rulebook import MANAGER, QUIETER


@pytest.fixture
async def book(stack: Stack) -> AsyncIterator[PostgresRulebook]:
    """The stack goes by these rules, too: it ends with those that ship."""
    pool = await open_pool(stack.environment("notifications")["SAMSPIL_DATABASE_URL"], application_name="tests")
    wake = Wake(pool)
    book = PostgresRulebook(pool, lambda: wake)
    try:
        yield book
        number = (await rules_in_force(book, SHIPPED)).number
        await change_rules(MANAGER, "Bodil Ø", Wanted(number, None, 0), book, SHIPPED)
        await asyncio.sleep(0.1)
    finally:
        await pool.close()


async def test_a_version_stands(stack: Stack, book: PostgresRulebook) -> None:
    """I3: nothing is ever overwritten, whoever tries."""
    now = await rules_in_force(book, SHIPPED)
    await change_rules(MANAGER, "Bodil Ø", Wanted(now.number, QUIETER), book, SHIPPED)
    connection = await asyncpg.connect(stack.environment("notifications")["SAMSPIL_DATABASE_URL"])
    try:
        for statement in ("UPDATE rule_versions SET by = 'x'", "DELETE FROM rule_versions", "TRUNCATE rule_versions"):
            with pytest.raises(asyncpg.PostgresError, match=r"stands as it is|permission denied"):
                await connection.execute(statement)
    finally:
        await connection.close()


async def test_every_instance_goes_by_a_change_within_a_second(stack: Stack, book: PostgresRulebook) -> None:
    """I3: an instance is told of it; one that was not told looks by itself."""
    pool = await open_pool(stack.environment("notifications")["SAMSPIL_DATABASE_URL"], application_name="tests")
    deaf = Ruling(SHIPPED)
    running = asyncio.create_task(deaf.run(pool, Wake(pool)))
    try:
        await asyncio.sleep(0.2)
        now = await rules_in_force(book, SHIPPED)
        changed = await change_rules(MANAGER, "Bodil Ø", Wanted(now.number, QUIETER), book, SHIPPED)
        await asyncio.sleep(1)
        assert deaf.now.version == changed.number
        assert "C" not in deaf.now.of(SubGoalReached.type).told
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await pool.close()


async def test_the_rules_over_http(driver: Driver, book: PostgresRulebook) -> None:
    """I3, P3: read by who works with them, tried out, and changed by a manager, from the version they saw."""
    url = f"{driver.endpoints['notifications']}/rules"
    manager, coordinator, app, citizen = [
        await driver.bearer(who) for who in ("henrik", "anne", "kraftcenter-app", "viggo")
    ]
    now = (await driver.client.get(url, headers=coordinator)).json()
    row = next(r for t in now["tables"] for r in t["rows"] if r["event_type"] == SubGoalReached.type)
    assert {cell["code"]: cell["told"] for cell in row["cells"]}["C"]
    changes = [{"event_type": "delmaal.naaet", "withhold": ["C"]}]
    asked = {"event_type": "delmaal.naaet", "situation": {"offer": "kraftcenter-traening"}, "changes": changes}
    tried = (await driver.client.post(f"{url}/preview", headers=coordinator, json=asked)).json()
    kinds = [[r["recipient_kind"] for r in tried[which]["recipients"]] for which in ("present", "edited")]
    assert kinds == [["citizen"], []]
    wanted = {"from_version": now["version"], "changes": changes, "reason": "agreed"}
    for who, status in ((coordinator, 403), (app, 403), (citizen, 403), (manager, 200), (manager, 409)):
        assert (await driver.client.put(url, headers=who, json=wanted)).status_code == status
    for who in (app, citizen):
        assert (await driver.client.get(url, headers=who)).status_code == 403
    newest = (await driver.client.get(f"{url}/versions", headers=coordinator)).json()["items"][0]
    assert (newest["version"], newest["department"], newest["reason"]) == (now["version"] + 1, "kraftcenter", "agreed")
    assert newest["differences"] == [{"event_type": SubGoalReached.type, "code": "C", "told": False}]
    fixed = [{"event_type": "viden.modtaget", "withhold": ["concerned"]}]
    wanted = {"from_version": now["version"] + 1, "changes": fixed}
    refused = await driver.client.put(url, headers=manager, json=wanted)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/changes/0/withhold")
