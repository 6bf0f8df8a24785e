"""The whole loop: a report at one service until its notice is on a stream at another, all three services running."""

from collections.abc import Mapping

from benchmarks.loop.rows import sustained, traced, visible
from benchmarks.registry import Bench

ROWS: Mapping[str, Bench] = {"loop-visible": visible, "loop-sustained": sustained, "tracing-loop": traced}
