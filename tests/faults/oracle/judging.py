"""The judgement: pure, from a history to a verdict."""

from tests.faults.oracle.history import History
from tests.faults.oracle.reports import answers, became, receipts
from tests.faults.oracle.sending import sent_out
from tests.faults.oracle.telling import notices, notices_in_order, said_delivered, versions
from tests.faults.oracle.verdict import Verdict


def judge_history(history: History) -> Verdict:
    """Holds it all against the model. An empty list of faults is the promise kept."""
    verdict = Verdict()
    events = history.events()
    accepted = answers(history, verdict)
    verdict.accepted = len(accepted)
    came_of = became(accepted, events, verdict)
    versions(history.published, verdict)
    notices(history, events, verdict)
    notices_in_order(history, events, verdict)
    said_delivered(history, events, verdict)
    receipts(history, accepted, came_of, events, verdict)
    sent_out(history, events, verdict)
    verdict.faults += [f"{count} left in {place}" for place, count in history.left.items() if count]
    verdict.faults += [f"a dead letter: {line}" for line in history.dead]
    verdict.faults += history.shown_wrong
    return verdict
