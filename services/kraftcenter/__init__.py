"""Kraftcenter: the work itself, once a department has said yes.

Owns interventions (what a department does together with a citizen), their goals and sub-goals, and the citizen's own
words about them. Hears from referral which referrals were accepted and which decisions granted, so that a start that is
reported too early waits until the acceptance is heard. Tells, on `kraftcenter.events`, that an intervention has begun,
a goal is set, and a sub-goal is agreed, reached, lost or reached again.

Read `domain` first (what the words mean and what is allowed), then `handlers` (what happens to a report), then the
doors: `api` for reports and people, `subscribers` for what the other services tell. `storage` keeps it all.
"""
