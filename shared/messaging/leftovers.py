"""What messaging keeps for a time."""

from shared.postgres import Leftover, leftover

# The subject's row says that the citizen is erased, and goes with the tombstone. Not while something about them is
# still to leave: it would be heard of by services that know nothing of the erasure any more.
_TOMBSTONES = """
WITH gone AS (
    DELETE FROM tombstones WHERE citizen_id = ANY(ARRAY(
        SELECT t.citizen_id FROM tombstones t
        WHERE t.erased_at < now() - $1::interval
        AND NOT EXISTS (SELECT FROM outbox o WHERE o.aggregateid = t.citizen_id)
        LIMIT $2 FOR UPDATE SKIP LOCKED
    )) RETURNING citizen_id
)
DELETE FROM subjects s USING gone WHERE s.subject = gone.citizen_id
"""

LEFTOVERS = (
    leftover("inbox", "read_at < now() - $1::interval", "keep_inbox_days"),
    Leftover("tombstones", _TOMBSTONES, "keep_tombstones_days"),
)
"""Both outlive what Kafka can still deliver."""
