"""Mails and webhooks: at least once to whom they are for, by their ids, and none to anybody else."""

from collections import Counter

from tests.faults.oracle.history import Events, History
from tests.faults.oracle.model import TOLD_OF, Told, short, told
from tests.faults.oracle.verdict import Verdict


def sent_out(history: History, events: Events, verdict: Verdict) -> None:
    """Everything owed was queued once and arrived; whatever arrived was owed."""
    owed = _owed(history, events)
    queued = Counter((sending.event_id, sending.to, sending.channel) for sending in history.sendings)
    for event_id, recipient, channel in owed - queued.keys():
        fact = short(events[event_id].type)
        verdict.missing(f"the {channel} to {Told(recipient, channel).who} about {fact} was never queued")
    for (_, recipient, channel), times in queued.items():
        if times > 1:
            verdict.surplus(f"a {channel} to {Told(recipient, channel).who} was queued {times} times")
    for _, recipient, channel in queued.keys() - owed:
        verdict.surplus(f"a {channel} to {Told(recipient, channel).who} should not have been queued")
    _arrived(history, events, verdict)


def _arrived(history: History, events: Events, verdict: Verdict) -> None:
    mails = {letter.message_id for letter in history.letters}
    calls = {call.id for call in history.calls}
    for sending in history.sendings:
        fact = short(events[sending.event_id].type) if sending.event_id in events else "an event that is on no topic"
        if sending.id not in (calls if sending.channel == "webhook" else mails):
            verdict.missing(f"the {sending.channel} about {fact} never arrived and is {sending.status}")
        elif sending.status != "delivered":
            verdict.faults.append(f"the {sending.channel} about {fact} arrived and is {sending.status}")
    sent = {sending.id: sending for sending in history.sendings}
    for letter in history.letters:
        if letter.message_id not in sent:
            verdict.surplus("a mail arrived that nobody was to be sent")
        elif letter.to != history.journal.lives[sent[letter.message_id].subject].email:
            verdict.surplus("a mail arrived at another address than it was for")
    for call in history.calls:
        if call.id not in sent:
            verdict.surplus(f"{call.app} was called with what nobody was to be sent")
        elif not sent[call.id].to.endswith(f"/{call.app}"):
            verdict.surplus(f"{call.app} was called with what was for another app")
        elif call.event_id != sent[call.id].event_id:
            verdict.surplus(f"{call.app} was called with another event than it was to be sent")


def _owed(history: History, events: Events) -> set[tuple[str, str, str]]:
    """Event, recipient and channel: what is told outside the inbox, and the invitations."""
    owed = set()
    for event in events.values():
        life = history.journal.lives.get(event.subject)
        if event.type == TOLD_OF or life is None:
            continue
        for who in told(short(event.type), life):
            if who.channel != "inbox":
                owed.add((event.id, who.recipient, who.channel))
        if short(event.type) == "paaroerende.udpeget" and "mail" in life.channels:
            owed.add((event.id, f"relative:{life.citizen}/{life.designation}", "mail"))
    return owed
