"""The consumer's two rows."""

from statistics import median

from benchmarks.consumer import ours
from benchmarks.consumer.copying import copied
from benchmarks.consumer.load import Load
from benchmarks.consumer.peer import one_by_one
from benchmarks.judging import at_least
from benchmarks.place import Place
from benchmarks.results import Floor, Row

_FLOOR = Floor("The consumer", bound=0.025)


async def against_copy(place: Place) -> Row:
    """Both in events a second. The detail has the same `COPY` into a table with a primary key, once a turn."""
    number = place.size(24_000, 200)
    load = await Load.prepared(place)
    pair = await place.in_turns(lambda: ours.heard(load, number), lambda: copied(place, number))
    keyed = median([await copied(place, number, key=True) for _ in range(place.repeats)])
    return at_least(
        "consumer in full / COPY of one row an event, 500 a transaction",
        "consumer-copy",
        0.20,
        pair,
        floor=_FLOOR,
        unit="events/s",
        aim=0.30,
        copy_with_primary_key=keyed,
    )


async def against_faststream(place: Place) -> Row:
    """Both in events a second; the peer gets fewer, or it would take minutes."""
    load = await Load.prepared(place)
    pair = await place.in_turns(
        lambda: ours.heard(load, place.size(24_000, 200)), lambda: one_by_one(load, place.size(2_000, 50))
    )
    return at_least(
        "consumer in full / FastStream subscriber, one message at a time",
        "consumer-faststream",
        15.0,
        pair,
        unit="events/s",
    )
