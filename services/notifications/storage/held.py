"""What this service keeps about citizens, and an erasure deletes (V3)."""

from shared.identity import BY_SUBJECT, Held

_EVENTS = "SELECT event_id FROM events WHERE subject = ANY($1::uuid[])"
_DELIVERIES = f"event_id IN ({_EVENTS})"
# The citizen's own, and a relative's of theirs, as `domain/recipient.py` writes them.
_THEIRS = "substring(recipient FROM '^(?:citizen|relative):([0-9a-f-]{36})')::uuid = ANY($1::uuid[])"
_TO_THEM = f"recipient IN (SELECT 'person:' || id FROM subscriptions WHERE {_THEIRS})"  # noqa: S608 (constants)

HELD = (
    Held("delivery_attempts", f"delivery_id IN (SELECT id FROM deliveries WHERE {_DELIVERIES})"),  # noqa: S608 (constants)
    Held("deliveries", _DELIVERIES),
    Held("notices", f"event_id IN ({_EVENTS})"),
    Held("events", BY_SUBJECT),
    Held("bindings"),
    Held("invitations"),
    Held("designations"),
    Held("knowledge"),
    Held("delivery_attempts", f"delivery_id IN (SELECT id FROM deliveries WHERE {_TO_THEM})"),  # noqa: S608 (constants)
    Held("deliveries", _TO_THEM),
    Held("subscriptions", _THEIRS),
    Held("acknowledgements"),
)
"""Notices and deliveries are found by the events they tell of, for which there is an index, so they go before these.

With a delivery goes how long it is held, and with a notice that it was left unread (ON DELETE CASCADE). Knowledge that
nobody has matched yet names nobody whom a machine could find; the relatives' team discards it.
"""
