"""Whoever breaks the glass on an id that nobody has finds nothing, and leaves nothing (V2)."""

from uuid import uuid4

import pytest

from deploy.embedded.stack import Stack
from tests.integration.reading.services_here import ISSUER, SERVICES, service_here

_GLASS = {"Samspil-Purpose": "noedadgang", "Samspil-Reason": "Akut"}
_ABOUT_SOMEBODY = ("{citizen_id}", "{referral_id}", "{intervention_id}", "{knowledge_id}")
_LEFT = """
SELECT (SELECT count(*) FROM access_log WHERE flagged) + (SELECT count(*) FROM citizen_keys)
    + (SELECT count(*) FROM outbox) + (SELECT count(*) FROM subjects)
"""


@pytest.mark.parametrize("service", SERVICES)
async def test_nobody_is_found_nowhere(databases: Stack, service: str) -> None:
    """V2, I1: refused as for somebody else's citizen at every address about one; no row, no key, no event, no subject:
    they would be all there is about the id, which may be of somebody erased (V3)."""
    asked = 0
    async with service_here(databases, service) as (app, client):
        before = await app.state.pool.fetchval(_LEFT)
        for path, methods in app.openapi()["paths"].items():
            if "get" not in methods or not any(name in path for name in _ABOUT_SOMEBODY):
                continue
            for role in ("coordinator", "manager"):
                token = ISSUER.token(sub=f"nysgerrig-{role}", roles=[role], department="svr")
                where = path.format(**{name.strip("{}"): uuid4() for name in _ABOUT_SOMEBODY})
                answer = await client.get(where, headers={"Authorization": f"Bearer {token}", **_GLASS})
                # 422: the glass is refused there altogether.
                assert answer.status_code in (403, 404, 422), (path, answer.text)
                asked += 1
        assert asked
        assert await app.state.pool.fetchval(_LEFT) == before
