"""The consumer in full: records on a topic until they are told, published on, committed, and their offsets, too.

What is timed is the notifications service's own reading as its chassis wires it: the subscription joins its group,
decodes, checks, dedupes, finds who is told, writes two notices and `besked.leveret`, and commits both sides.
"""

from collections.abc import Mapping

from benchmarks.consumer.rows import against_copy, against_faststream
from benchmarks.registry import Bench

ROWS: Mapping[str, Bench] = {"consumer-copy": against_copy, "consumer-faststream": against_faststream}
