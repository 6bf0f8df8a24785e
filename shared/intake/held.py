"""What the intake keeps about citizens, and an erasure deletes (V3)."""

from shared.identity import BY_SUBJECT, Held

_OF_THEIRS = "SELECT receipt_id FROM receipts WHERE subject = ANY($1::uuid[])"

HELD = (
    Held(
        "receipt_told",
        f"event_id IN (SELECT event_id FROM receipt_events WHERE receipt_id IN ({_OF_THEIRS}))",  # noqa: S608 (a constant)
    ),
    Held("receipt_events", f"receipt_id IN ({_OF_THEIRS})"),
    Held("receipts", BY_SUBJECT),
    Held("correction_reach", BY_SUBJECT),
)
"""What hangs on a receipt goes before it."""
