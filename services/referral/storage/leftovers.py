"""What this service keeps for a time."""

from shared.postgres import leftover

LEFTOVERS = (leftover("erasures", "expires_at < now() - $1::interval"),)
"""An ask that nobody confirmed in time."""
