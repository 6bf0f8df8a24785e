"""`python -m benchmarks.growth.sizes`: how many bytes an event leaves behind, by table and on the topics.

A thousand citizens' lives go through the real desks, readers and relays: referred, accepted, begun, a goal, a sub-goal,
reached. What is printed is what docs/performance.md rests its disks on.
"""

import asyncio
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from benchmarks.events import AT, UNSAMPLED
from benchmarks.growth.people import PROVIDER, SENDER, Person
from benchmarks.growth.sides import Side, sent, until
from benchmarks.place import Place
from shared.contracts import (
    Fact,
    GoalSet,
    Report,
    Reporter,
    SubGoalAgreed,
    SubGoalReached,
)
from shared.intake.receipts import Receipt
from shared.messaging.record import Record
from shared.messaging.topics import HEARS, SERVICES, events_topic

LIVES = 1_000
_ENROL = """
INSERT INTO citizens (citizen_id, cpr_index, cpr, name, birth_date)
SELECT id, uuid_send(id), sealed, sealed, sealed
FROM unnest($1::uuid[]) AS id, (SELECT decode(repeat('00', 45), 'hex') AS sealed) AS about
"""
_WRITTEN = "SELECT seq, aggregateid, payload, headers::text FROM outbox ORDER BY seq"
_TABLES = """
SELECT relname AS name, pg_table_size(relid) AS rows, pg_indexes_size(relid) AS indexes, n_live_tup AS live
FROM pg_stat_user_tables WHERE n_live_tup > 0
"""


async def main() -> None:
    async with Place.open() as place, AsyncExitStack() as stack:
        sides = {service: await stack.enter_async_context(Side.open(place, service)) for service in SERVICES}
        people = [Person(n) for n in range(1, LIVES + 1)]
        await sides["referral"].owner.execute(_ENROL, [person.id for person in people])
        before = {service: await _tables(side) for service, side in sides.items()}
        published = dict.fromkeys(SERVICES, 0)
        for step in zip(*(_life(person) for person in people), strict=True):
            owner = step[0].data.owner
            for some in _in_batches(100, step):
                answers = await sides[owner].parts.desk.take_all(some)
                assert all(isinstance(one, Receipt) and one.status == "accepted" for one in answers)  # noqa: S101
            for service in SERVICES:
                published[service] += await _hand_on(sides, service)
        events = published["referral"] + published["kraftcenter"]
        _print(f"{events} events of {LIVES} citizens, {published['notifications']} besked.leveret; bytes an event:")
        for service, side in sides.items():
            after = await _tables(side)
            for name, (rows, indexes, live) in sorted(after.items()):
                rows_before, indexes_before, _ = before[service].get(name, (0, 0, 0))
                grown = (rows - rows_before) / events, (indexes - indexes_before) / events
                if name != "outbox" and sum(grown) >= 1:
                    _print(f"{service:14} {name:18} {live:7} rows {grown[0]:7.0f} + {grown[1]:5.0f} in indexes")
        for service, count in published.items():
            topic = events_topic(service)
            size = sum(file.stat().st_size for file in _log(place, topic))
            _print(f"{topic:33} {count:7} records {size / max(1, count):6.0f} bytes each")


def _life(person: Person) -> list[Report[Any]]:
    goal, sub_goal = uuid4(), uuid4()
    step = {"sub_goal_id": sub_goal, "goal_id": goal, "intervention_id": person.intervention}
    asked, accepted, begun = person.reported()
    follows: list[Fact] = [
        accepted,
        begun,
        GoalSet(goal_id=goal, intervention_id=person.intervention, themes=("relationer",), kind="develop"),
        SubGoalAgreed(**step, measure_kind="count", target_on=date(2027, 1, 1), citizen_took_part=True),
        SubGoalReached(**step, reached_on=date(2026, 1, 5), informant="professional"),
    ]
    return [_report(person, SENDER, asked), *(_report(person, PROVIDER, fact) for fact in follows)]


def _report(person: Person, department: str, fact: Fact) -> Report[Any]:
    by = Reporter(f"{department}-app", "app", department)
    return Report(uuid4(), f"urn:samspil:app:{by.name}", person.id, AT, by, fact, traceparent=UNSAMPLED)


async def _hand_on(sides: Mapping[str, Side], service: str) -> int:
    """What stands in the service's outbox is heard by the others, and then sent; gives how many that was."""
    rows = await sides[service].owner.fetch(_WRITTEN)
    topic = events_topic(service)
    records = [
        _record(topic, row["seq"], row["aggregateid"], row["payload"], json.loads(row["headers"])) for row in rows
    ]
    for other in SERVICES:
        if service in HEARS[other]:
            for some in _in_batches(500, records):
                await sides[other].parts.reader.read(some)
    parts = sides[service].parts
    goal = sent(parts, topic) + len(rows)
    relay = asyncio.create_task(parts.relay.run())
    try:
        await until(lambda: sent(parts, topic) >= goal)
    finally:
        relay.cancel()
        await asyncio.wait([relay])
    return len(rows)


def _record(topic: str, seq: int, subject: UUID, payload: bytes, headers: Mapping[str, str]) -> Record:
    wire = [(name, text.encode()) for name, text in headers.items()]
    return Record(topic, 0, seq, str(subject).encode(), wire, payload)


async def _tables(side: Side) -> dict[str, tuple[int, int, int]]:
    await side.owner.execute("VACUUM ANALYZE")
    return {row["name"]: (row["rows"], row["indexes"], row["live"]) for row in await side.owner.fetch(_TABLES)}


def _log(place: Place, topic: str) -> Iterable[Path]:
    return place.stack.layout.data.glob(f"**/{topic}-*/*.log")


def _in_batches(size: int, things: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (things[n : n + size] for n in range(0, len(things), size))


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
