"""Collects what was seen of an app from the embedded stack: tables, logs, Kafka and the issuer. Changes nothing."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from deploy.cli.apps.check.facts import RAN_OUT, Facts, Hook, Refused, SignsIn, Taken
from deploy.cli.apps.check.records import Records
from deploy.embedded.layout import Layout
from deploy.embedded.sandbox.refusals import Refusal, Refusals
from shared.messaging.topics_admin import Cluster

MOST = 1_000
"""So many of the latest reports of a service are looked at."""

_TAKEN = """
SELECT type, status, created_at, published, trace_id FROM receipts
WHERE reporter = $1 AND created_at > $2 ORDER BY created_at DESC LIMIT $3
"""
_TIMES = "SELECT event_id, time FROM events WHERE event_id = ANY($1::uuid[])"
_HOOK = "SELECT url, disabled_at FROM webhooks WHERE app = $1"
_PAUSE = "SELECT open_until FROM circuits WHERE lane = 'app:' || $1"
_DELIVERIES = """
SELECT status, count(*) AS count FROM deliveries
WHERE recipient = $1 AND channel = 'webhook' AND created_at > $2 GROUP BY 1
"""
_FAILED = """
SELECT a.code, a.status, count(*) AS count FROM delivery_attempts a JOIN deliveries d ON d.id = a.delivery_id
WHERE d.recipient = $1 AND d.channel = 'webhook' AND a.at > $2 AND a.code <> 'delivered' GROUP BY 1, 2
"""


async def gather(
    layout: Layout, endpoints: Mapping[str, Any], cluster: Cluster, app: str, department: str, span: timedelta
) -> Facts:
    """What was seen of the app for so long back. Raises the clients' own errors where the stack does not answer."""
    now = datetime.now(UTC)
    since = now - span
    refusals = [r for r in await asyncio.to_thread(Refusals(layout.logs).news) if r.app == app and r.at > since]
    records = Records(cluster, app)
    written, reading = await asyncio.to_thread(records.written, since), await asyncio.to_thread(records.reading)
    taken, ran_out = await _taken(endpoints["postgres"], app, since)
    return Facts(
        app=app,
        department=department,
        since=since,
        now=now,
        signs_in=await _signs_in(endpoints, app),
        taken=taken,
        refused=_refused(refusals, ran_out),
        written=written,
        reading=reading,
        hook=await _hook(endpoints["postgres"]["notifications"], app, department, since),
    )


def _refused(refusals: Iterable[Refusal], waited: Counter[str]) -> list[Refused]:
    """`waited` counts, by trace, reports that waited and were refused."""
    found: list[Refused] = []
    for refusal in refusals:
        problem = refusal.problem
        if problem == "unknown-reference" and refusal.trace_id is not None and waited[refusal.trace_id] > 0:
            waited[refusal.trace_id] -= 1
            problem = RAN_OUT
        found.append(Refused(refusal.type, problem, refusal.pointers, "kafka" if refusal.door == "kafka" else "http"))
    return found


async def _taken(databases: Mapping[str, str], app: str, since: datetime) -> tuple[list[Taken], Counter[str]]:
    rows: list[Any] = []
    for address in databases.values():
        rows += await _fetch(address, _TAKEN, app, since, MOST)
    became = [next(iter(json.loads(row["published"])), [None])[0] for row in rows]
    times = await _times(databases["notifications"], [event for event in became if event is not None])
    ran_out = Counter(row["trace_id"] for row in rows if row["status"] == "refused" and row["trace_id"])
    taken = [
        Taken(row["type"], row["status"], row["created_at"], times.get(str(event)))
        for row, event in zip(rows, became, strict=True)
        if row["status"] != "refused"
    ]
    return taken, ran_out


async def _times(address: str, events: list[str]) -> dict[str, datetime]:
    rows = await _fetch(address, _TIMES, events)
    return {str(row["event_id"]): row["time"] for row in rows}


async def _hook(address: str, app: str, department: str, since: datetime) -> Hook | None:
    known = await _fetch(address, _HOOK, app)
    if not known:
        return None
    recipient = f"app:{department}/{app}"
    pause = await _fetch(address, _PAUSE, app)
    counts = {row["status"]: row["count"] for row in await _fetch(address, _DELIVERIES, recipient, since)}
    failed = {(row["code"], row["status"]): row["count"] for row in await _fetch(address, _FAILED, recipient, since)}
    return Hook(
        url=known[0]["url"],
        disabled=known[0]["disabled_at"] is not None,
        paused_until=pause[0]["open_until"] if pause else None,
        delivered=counts.get("delivered", 0),
        queued=counts.get("queued", 0),
        given_up=counts.get("given_up", 0),
        failed=failed,
    )


async def _signs_in(endpoints: Mapping[str, Any], app: str) -> SignsIn:
    import httpx2

    who = endpoints["apps"][app]
    try:
        async with httpx2.AsyncClient(timeout=10, trust_env=False) as client:
            answer = await client.post(
                endpoints["token_endpoint"],
                data={"grant_type": "client_credentials"},
                auth=(who["client_id"], who["client_secret"]),
            )
    except httpx2.HTTPError:
        return "unreachable"
    return "yes" if answer.is_success else "refused" if answer.status_code < 500 else "unreachable"


async def _fetch(address: str, query: str, *arguments: Any) -> list[Any]:
    import asyncpg

    connection = await asyncpg.connect(address, timeout=10, server_settings={"default_transaction_read_only": "on"})
    try:
        return list(await connection.fetch(query, *arguments))
    finally:
        await connection.close()
