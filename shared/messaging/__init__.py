"""How a decision becomes an event everybody hears once, in order.

A decision is made on `work` (one subject), inside a `unit` (one transaction), run by the `decider`. What it publishes goes
through the `outbox` and the `relay` to Kafka, and into another service through its `reader` (inbox, `waiting`,
`dead_letters`), which runs what `hears` registers. `topics` declares every topic and right.
"""

from shared.messaging.hears import Hears
from shared.messaging.rows import Rows
from shared.messaging.subjects import SubjectRow
from shared.messaging.unit import Unit
from shared.messaging.work import Storage, SubjectWork

__all__ = ["Hears", "Rows", "Storage", "SubjectRow", "SubjectWork", "Unit"]
