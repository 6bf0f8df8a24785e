"""The states of a referral and who may bring it from one to the next (R2), after FHIR Task as Gravity SDOH uses it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args

from shared.contracts import (
    EligibilityDecided,
    Fact,
    ReferralAccepted,
    ReferralCancelled,
    ReferralCompleted,
    ReferralEnteredInError,
    ReferralFailed,
    ReferralInProgress,
    ReferralPutOnHold,
    ReferralRejected,
    ReferralResumed,
)
from shared.contracts.codes import ReferralState

Party = Literal["sender", "receiver", "citizen", "authority", "carrier", "reporter", "samspil"]
"""What somebody is to a referral. `authority`: the receiver of an application for an offer that needs a decision, which
alone completes it (R6). `carrier`: the receiver of any other, who carries out what is asked for.
`reporter`: who reported something of it that nothing later rests on (R7)."""
BEFORE_HOLD: Final = None
"""The target of a move that leads back to the state the referral was put on hold from."""


@dataclass(frozen=True, slots=True)
class Move:
    """One arrow of the diagram: from any of these states to that one, by any of these parties."""

    start: frozenset[ReferralState]
    end: ReferralState | None
    by: frozenset[Party]


def _move(start: tuple[ReferralState, ...], end: ReferralState | None, *by: Party) -> Move:
    return Move(frozenset(start), end, frozenset(by))


_ANY: tuple[ReferralState, ...] = tuple(s for s in get_args(ReferralState) if s != "entered-in-error")
_UNDER_WAY: tuple[ReferralState, ...] = ("accepted", "in-progress", "on-hold")

MOVES: Mapping[type[Fact], Move] = MappingProxyType(
    {
        ReferralAccepted: _move(("requested",), "accepted", "receiver"),
        ReferralRejected: _move(("requested",), "rejected", "receiver"),
        ReferralInProgress: _move(("accepted",), "in-progress", "samspil"),
        ReferralPutOnHold: _move(("accepted", "in-progress"), "on-hold", "receiver"),
        ReferralResumed: _move(("on-hold",), BEFORE_HOLD, "receiver", "samspil"),
        EligibilityDecided: _move(("accepted",), "completed", "authority"),
        ReferralCompleted: _move(_UNDER_WAY, "completed", "carrier", "samspil"),
        ReferralFailed: _move(_UNDER_WAY, "failed", "receiver"),
        ReferralCancelled: _move(("requested", *_UNDER_WAY), "cancelled", "sender", "receiver", "citizen"),
        ReferralEnteredInError: _move(_ANY, "entered-in-error", "reporter"),
    }
)


def legal_moves(state: ReferralState, parties: frozenset[Party]) -> tuple[str, ...]:
    """The event types that one who is these parties may report in this state, in the table's order."""
    return tuple(fact.type for fact, move in MOVES.items() if state in move.start and parties & move.by)
