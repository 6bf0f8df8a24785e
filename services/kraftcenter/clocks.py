"""Third door in: timers that ran out."""

from shared.timers import Clocks

clocks = Clocks()
