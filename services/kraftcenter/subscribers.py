"""First door in: what the other services tell.

Nothing is done here about any event by itself. What each says of referrals, decisions and who has to do with the
citizen stands in `work.involvement` once it has been heard, and a report that waited for it is then decided.
"""

from shared.messaging.hears import Hears

hears = Hears("referral.events", "notifications.events")
