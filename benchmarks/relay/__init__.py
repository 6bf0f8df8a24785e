"""The relay: outbox rows to acknowledged records."""

from collections.abc import Mapping

from benchmarks.registry import Bench

ROWS: Mapping[str, Bench] = {}
