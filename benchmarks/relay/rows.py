"""The rows of the relay, and of what the outbox costs those who write."""

from benchmarks.judging import at_least, at_most
from benchmarks.place import Place
from benchmarks.relay import ours, peer, raw, writing
from benchmarks.relay.load import load
from benchmarks.results import Row

_NUMBER, _SMALL = 50_000, 600
_PEERS = 5_000


async def against_send(place: Place) -> Row:
    """Both in records a second, the same records in the same order."""
    carried = load(place.size(_NUMBER, _SMALL))
    pair = await place.in_turns(lambda: ours.carried(place, carried), lambda: raw.sent(place, carried))
    return at_least("relay / aiokafka send(), awaited per 500", "relay-send", 1.5, pair, unit="records/s")


async def against_batches(place: Place) -> Row:
    """Both in records a second, likewise."""
    carried = load(place.size(_NUMBER, _SMALL))
    pair = await place.in_turns(lambda: ours.carried(place, carried), lambda: raw.sent_in_batches(place, carried))
    return at_least("relay / aiokafka closed send_batch, awaited per 500", "relay-batches", 0.6, pair, unit="records/s")


async def against_faststream_outbox(place: Place) -> Row:
    """Both in records a second; of its own it carries a tenth, which takes it as long."""
    goal, name = 15.0, "relay / faststream-outbox at its best setting"
    if not peer.installed():
        why = "faststream-outbox is not installed: it is in the extra `bench` (make bench)"
        return Row(name, "relay-faststream-outbox", f"≥ {goal:g}", None, None, {"why": why})
    carried, its = load(place.size(_NUMBER, _SMALL)), load(place.size(_PEERS, 100)).records
    pair = await place.in_turns(lambda: ours.carried(place, carried), lambda: peer.carried(place, its))
    return at_least(name, "relay-faststream-outbox", goal, pair, unit="records/s", setting=str(peer.BEST))


async def write_with_outbox(place: Place) -> Row:
    """How many times as long a decision takes, in seconds."""
    number = place.size(2_000, 50)
    pair = await place.in_turns(
        lambda: writing.with_outbox(place, number), lambda: writing.without_outbox(place, number)
    )
    return at_most("a decision with its event in the outbox / without", "outbox-write", 1.5, pair, unit="s")
