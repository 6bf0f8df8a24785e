"""What grows, and what must not: memory, the cost of an event, and the time an inbox takes to open."""

from collections.abc import Mapping

from benchmarks.growth import backlog, citizens, inbox, memory, partitions, snapshot
from benchmarks.registry import Bench

ROWS: Mapping[str, Bench] = {
    memory.IDLE: memory.idle,
    memory.BACKLOG: memory.backlog,
    **{row.NAME: row.row for row in (citizens, partitions, backlog, snapshot, inbox)},
}
