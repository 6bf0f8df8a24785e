"""A circuit: a receiver that keeps failing is left alone for a while, then tried with one delivery.

Closed: everything is sent. Open: nothing is. Half open: one probe is; it closes the circuit or opens it for longer.
Pure: time and luck are arguments, as in `delivery`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

THRESHOLD = 5
"""So many failures in a row open it."""

_FIRST = timedelta(seconds=15)
_LONGEST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Circuit:
    """`failures` are in a row; `trips` is how often in a row it has opened. `probing`: the one probe is on its way, and
    `open_until` then when it is taken for lost."""

    failures: int = 0
    trips: int = 0
    open_until: datetime | None = None
    probing: bool = False

    def state(self, now: datetime) -> Literal["closed", "open", "half_open"]:
        if self.open_until is None:
            return "closed"
        return "open" if now < self.open_until else "half_open"

    def probe(self, until: datetime) -> "Circuit":
        """Half open: one delivery is let through, and no other before it has come back or `until`."""
        return replace(self, open_until=until, probing=True)

    def failed(self, now: datetime, luck: float) -> "Circuit":
        failures = self.failures + 1
        if self.state(now) == "open" and not self.probing:
            # It was sent before the circuit opened and says nothing new.
            return replace(self, failures=failures)
        if self.open_until is None and failures < THRESHOLD:
            return replace(self, failures=failures)
        pause = min(_FIRST * (1 << min(self.trips, 20)), _LONGEST) * (0.5 + luck / 2)
        return Circuit(failures, self.trips + 1, now + pause)

    def worked(self) -> "Circuit":
        return CLOSED


CLOSED = Circuit()
