"""Who has to do with a citizen, as a pure fold over events (I1, I5, P2).

Each service hears the same events and keeps the same answer beside its own state. `records` are the pieces of a loop,
`loops` folds them, `designations` folds what the citizen lets relatives know, `citizen` is the whole, and `stored`
makes it one string.
"""

from shared.contracts.involvement.citizen import READABLE_AFTER_CLOSING, Involvement
from shared.contracts.involvement.designations import Designation
from shared.contracts.involvement.records import Decision, Intervention, Loop, Referral

__all__ = ["READABLE_AFTER_CLOSING", "Decision", "Designation", "Intervention", "Involvement", "Loop", "Referral"]
