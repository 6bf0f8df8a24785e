"""Everything that can be said, as data: a type that can be reported has its row here."""

from collections.abc import Sequence
from typing import Any, Final

from shared.contracts import (
    CompanionshipEnded,
    CompanionshipStarted,
    CourseEnded,
    CourseOpened,
    CourseSessionHeld,
    DesignationChanged,
    DesignationEnteredInError,
    DesignationRevoked,
    DialogueToolUsed,
    EligibilityDecided,
    FollowUpHeld,
    GoalSet,
    InterventionEnded,
    InterventionEnteredInError,
    InterventionStarted,
    ReferralAccepted,
    ReferralCancelled,
    ReferralCompleted,
    ReferralCreated,
    ReferralEnteredInError,
    ReferralFailed,
    ReferralPutOnHold,
    ReferralRejected,
    ReferralResumed,
    RelativeDesignated,
    Report,
    SubGoalAgreed,
    SubGoalLost,
    SubGoalReached,
)
from shared.contracts.codes import OFFERS
from tests.unit.notifications.lives import DAY, Kind, Life
from tests.unit.notifications.lives_kraftcenter import in_course, lose, open_, part, reach, set_goal, start, within
from tests.unit.notifications.lives_referrals import answer, decide, refer, refer_on
from tests.unit.notifications.lives_wishes import change, correct, designate, revoke, take_back_wish

REFER: Final = Kind(refer, (ReferralCreated,))
ACCEPT: Final = Kind(answer(ReferralAccepted), (ReferralAccepted,))
DECIDE: Final = Kind(decide, (EligibilityDecided,))
REFER_ON: Final = Kind(refer_on, (ReferralCreated,))
CORRECT: Final = Kind(correct, (ReferralEnteredInError, InterventionEnteredInError, DesignationEnteredInError))
_REACH: Final = Kind(reach, (SubGoalReached,))
_DESIGNATE: Final = Kind(designate, (RelativeDesignated,))

KINDS: Final[Sequence[Kind]] = (
    REFER,
    ACCEPT,
    ACCEPT,
    Kind(answer(ReferralRejected, reason="no_capacity"), (ReferralRejected,)),
    Kind(answer(ReferralPutOnHold, reason="no_capacity", until=DAY), (ReferralPutOnHold,)),
    Kind(answer(ReferralResumed), (ReferralResumed,)),
    Kind(answer(ReferralCompleted, outcome="completed"), (ReferralCompleted,)),
    Kind(answer(ReferralFailed, reason="no_capacity"), (ReferralFailed,)),
    Kind(answer(ReferralCancelled, reason="moved", by="receiver"), (ReferralCancelled,)),
    DECIDE,
    REFER_ON,
    Kind(start, (InterventionStarted,)),
    Kind(set_goal, (GoalSet,)),
    Kind(within(SubGoalAgreed, measure_kind="count", target_on=DAY, citizen_took_part=True), (SubGoalAgreed,)),
    _REACH,
    _REACH,
    Kind(lose, (SubGoalLost,)),
    Kind(within(FollowUpHeld, held_on=DAY, decision="continue", next_on=DAY), (FollowUpHeld,)),
    Kind(within(DialogueToolUsed, tool="other", used_on=DAY), (DialogueToolUsed,)),
    Kind(within(InterventionEnded, outcome="completed", by="professional"), (InterventionEnded,)),
    Kind(open_, (CourseOpened,)),
    Kind(in_course(CourseSessionHeld, session=1), (CourseSessionHeld,)),
    Kind(in_course(CompanionshipStarted, ends_by=DAY), (CompanionshipStarted,)),
    Kind(part, (CompanionshipEnded,)),
    Kind(in_course(CourseEnded), (CourseEnded,)),
    _DESIGNATE,
    _DESIGNATE,
    Kind(change, (DesignationChanged,)),
    Kind(revoke, (DesignationRevoked,)),
    CORRECT,
    CORRECT,
    Kind(take_back_wish, (DesignationEnteredInError,)),
)


APPLICATION: Final = next(
    which for which in range(100) if OFFERS[sorted(OFFERS)[which % len(OFFERS)]].needs_decision and which % 5 == 4
)


def whatever(life: Life, kind: int, which: int) -> Report[Any] | None:
    """Of the next kind from there on that something can be said of."""
    turned = (*KINDS[kind:], *KINDS[:kind])
    return next((said for each in turned if (said := life.next(each, which)) is not None), None)
