"""What this service keeps about citizens, and an erasure deletes (V3)."""

from shared.identity import BY_SUBJECT, Held

HELD = (
    Held("words"),
    Held("sub_goals"),
    Held("goals"),
    Held("interventions"),
    Held("companionships"),
    Held("places"),
    Held("journal", BY_SUBJECT),
)
"""A sub-goal goes before what it rests on. Courses name nobody, and a course's own journal says which department."""
