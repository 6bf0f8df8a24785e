"""The costs that are promised, by stage.

A higher number means that load grows for every municipality: find the statement that came in, and send it with another
one or leave it out. A lower one is welcome: write it down here. Neither changes by itself.
"""

from typing import NamedTuple


class Cost(NamedTuple):
    """`statements` are round trips to PostgreSQL, BEGIN and COMMIT among them; `commits` end those that write."""

    statements: int
    commits: int

    def __mul__(self, times: object) -> "Cost":
        assert isinstance(times, int)
        return Cost(self.statements * times, self.commits * times)


EVENTS = 1_000
REQUESTS = 100
TOGETHER = 32
SMALL = 10

REPORT_ACCEPTED = {"referral": Cost(3, 1), "kraftcenter": Cost(3, 1), "notifications": Cost(2, 1)}
REPORT_REPEATED = {"referral": Cost(2, 0), "kraftcenter": Cost(2, 0), "notifications": Cost(1, 0)}
REPORT_REFUSED = {"referral": Cost(3, 0), "kraftcenter": Cost(3, 0), "notifications": Cost(2, 0)}

BATCH_OF_REPORTS = {"referral": Cost(7, 1), "kraftcenter": Cost(7, 1), "notifications": Cost(6, 1)}

RECORDS_OF_APPS = {"referral": Cost(8, 1), "kraftcenter": Cost(8, 1), "notifications": Cost(7, 1)}
RECORDS_PASSED_OVER = Cost(3, 1)

BATCH_OF_EVENTS = {"referral": Cost(8, 1), "kraftcenter": Cost(8, 1), "notifications": Cost(7, 1)}
BATCH_HEARD_BEFORE = {"referral": Cost(3, 1), "kraftcenter": Cost(3, 1), "notifications": Cost(3, 1)}
BATCH_WITH_NEWCOMERS = Cost(8, 1)

PAGE_OF_INTERVENTIONS = Cost(5, 1)


class Carrying(NamedTuple):
    """What the relay needs for a thousand events; `requests` of produce, each with a batch a partition."""

    reads: int
    deletes: int
    requests: int


CARRIED = Carrying(4, 2, 2)
CARRIED_OF_ONE = Carrying(6, 5, 5)
"""About one citizen: a batch of their partition is full after 241 of these."""
