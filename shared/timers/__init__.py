"""Durable timers: set in the transaction that makes them necessary, fired once, by the database's clock.

`lengths` says how long each clock runs (working days or a duration), `timed` sets and clears timers as part of a
decision, `ticker` fires what has run out, `listening` knows whom an outage spares, and `clocks` is a service's third
door: kind of timer → handler.
"""

from shared.timers.clocks import Clocks, Timer
from shared.timers.lengths import ClockLengths
from shared.timers.listening import Listening
from shared.timers.ticker import Ticker
from shared.timers.timed import HELD, Timed, clear_timer, set_timer

__all__ = ["HELD", "ClockLengths", "Clocks", "Listening", "Ticker", "Timed", "Timer", "clear_timer", "set_timer"]
