"""The states of a referral and who may bring it from one to the next (R2), after FHIR Task as Gravity SDOH uses it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args

from shared.contracts import (
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

Party = Literal["sender", "receiver", "citizen", "samspil"]
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


_ANY: tuple[ReferralState, ...] = get_args(ReferralState)

MOVES: Mapping[type[Fact], Move] = MappingProxyType(
    {
        ReferralAccepted: _move(("requested",), "accepted", "receiver"),
        ReferralRejected: _move(("requested",), "rejected", "receiver"),
        ReferralInProgress: _move(("accepted",), "in-progress", "samspil"),
        ReferralPutOnHold: _move(("accepted", "in-progress"), "on-hold", "receiver"),
        ReferralResumed: _move(("on-hold",), BEFORE_HOLD, "receiver"),
        ReferralCompleted: _move(("accepted", "in-progress", "on-hold"), "completed", "receiver"),
        ReferralFailed: _move(("accepted", "in-progress", "on-hold"), "failed", "receiver"),
        ReferralCancelled: _move(
            ("requested", "accepted", "in-progress", "on-hold"), "cancelled", "sender", "receiver", "citizen"
        ),
        ReferralEnteredInError: _move(_ANY, "entered-in-error", "sender"),
    }
)

_TAKEN: tuple[type[Fact], ...] = (ReferralAccepted, ReferralRejected, ReferralCancelled)
TAKEN = frozenset(_TAKEN)
"""The moves whose reports the service takes; only these are offered as legal. The others open with their handlers."""


def legal_moves(state: ReferralState, parties: frozenset[Party]) -> tuple[str, ...]:
    """The event types that one who is these parties may report in this state, in the table's order."""
    return tuple(
        fact.type for fact, move in MOVES.items() if fact in TAKEN and state in move.start and parties & move.by
    )
