"""Watches that no version is missing: a gap means that something was lost before it reached us."""

from collections import OrderedDict
from collections.abc import Sequence

from shared.messaging.record import Record
from shared.telemetry import Metrics, logger

_log = logger(__name__)
_REMEMBERED = 100_000


class Gaps:
    """Remembers the last version per subject and topic, of as many subjects as fit; a newcomer is taken as it comes."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._last: OrderedDict[tuple[str, bytes], int] = OrderedDict()

    def watch(self, records: Sequence[Record]) -> None:
        """Counts and logs every version that was jumped over. Repeats are no gaps."""
        for record in records:
            version = record.header("ce_version")
            if record.key is None or version is None or not version.isdecimal():
                continue
            place, number = (record.topic, record.key), int(version)
            last = self._last.get(place)
            if last is not None and number > last + 1:
                self._metrics.version_gaps.labels(record.topic).inc(number - last - 1)
                _log.error("versions are missing", topic=record.topic, partition=record.partition, offset=record.offset)
            if last is None or number > last:
                self._last[place] = number
            self._last.move_to_end(place)
        while len(self._last) > _REMEMBERED:
            self._last.popitem(last=False)
