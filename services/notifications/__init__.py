"""Notifications: tells everyone who should know what happened around a citizen, and nobody else.

Owns who is told (the rules), designations of relatives and whom their invitations bind, notices with their reading and
their way out (inbox, mail, webhook), what people hand in (the knowledge box), and the timeline. Hears every event of
referral and kraftcenter. Tells that notices were delivered, read or given up, that a relative was designated, otherwise
than before or no longer, and that knowledge was matched to a citizen. Who is told is one pure function in
`domain/telling.py`; the events heard, the reports decided here and the preview all ask it.
"""
