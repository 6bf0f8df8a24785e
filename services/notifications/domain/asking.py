"""When what was asked is settled: nobody is to be asked for what is answered already, or no longer wanted.

An ask stands from the notice that asks until an event of the same loop moves the turn on; silence settles nothing, as
an overdue event asks again (R4). A correction takes its event's effect away here too (R7).
"""

from typing import NamedTuple
from uuid import UUID

from services.notifications.domain.change import Change
from services.notifications.domain.rules import MOOT, Rules
from shared.contracts.involvement import Loop

NOTHING: frozenset[str] = frozenset()
_ANSWER = frozenset({"answer", "see_to_answer"})
_START = frozenset({"start", "next_step", "see_to_start"})
_FOLLOW_UP = frozenset({"follow_up", "next_step", "see_to_follow_up"})
_RECONSIDER = frozenset({"reconsider"})


class Settling(NamedTuple):
    """What an event does to the earlier asks of its loop, by action.

    Asks in `settled` stand no more. Those in `again` that `wrong` had settled stand again.
    """

    settled: frozenset[str]
    again: frozenset[str] = NOTHING
    wrong: UUID | None = None


def settling(change: Change, rules: Rules) -> Settling:
    """What is settled by this event, and what a correction brings back."""
    settles = rules.of(change.event.type).settles
    if MOOT not in settles:
        return Settling(settles)
    still = NOTHING if change.loop is None else asked_in(change.loop)
    return Settling(rules.actions - still, still, change.event.data.event_id)


def asked_in(loop: Loop) -> frozenset[str]:
    """What can be asked in a loop as it stands, of its next owner or their managers (I5)."""
    at_hand = loop.at_hand
    running = any(intervention.running for intervention in at_hand)
    state = None if loop.referral is None else loop.referral.state
    if state == "requested":
        return _ANSWER
    if state in ("accepted", "in-progress", None):
        if running:
            return _FOLLOW_UP
        ended = any(i.ended is not None and not i.erred for i in at_hand)
        return _RECONSIDER if ended else _START
    if state in ("on-hold", "entered-in-error"):
        return NOTHING
    return _RECONSIDER | _FOLLOW_UP if running else _RECONSIDER
