"""Who is answered what, by every route: one row a route, one letter for each who asks.

Columns: a department that works with the citizen (involved), one whose loop closed two days ago (former) and one whose
closed longer than 90 days ago (long ago), one that has nothing to do with her (stranger), and that one breaking the
glass; each a coordinator, a manager and an app. Then the relatives' team while a designation stands (coordinator,
manager), the citizen herself and another, the relative designated and one who is not, operations, and nobody's token.

+ shown, and it says something of her; o answered, with nothing of her; 1 no token; 2 allowed, but what was sent is no
such thing; 3 not allowed; 4 not there, for this one.

What changes something is asked about her, too, with all that the right one would send (`sendings.py`): o it was done.
"""

_ROWS = """
referral POST /events                                       ooo 333 333 333 333 33 33 33 3 1
referral GET /receipts/{receipt_id}                         444 444 444 444 444 44 44 44 4 1
referral GET /events/{event_id}/reach                       444 444 444 444 444 44 44 44 4 1
referral GET /operations                                    333 333 333 333 333 33 33 33 o 1
referral GET /dead-letters                                  333 333 333 333 333 33 33 33 o 1
referral POST /dead-letters/replay                          333 333 333 333 333 33 33 33 o 1
referral GET /citizens/{citizen_id}/access-log              3o3 3o3 343 343 343 3o o4 33 3 1
referral GET /access-log/spot-checks                        3+3 3+3 3o3 3o3 3o3 3+ 33 33 3 1
referral PUT /access-log/spot-checks/{access_id}            3o3 343 343 343 343 34 33 33 3 1
referral POST /citizens                                     o3o o3o o3o o3o 233 o3 33 33 3 1
referral GET /citizens                                      ++3 ++3 oo3 oo3 223 ++ 33 33 3 1
referral POST /citizens/search                              oo3 oo3 443 443 oo3 oo 33 33 3 1
referral GET /citizens/{citizen_id}                         ++3 ++3 333 333 ++3 ++ 33 33 3 1
referral POST /citizens/{citizen_id}/erasure                3o3 3o3 333 333 3o3 3o 33 33 3 1
referral GET /citizens/{citizen_id}/erasure                 343 343 343 343 323 34 33 33 3 1
referral DELETE /citizens/{citizen_id}/erasure              3o3 3o3 3o3 3o3 323 3o 33 33 3 1
referral POST /citizens/{citizen_id}/erasure/confirmation   3o3 3o3 3o3 3o3 323 3o 33 33 3 1
referral GET /erasures                                      3o3 3o3 3o3 3o3 323 3o 33 33 3 1
referral GET /referrals/{referral_id}                       +++ 444 444 444 ++3 44 33 33 3 1
referral GET /referrals                                     +++ +++ ooo ooo ++3 oo 33 33 3 1
referral GET /overviews/{year}.csv                          3o3 3o3 3o3 3o3 3o3 3o 33 33 3 1
referral GET /overviews/{year}                              3o3 3o3 3o3 3o3 3o3 3o 33 33 3 1
referral GET /load                                          3o3 3o3 3o3 3o3 3o3 3o 33 33 3 1
kraftcenter POST /events                                    ooo 333 333 333 333 33 33 33 3 1
kraftcenter GET /receipts/{receipt_id}                      444 444 444 444 444 44 44 44 4 1
kraftcenter GET /events/{event_id}/reach                    444 444 444 444 444 44 44 44 4 1
kraftcenter GET /operations                                 333 333 333 333 333 33 33 33 o 1
kraftcenter GET /dead-letters                               333 333 333 333 333 33 33 33 o 1
kraftcenter POST /dead-letters/replay                       333 333 333 333 333 33 33 33 o 1
kraftcenter GET /citizens/{citizen_id}/access-log           3o3 3o3 343 343 343 3o o4 33 3 1
kraftcenter GET /access-log/spot-checks                     3+3 3+3 3o3 3o3 3o3 3+ 33 33 3 1
kraftcenter PUT /access-log/spot-checks/{access_id}         3o3 343 343 343 343 34 33 33 3 1
kraftcenter GET /citizens/{citizen_id}/goals                +++ ooo 333 333 ++3 33 +3 33 3 1
kraftcenter GET /interventions                              +++ ooo ooo ooo 223 oo 33 33 3 1
kraftcenter GET /interventions/{intervention_id}            +++ 444 444 444 ++3 44 +4 44 4 1
kraftcenter GET /courses                                    ooo ooo ooo ooo ooo oo oo oo o 1
kraftcenter GET /courses/{course_id}                        444 444 444 444 444 44 44 44 4 1
kraftcenter POST /courses/{course_id}/signup                333 ooo 333 333 333 33 o3 33 3 1
kraftcenter DELETE /courses/{course_id}/signup              ooo ooo 333 333 333 33 o3 33 3 1
kraftcenter GET /load                                       3o3 3o3 3o3 3o3 3o3 3o 33 33 3 1
notifications POST /events                                  ooo 333 333 333 333 oo o3 33 3 1
notifications GET /receipts/{receipt_id}                    444 444 444 444 444 44 44 44 4 1
notifications GET /events/{event_id}/reach                  444 444 444 444 444 44 44 44 4 1
notifications GET /operations                               333 333 333 333 333 33 33 33 o 1
notifications GET /dead-letters                             333 333 333 333 333 33 33 33 o 1
notifications POST /dead-letters/replay                     333 333 333 333 333 33 33 33 o 1
notifications GET /citizens/{citizen_id}/access-log         3o3 3o3 343 343 343 3o o4 33 3 1
notifications GET /access-log/spot-checks                   3+3 3+3 3o3 3o3 3o3 3+ 33 33 3 1
notifications PUT /access-log/spot-checks/{access_id}       3o3 343 343 343 343 34 33 33 3 1
notifications GET /inbox                                    +o3 +o3 +o3 oo3 oo3 +o +o +o 3 1
notifications POST /inbox/{notice_id}/read                  o43 443 443 443 443 44 44 44 3 1
notifications GET /citizens/{citizen_id}/timeline           +++ ooo 444 444 ++3 ++ +4 44 4 1
notifications GET /citizens/{citizen_id}/designations       ooo ooo 444 444 oo3 oo o4 44 4 1
notifications POST /preview                                 ooo 333 333 333 333 oo o3 33 3 1
notifications GET /rules                                    oo3 oo3 oo3 oo3 oo3 oo 33 33 o 1
notifications PUT /rules                                    3o3 3o3 3o3 3o3 3o3 3o 33 33 3 1
notifications GET /rules/versions                           oo3 oo3 oo3 oo3 oo3 oo 33 33 o 1
notifications POST /rules/preview                           oo3 oo3 oo3 oo3 oo3 oo 33 33 o 1
notifications GET /knowledge                                333 333 333 333 333 o3 33 33 3 1
notifications POST /knowledge/{knowledge_id}/match          333 333 333 333 333 o3 33 33 3 1
notifications DELETE /knowledge/{knowledge_id}              333 333 333 333 333 o3 33 33 3 1
notifications GET /knowledge/{knowledge_id}                 +33 433 433 433 +33 43 33 33 3 1
notifications PUT /apps/{app}/webhook                       44o 444 444 444 444 44 44 44 o 1
notifications GET /apps/{app}/webhook                       444 444 444 444 444 44 44 44 4 1
notifications DELETE /apps/{app}/webhook                    44o 444 444 444 444 44 44 44 o 1
notifications POST /apps/{app}/webhook/rotate               44o 444 444 444 444 44 44 44 o 1
notifications POST /apps/{app}/webhook/test                 44o 444 444 444 444 44 44 44 o 1
notifications GET /apps/{app}/webhook/deliveries            444 444 44o 444 444 44 44 44 o 1
notifications GET /deliveries                               333 333 333 333 333 33 33 33 o 1
notifications GET /loops/{correlationid}                    333 333 333 333 333 33 33 33 4 1
notifications POST /sessions/end                            3o3 3o3 3o3 3o3 3o3 3o 33 33 o 1
notifications GET /inbox/unread-overdue                     oo3 oo3 oo3 oo3 oo3 oo 33 33 3 1
notifications GET /departments/{department}/stand-in        443 443 443 443 443 44 44 44 3 1
notifications PUT /departments/{department}/stand-in        3o3 333 333 333 333 33 33 33 3 1
notifications DELETE /departments/{department}/stand-in     3o3 333 333 333 333 33 33 33 3 1
notifications GET /inbox/mutes                              o33 o33 o33 o33 o33 o3 33 33 3 1
notifications PUT /inbox/mutes                              o33 o33 o33 o33 o33 o3 33 33 3 1
notifications GET /inbox/colleagues                         oo3 oo3 oo3 oo3 oo3 oo oo oo 3 1
notifications POST /inbox/{notice_id}/snooze                o43 443 443 443 443 44 44 44 3 1
notifications DELETE /inbox/{notice_id}/snooze              o43 443 443 443 443 44 44 44 3 1
notifications POST /inbox/{notice_id}/handover              o43 443 443 443 443 44 44 44 3 1
notifications DELETE /inbox/{notice_id}/handover            o43 443 443 443 443 44 44 44 3 1
notifications POST /inbox/{notice_id}/acknowledgement       o43 443 443 443 443 44 44 44 3 1
notifications GET /mail-settings                            oo3 oo3 oo3 oo3 oo3 oo oo oo 3 1
notifications PUT /mail-settings                            oo3 oo3 oo3 oo3 oo3 oo oo 22 3 1
notifications GET /deliveries/given-up                      3o3 3o3 3o3 3o3 3o3 3o 33 33 o 1
notifications POST /deliveries/given-up/{delivery_id}/retry 3o3 343 343 343 343 34 33 33 o 1
notifications GET /load                                     3o3 3o3 3o3 3o3 3o3 3o 33 33 3 1
"""
TABLE = {row.rsplit(maxsplit=10)[0]: " ".join(row.rsplit(maxsplit=10)[1:]) for row in _ROWS.strip().splitlines()}
AS_ANOTHER = {
    "notifications GET /inbox/stream": "who may is answered without end; everybody else as by GET /inbox",
    "notifications POST /knowledge": "anybody, the same for everybody, and not often (test_strangers.py)",
}
"""Routes asked elsewhere, each with the reason."""
