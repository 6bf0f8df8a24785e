"""What this service keeps about citizens, and an erasure deletes (V3)."""

from shared.identity import Held

HELD = (
    Held("citizens"),
    Held("erasures"),
    Held("referral_words"),
    Held("loop_parties"),
    Held("referrals"),
)
"""The index first: whoever puts the same number in at this moment waits for it, and then gets another id."""
