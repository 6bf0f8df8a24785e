"""Who may what, on the real broker and the real database."""

import asyncio
from typing import Any

import asyncpg
import pytest

from deploy.embedded.plan import Plan
from deploy.embedded.stack import Stack
from shared.messaging.topics import SERVICES
from shared.messaging.topics_admin import apply


async def test_topics_users_and_rights_are_as_declared(stack: Stack) -> None:
    """The declaration and the cluster do not drift; asked again, there is nothing to do."""
    plan = Plan.of_running(stack.layout)
    apps = plan.credentials.apps
    assert await asyncio.to_thread(apply, plan.kafka.cluster, apps, check=True) == []
    found = await asyncio.to_thread(apply, plan.kafka.cluster, [*apps, "skole-app"], check=True)
    assert {(each.kind, each.name) for each in found if each.kind == "topic"} == {
        ("topic", "intake.skole-app"),
        ("topic", "intake.skole-app.receipts"),
    }
    assert not any(each.mended for each in found)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_changes_rows_and_no_tables(endpoints: dict[str, Any], service: str) -> None:
    """A service runs under a role that owns nothing; only its migration does."""
    connection = await asyncpg.connect(endpoints["postgres"][service])
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("CREATE TABLE mine (id int)")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("DROP TABLE outbox")
        assert await connection.fetchval("SELECT count(*) FROM outbox") >= 0
    finally:
        await connection.close()


async def test_a_service_opens_no_other_services_database(endpoints: dict[str, Any]) -> None:
    """Each service has its own database, and its role none but that."""
    other = endpoints["postgres"]["referral"].removesuffix("/referral") + "/kraftcenter"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(other)
