"""How much has gone through of late: what the counters gained in the last minute."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from prometheus_client import Counter

from shared.telemetry import Metrics

_LABEL: Final = "messaging_destination_name"
_SECONDS: Final = 60.0


class _Moment(NamedTuple):
    at: float
    read: Mapping[str, float]
    sent: Mapping[str, float]


class Rates:
    """Of this instance alone, by topic. `note` is called every few seconds; `clock` gives seconds."""

    def __init__(self, metrics: Metrics, clock: Callable[[], float] = time.monotonic) -> None:
        self._metrics = metrics
        self._clock = clock
        self._moments: deque[_Moment] = deque()
        self.note()

    def note(self) -> None:
        """Looks at the counters, and forgets what is older than a minute but for the last such look."""
        now = self._clock()
        self._moments.append(_Moment(now, _by_topic(self._metrics.events_read), _by_topic(self._metrics.events_sent)))
        while len(self._moments) > 1 and self._moments[1].at <= now - _SECONDS:
            self._moments.popleft()

    def read(self) -> dict[str, float]:
        """Records read a minute."""
        return self._gained(lambda moment: moment.read)

    def sent(self) -> dict[str, float]:
        """Records a minute that Kafka has confirmed."""
        return self._gained(lambda moment: moment.sent)

    def _gained(self, of: Callable[[_Moment], Mapping[str, float]]) -> dict[str, float]:
        first, last = self._moments[0], self._moments[-1]
        if last.at <= first.at:
            return {}
        return {
            topic: (count - of(first).get(topic, 0.0)) * 60 / (last.at - first.at) for topic, count in of(last).items()
        }


def _by_topic(counter: Counter) -> dict[str, float]:
    return {
        sample.labels[_LABEL]: sample.value
        for metric in counter.collect()
        for sample in metric.samples
        if sample.name.endswith("_total")
    }
