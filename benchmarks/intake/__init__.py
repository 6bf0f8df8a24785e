"""`POST /events` of a running service, held against the least a web framework could do."""

from collections.abc import Mapping

from benchmarks.intake.rows import against_bare, batches, traced
from benchmarks.registry import Bench

ROWS: Mapping[str, Bench] = {"events-bare": against_bare, "events-batches": batches, "tracing-events": traced}
