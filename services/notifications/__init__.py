"""Notifications: tells everyone who should know what happened around a citizen, and nobody else.

Owns who is told (the rules), designations of relatives, notices and their reading, and the timeline. Hears every event
of referral and kraftcenter. Tells that notices were delivered and read, and that a relative was designated or no longer
is. Who is told is one pure function in `domain/telling.py`; the events heard, the reports decided here and the preview
all ask it.
"""
