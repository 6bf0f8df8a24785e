"""What messaging keeps about citizens, and an erasure deletes (V3)."""

from shared.identity import BY_SUBJECT, Held

HELD = (Held("waiting", BY_SUBJECT), Held("dead_letters", BY_SUBJECT))
"""Not the outbox: what is decided is a fact, and leaves before the erasure does. Kafka forgets it in its time.

Not the subject's row: with its involvement it says that the citizen is erased, as long as the tombstone does.
"""
