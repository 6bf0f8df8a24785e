"""The floor below any consumer: the same events put into one table, by the fastest way PostgreSQL has."""

import time

from benchmarks.consumer.load import SERVICE
from benchmarks.growth.people import Person
from benchmarks.place import Place
from shared.contracts.cloudevents import to_kafka

_AT_ONCE = 500
_TABLE = """
DROP TABLE IF EXISTS copied;
CREATE TABLE copied (id uuid NOT NULL, subject uuid NOT NULL, type text NOT NULL, headers text NOT NULL, data bytea)
"""
_KEY = "ALTER TABLE copied ADD PRIMARY KEY (id)"


async def copied(place: Place, number: int, *, key: bool = False) -> float:
    """Events a second; one row an event, 500 a transaction, nothing read, decoded or decided.

    There is no index, or where `key` one of the events' ids: the least that lets a reader tell what came before.
    """
    rows = [_row(n) for n in range(number)]
    async with place.owner(SERVICE) as connection:
        await connection.execute(_TABLE)
        if key:
            await connection.execute(_KEY)
        await place.checkpoint()
        began = time.perf_counter()
        for start in range(0, number, _AT_ONCE):
            async with connection.transaction():
                await connection.copy_records_to_table("copied", records=rows[start : start + _AT_ONCE])
        seconds = time.perf_counter() - began
        await connection.execute("DROP TABLE copied")
    return number / seconds


def _row(number: int) -> tuple[object, ...]:
    event = Person(1 + number).goal()
    _, value, headers = to_kafka(event)
    return event.id, event.subject, event.type, "\n".join(f"{name}: {text.decode()}" for name, text in headers), value
