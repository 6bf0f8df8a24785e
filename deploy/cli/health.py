"""What `samspil status` looks at: the parts, each service's backlog on Kafka and in its outbox, and the addresses."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from deploy.embedded.credentials import IDENTITY_ADMIN
from deploy.embedded.layout import Layout, read_json
from deploy.embedded.plan import Plan
from deploy.embedded.show import WORDS
from deploy.embedded.supervisor import StackState
from shared.messaging.backlog import backlog
from shared.messaging.topics import HEARS, SERVICES, events_topic, intake_group, intake_topic

WAITING = """
SELECT count(*) AS waiting, coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0) AS age FROM outbox
"""

OLDEST_S = 10.0
"""An outbox row older than this is a relay that does not send."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Rows for the tables, and whether all is well. `people` is empty where they sign in without a password."""

    parts: Sequence[Sequence[str]]
    queues: Sequence[Sequence[str]]
    addresses: Sequence[Sequence[str]]
    people: Sequence[Sequence[str]]
    well: bool


async def look(layout: Layout, state: StackState) -> Seen:
    plan = Plan.of_running(layout)
    services = [name for name in SERVICES if name in state.parts]
    lags = await asyncio.to_thread(_lags, plan, services)
    outboxes = await asyncio.gather(*(_outbox(plan.environment.database(name)) for name in services))
    endpoints: dict[str, Any] = read_json(layout.endpoints) or {}
    shown = [part for part in state.parts.values() if not part.name.startswith("migrate-")]
    queues = [
        (name, "?" if lag is None else str(lag), "?" if count is None else str(count), f"{age:.1f} s".replace(".", ","))
        for name, lag, (count, age) in zip(services, lags, outboxes, strict=True)
    ]
    return Seen(
        parts=[
            (part.name, WORDS[part.status], str(part.pid or ""), str(part.restarts), part.why if part.restarts else "")
            for part in shown
        ],
        queues=queues,
        addresses=_addresses(services, endpoints),
        people=_people(plan, endpoints),
        well=state.phase == "up"
        and all(part.status == "ready" for part in shown)
        and all(lag is not None for lag in lags)
        and all(count is not None and age < OLDEST_S for count, age in outboxes),
    )


def _addresses(services: list[str], endpoints: dict[str, Any]) -> list[tuple[str, str]]:
    found = [(name, endpoints.get(name)) for name in services]
    found += [("spor", endpoints.get("traces")), ("postkasse", endpoints.get("mail"))]
    found += [
        ("sandkasse", endpoints.get("sandbox")),
        ("login", endpoints.get("issuer")),
        ("indbakke", endpoints.get("pages", {}).get("inbox")),
    ]
    return [(what, str(address)) for what, address in found if address]


def _people(plan: Plan, endpoints: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Who can sign in with which password: the demo's people, and who administers Keycloak."""
    known = endpoints.get("people", {}).items()
    found = [(person["name"], name, person["password"]) for name, person in known if "password" in person]
    if found:
        found.append(("Keycloaks administrator", IDENTITY_ADMIN, plan.credentials.people[IDENTITY_ADMIN]))
    return found


def _lags(plan: Plan, services: list[str]) -> list[int | None]:
    heard = {name: [events_topic(other) for other in HEARS[name]] for name in services}
    reported = {intake_group(name): list(map(intake_topic, plan.credentials.apps)) for name in services}
    try:
        behind = backlog(plan.kafka.cluster, {**heard, **reported})
    except Exception:  # whatever the client says, the person is told that it is unknown
        return [None for _ in services]
    return [behind[name] + behind[intake_group(name)] for name in services]


async def _outbox(address: str) -> tuple[int | None, float]:
    """How many events are still to be sent, and the age of the oldest in seconds."""
    import asyncpg

    try:
        connection = await asyncpg.connect(address, timeout=5)
    except (OSError, asyncpg.PostgresError):
        return None, 0.0
    try:
        row = await connection.fetchrow(WAITING)
    except asyncpg.PostgresError:
        return None, 0.0
    finally:
        await connection.close()
    return (None, 0.0) if row is None else (int(row["waiting"]), float(row["age"]))
