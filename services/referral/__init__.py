"""Referrals: from the asking, through the answer, to the start, and what happens when nobody answers.

Owns the citizen index (who a pseudonym is), referrals with their state and clocks, and the words written with them.
Hears from kraftcenter that what was asked for has started, and from notifications which designations stand.
Tells `henvisning.*` on `referral.events`. Belongs to the authority (SVR) and to everybody who refers.
"""
