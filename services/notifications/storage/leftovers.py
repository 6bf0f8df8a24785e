"""What this service keeps for a time. Notices and the timeline are the case itself, and stay."""

from services.notifications.domain.subscription import GOOD_FOR
from shared.postgres import Leftover, leftover

# Without its delivery a notice counts as arrived: how far a correction came would no longer be true (R7).
_DELIVERIES = """
WITH old AS (
    SELECT id FROM deliveries WHERE created_at < now() - $1::interval AND status = 'delivered'
    LIMIT $2 FOR UPDATE SKIP LOCKED
), attempts AS (
    DELETE FROM delivery_attempts a USING old WHERE a.delivery_id = old.id
)
DELETE FROM deliveries d USING old WHERE d.id = old.id
"""

_UNUSED_MUTES = """
put_at + interval '180 days' < now() - $1::interval AND NOT EXISTS (SELECT FROM colleagues c WHERE c.sub = person)
"""

LEFTOVERS = (
    Leftover("deliveries", _DELIVERIES, "keep_deliveries_days"),
    leftover("invitations", "expires_at < now() - $1::interval", "keep_invitations_days"),
    leftover("web_sessions", "ends_at < now() - $1::interval"),
    leftover("subscriptions", f"signed_in_at + interval '{GOOD_FOR.days} days' < now() - $1::interval"),
    leftover("stand_ins", "ends_on + 30 < (now() - $1::interval)::date"),
    leftover("mutes", _UNUSED_MUTES),
    leftover("colleagues", "seen_at + interval '180 days' < now() - $1::interval"),
)
"""A delivery is tried for a day. Of one that arrived the row is for who looks, and goes after a while; one that did not
stays, as without it the citizen would read that somebody was told who never was. A colleague who has not signed in for
half a year cannot be handed anything, and is forgotten, with what they had muted. Nobody is mailed who has not signed
in for `GOOD_FOR`; a stand-in is remembered for a month, for who sets the next one."""
