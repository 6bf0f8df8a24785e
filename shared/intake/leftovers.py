"""What the intake keeps for a time."""

from shared.postgres import Leftover

# With the receipt goes what hangs on it, and how far a correction of its events came, which is shown by it alone.
_RECEIPTS = """
WITH old AS (
    SELECT receipt_id FROM receipts WHERE created_at < now() - $1::interval AND status <> 'waiting'
    LIMIT $2 FOR UPDATE SKIP LOCKED
), became AS (
    DELETE FROM receipt_events e USING old WHERE e.receipt_id = old.receipt_id RETURNING e.event_id
), told AS (
    DELETE FROM receipt_told t USING became WHERE t.event_id = became.event_id
), reach AS (
    DELETE FROM correction_reach c USING became WHERE c.event_id = became.event_id
)
DELETE FROM receipts r USING old WHERE r.receipt_id = old.receipt_id
"""

LEFTOVERS = (Leftover("receipts", _RECEIPTS, "keep_receipts_days"),)
"""As long as it is there, a report that comes again is recognised."""
