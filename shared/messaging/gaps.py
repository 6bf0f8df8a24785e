"""Watches that no version is missing: a gap means that something was lost before it reached us."""

import mmap
from collections.abc import Sequence

from shared.messaging.record import Record
from shared.telemetry import Metrics, logger

_log = logger(__name__)
_PAIRS = 2**17
_WORDS = 4


class Gaps:
    """Remembers the last version per subject and topic, of a quarter of a million; a newcomer is taken as it comes.

    In four MiB whoever is read about, taken as they are needed: an object per subject would let a process grow with the
    backlog it works off. Each subject has one pair of places, where the one seen last stands first and the other gives
    way; a place holds a 64-bit hash of whose it is, and the version.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._places = memoryview(mmap.mmap(-1, _PAIRS * _WORDS * 8)).cast("q")

    def watch(self, records: Sequence[Record]) -> None:
        """Counts and logs every version that was jumped over. Repeats are no gaps."""
        for record in records:
            version = record.header("ce_version")
            if record.key is None or version is None or not version.isdecimal() or len(version) > 18:
                continue
            number = int(version)
            last = self._seen(hash((record.topic, record.key)), number)
            if last and number > last + 1:
                self._metrics.version_gaps.labels(record.topic).inc(number - last - 1)
                _log.error("versions are missing", topic=record.topic, partition=record.partition, offset=record.offset)

    def _seen(self, whose: int, version: int) -> int:
        """The version before, 0 where nothing is remembered; from now on it is the higher of the two."""
        places, first = self._places, whose % _PAIRS * _WORDS
        if places[first] == whose:
            last = places[first + 1]
            places[first + 1] = max(last, version)
            return last
        last = places[first + 3] if places[first + 2] == whose else 0
        places[first + 2], places[first + 3] = places[first], places[first + 1]
        places[first], places[first + 1] = whose, max(last, version)
        return last
