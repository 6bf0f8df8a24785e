"""The coordinator's pages: one citizen on one screen, referring, answering, goals, courses.

What other services know is read there with the person's own token, so they decide and log (V2); what is sent is a
report, shown first to whom it would be told (P3).
"""
