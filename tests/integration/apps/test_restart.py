"""What was added is there after a restart: in the register, at Kafka and at the issuer."""

import asyncio
from pathlib import Path

import httpx2

from deploy.embedded.plan import Plan
from deploy.embedded.stack import Stack
from shared.messaging.topics_admin import apply
from tests.integration.acls.attempts import Principal
from tests.integration.apps.screens import added, apps, listed

NAME = "kunst-app"


async def test_an_added_app_outlives_the_stack(tmp_path: Path) -> None:
    """A restart loses nothing: the same secrets let the app in, and nothing differs from the declaration."""
    async with Stack(tmp_path, services=(), parts={"kafka", "issuer"}) as first:
        shown = await added(first, NAME)
        before = listed(first)[NAME]
    assert (await apps(first, "list")).said.strip().endswith("start den med `samspil up --detach`")
    async with Stack(tmp_path, services=(), parts={"kafka", "issuer"}) as again:
        assert listed(again)[NAME] == again.endpoints["apps"][NAME] == before
        async with Principal.signed_in(again.endpoints["kafka"]["bootstrap"], NAME, shown.kafka) as principal:
            assert await principal.sees([f"intake.{NAME}", "intake.svr-app"]) == {f"intake.{NAME}"}
        plan = Plan.of_running(again.layout)
        assert await asyncio.to_thread(apply, plan.kafka.cluster, plan.credentials.apps, check=True) == []
        async with httpx2.AsyncClient(trust_env=False) as client:
            answer = await client.post(
                again.endpoints["token_endpoint"],
                data={"grant_type": "client_credentials"},
                auth=(NAME, shown.client),
            )
        assert answer.status_code == 200
        # Nothing reads here, so nothing is unread either: it goes at once.
        gone = await apps(again, "remove", NAME)
        assert gone.code == 0, gone.said
