"""The relay, from rows of the outbox to records that are acknowledged, and what the outbox costs those who write."""

from collections.abc import Mapping

from benchmarks.registry import Bench
from benchmarks.relay.rows import against_batches, against_faststream_outbox, against_send, write_with_outbox

ROWS: Mapping[str, Bench] = {
    "relay-send": against_send,
    "relay-batches": against_batches,
    "relay-faststream-outbox": against_faststream_outbox,
    "outbox-write": write_with_outbox,
}
