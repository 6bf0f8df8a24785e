"""Where keys of this service's lie, wrapped by the key from outside the database."""

from shared.identity import Wrapped

WRAPS = (
    Wrapped("designations", "own_key", ("citizen_id", "designation_id"), "designation_id"),
    Wrapped("knowledge", "own_key", ("id",), "id"),
    Wrapped("subscriptions", "own_key", ("id",), "id"),
    Wrapped("stand_ins", "own_key", ("department",), "id"),
    Wrapped("webhooks", "secret", ("app",)),
    Wrapped("webhooks", "previous", ("app",), passing=True),
    Wrapped("web_sessions", "access_token", ("digest",), passing=True),
)
"""Secrets that sign for webhooks and sessions of the pages are envelopes, each with a key of its own."""
