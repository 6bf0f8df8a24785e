"""The consumer's two rows."""

from benchmarks.consumer import ours
from benchmarks.consumer.copying import copied
from benchmarks.consumer.load import Load
from benchmarks.consumer.peer import one_by_one
from benchmarks.place import Place
from benchmarks.results import Row


async def against_copy(place: Place) -> Row:
    """Both in events a second."""
    goal, number = 0.20, place.size(24_000, 200)
    load = await Load.prepared(place)
    pair = await place.in_turns(lambda: ours.heard(load, number), lambda: copied(place, number))
    return Row(
        "consumer in full / COPY of one row an event, 500 a transaction",
        "consumer-copy",
        f"≥ {goal}",
        pair.ratio,
        pair.ratio >= goal,
        pair.detail(unit="events/s", aim=0.30),
    )


async def against_faststream(place: Place) -> Row:
    """Both in events a second; the peer gets fewer, or it would take minutes."""
    goal = 15.0
    load = await Load.prepared(place)
    pair = await place.in_turns(
        lambda: ours.heard(load, place.size(24_000, 200)), lambda: one_by_one(load, place.size(2_000, 50))
    )
    return Row(
        "consumer in full / FastStream subscriber, one message at a time",
        "consumer-faststream",
        f"≥ {goal:g}",
        pair.ratio,
        pair.ratio >= goal,
        pair.detail(unit="events/s"),
    )
