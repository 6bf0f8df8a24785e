"""One event of each type, and what happened before it, for somebody who asks who is told of it (P3)."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.notifications.domain.situation import Situation
from shared.contracts import (
    CitizenErased,
    CompanionshipEnded,
    CompanionshipStarted,
    CorrectionReached,
    CourseEnded,
    CourseIntakeClosed,
    CourseOpened,
    CourseSessionHeld,
    DesignationChanged,
    DesignationEnteredInError,
    DesignationRevoked,
    DialogueToolUsed,
    EligibilityDecided,
    Event,
    Fact,
    FollowUpHeld,
    FollowUpOverdue,
    GlassBrokenOnInterventions,
    GlassBrokenOnReferrals,
    GlassBrokenOnTimeline,
    GoalSet,
    InterventionEnded,
    InterventionEnteredInError,
    InterventionStarted,
    KnowledgeReceived,
    NoticeAcknowledged,
    NoticeGivenUp,
    NoticeRead,
    NoticesDelivered,
    PlaceGiven,
    PlaceReleased,
    PlaceWaitlisted,
    ReferralAccepted,
    ReferralCancelled,
    ReferralCompleted,
    ReferralConflict,
    ReferralCreated,
    ReferralEnteredInError,
    ReferralFailed,
    ReferralInProgress,
    ReferralOverdue,
    ReferralPutOnHold,
    ReferralRejected,
    ReferralResumed,
    Refused,
    RelativeDesignated,
    SubGoalAgreed,
    SubGoalLost,
    SubGoalReached,
)
from shared.contracts.codes import AUTHORITY, OFFERS, RELATIVES_TEAM

CITIZEN, REFERRAL, INTERVENTION, OTHER, GOAL, SUB_GOAL, COURSE, PLACE, DESIGNATION, DECISION, ELSEWHERE = (
    UUID(int=number) for number in range(1, 12)
)
NOON: Final = datetime(2026, 1, 5, 11, tzinfo=UTC)
DAY: Final = date(2026, 2, 2)


Before = Mapping[str, Event[Any]]
"""What has happened in the example, by type."""


class Example(NamedTuple):
    """`by` acts, None where the citizen or Samspil does. `after` are the types that happened before, oldest first.
    `loop` is what the event stands in."""

    fact: Callable[[Situation, Before], Fact]
    by: Callable[[Situation], str | None]
    after: tuple[type[Fact], ...] = ()
    loop: UUID = REFERRAL

    def must_suit(self, offer: str) -> None:
        """Raises Refused (422) where nothing of the kind happens under the offer (C1, R6)."""
        if self in _OF_COURSES and not OFFERS[offer].courses:
            raise Refused("not-allowed", "Tilbuddet gennemføres ikke som forløb.", pointer="/situation/offer")
        if self.by is _authority and not OFFERS[offer].needs_decision:
            raise Refused("not-allowed", "Tilbuddet kræver ingen afgørelse.", pointer="/situation/offer")


def _sender(s: Situation) -> str | None:
    return s.sender


def _receiver(s: Situation) -> str:
    return s.receiver


def _provider(s: Situation) -> str:
    return s.provider


def _team(_: Situation) -> str:
    return RELATIVES_TEAM


def _authority(_: Situation) -> str:
    return AUTHORITY


def _samspil(_: Situation) -> None:
    return None


_ASKED = (ReferralCreated,)
_YES = (*_ASKED, ReferralAccepted)
_HELD = (*_YES, ReferralPutOnHold)
_RUNS = (*_YES, InterventionStarted)
_GROUP = (CourseOpened,)
_NAMED = (RelativeDesignated,)


def _created(s: Situation, _: Before) -> ReferralCreated:
    return ReferralCreated(
        referral_id=REFERRAL, from_department=s.sender, to_department=s.receiver, offer=s.offer,
        legal_basis=OFFERS[s.offer].legal_basis, priority="routine", themes=(),
        origin="self" if s.sender is None else "professional", answer_due=NOON,
    )  # fmt: skip


def _begun(s: Situation, _: Before) -> InterventionStarted:
    return InterventionStarted(
        intervention_id=INTERVENTION, referral_id=REFERRAL, department=s.provider, offer=s.offer,
        legal_basis=OFFERS[s.offer].legal_basis, follow_up_on=DAY,
    )  # fmt: skip


def _decided(s: Situation, _: Before) -> EligibilityDecided:
    return EligibilityDecided(
        decision_id=DECISION, referral_id=REFERRAL, offer=s.offer, legal_basis=OFFERS[s.offer].legal_basis or "SEL-85",
        granted=True, assessed_on=DAY,
    )  # fmt: skip


def _overdue(s: Situation, _: Before) -> ReferralOverdue:
    return ReferralOverdue(referral_id=REFERRAL, waiting_for=s.receiver, due=NOON, step="answer", level=s.level)


def _agreed(_: Situation, __: Before) -> SubGoalAgreed:
    return SubGoalAgreed(
        sub_goal_id=SUB_GOAL, goal_id=GOAL, intervention_id=INTERVENTION, measure_kind="count", target_on=DAY,
        citizen_took_part=True,
    )  # fmt: skip


def _opened(s: Situation, _: Before) -> CourseOpened:
    return CourseOpened(course_id=COURSE, offer=s.offer, capacity=10, sessions=10, first_session_on=DAY)


def _given_up(s: Situation, _: Before) -> NoticeGivenUp:
    return NoticeGivenUp(
        event_id=ELSEWHERE, notice_id=ELSEWHERE, recipient_kind="department", department=s.receiver, channel="webhook",
        attempts=3,
    )  # fmt: skip


_SUB = {"sub_goal_id": SUB_GOAL, "goal_id": GOAL, "intervention_id": INTERVENTION}
_PLACE = {"course_id": COURSE, "place_id": PLACE}
_SIGNED = {**_PLACE, "referral_id": REFERRAL}
_ALONG = {"companionship_id": PLACE, "course_id": COURSE, "ends_by": DAY}
_MAY = {"designation_id": DESIGNATION, "may_know": (SubGoalReached.type,), "channels": ("inbox", "mail")}
_NOTICE = {"event_id": ELSEWHERE, "notice_id": ELSEWHERE, "recipient_kind": "department"}


def _with(fact: type[Fact], **data: Any) -> Callable[[Situation, Before], Fact]:
    return lambda _, __: fact.model_validate(data)


def _takes_back(fact: type[Fact], wrong: type[Fact], **data: Any) -> Callable[[Situation, Before], Fact]:
    return lambda _, before: fact.model_validate({**data, "event_id": before[wrong.type].id})


EXAMPLES: Final[Mapping[type[Fact], Example]] = {
    ReferralCreated: Example(_created, _sender),
    ReferralAccepted: Example(
        lambda s, _: ReferralAccepted(referral_id=REFERRAL, by_department=s.receiver, next_step_due=NOON),
        _receiver,
        _ASKED,
    ),
    ReferralRejected: Example(
        lambda s, _: ReferralRejected(referral_id=REFERRAL, by_department=s.receiver, reason="no_capacity"),
        _receiver,
        _ASKED,
    ),
    ReferralPutOnHold: Example(
        _with(ReferralPutOnHold, referral_id=REFERRAL, reason="no_capacity", until=DAY), _receiver, _YES
    ),
    ReferralResumed: Example(_with(ReferralResumed, referral_id=REFERRAL), _receiver, _HELD),
    ReferralInProgress: Example(
        _with(ReferralInProgress, referral_id=REFERRAL, intervention_id=INTERVENTION), _samspil, _RUNS
    ),
    ReferralCompleted: Example(_with(ReferralCompleted, referral_id=REFERRAL, outcome="completed"), _receiver, _YES),
    ReferralFailed: Example(_with(ReferralFailed, referral_id=REFERRAL, reason="moved"), _receiver, _YES),
    ReferralCancelled: Example(
        lambda s, _: ReferralCancelled(
            referral_id=REFERRAL, reason="citizen_declined", by="citizen" if s.sender is None else "sender"
        ),
        _sender,
        _YES,
    ),
    ReferralEnteredInError: Example(
        _takes_back(ReferralEnteredInError, ReferralAccepted, referral_id=REFERRAL), _receiver, _YES
    ),
    ReferralOverdue: Example(_overdue, _samspil, _ASKED),
    ReferralConflict: Example(
        _with(ReferralConflict, referral_id=REFERRAL, event_id=ELSEWHERE, state="rejected"), _samspil, _RUNS
    ),
    EligibilityDecided: Example(_decided, _authority, _ASKED),
    CitizenErased: Example(_with(CitizenErased), _samspil),
    InterventionStarted: Example(_begun, _provider, _YES),
    InterventionEnded: Example(
        _with(InterventionEnded, intervention_id=INTERVENTION, outcome="completed", by="professional"), _provider, _RUNS
    ),
    InterventionEnteredInError: Example(_takes_back(InterventionEnteredInError, InterventionStarted), _provider, _RUNS),
    GoalSet: Example(
        _with(GoalSet, goal_id=GOAL, intervention_id=INTERVENTION, themes=(), kind="develop"), _provider, _RUNS
    ),
    SubGoalAgreed: Example(_agreed, _provider, _RUNS),
    SubGoalReached: Example(_with(SubGoalReached, **_SUB, reached_on=DAY, informant="professional"), _provider, _RUNS),
    SubGoalLost: Example(_with(SubGoalLost, **_SUB, lost_on=DAY, informant="professional"), _provider, _RUNS),
    FollowUpHeld: Example(
        _with(FollowUpHeld, intervention_id=INTERVENTION, held_on=DAY, decision="continue", next_on=DAY),
        _provider,
        _RUNS,
    ),
    FollowUpOverdue: Example(
        lambda s, _: FollowUpOverdue(intervention_id=INTERVENTION, due=NOON, level=s.level), _samspil, _RUNS
    ),
    DialogueToolUsed: Example(
        _with(DialogueToolUsed, intervention_id=INTERVENTION, tool="other", used_on=DAY), _provider, _RUNS
    ),
    CourseOpened: Example(_opened, _provider, loop=COURSE),
    CourseSessionHeld: Example(_with(CourseSessionHeld, course_id=COURSE, session=1), _provider, _GROUP, COURSE),
    CourseIntakeClosed: Example(_with(CourseIntakeClosed, course_id=COURSE, reason="full"), _samspil, _GROUP, COURSE),
    CourseEnded: Example(_with(CourseEnded, course_id=COURSE), _provider, _GROUP, COURSE),
    PlaceGiven: Example(_with(PlaceGiven, **_SIGNED), _samspil, _YES),
    PlaceWaitlisted: Example(_with(PlaceWaitlisted, **_SIGNED), _samspil, _YES),
    PlaceReleased: Example(_with(PlaceReleased, **_PLACE), _samspil, loop=COURSE),
    CompanionshipStarted: Example(_with(CompanionshipStarted, **_ALONG), _provider, loop=COURSE),
    CompanionshipEnded: Example(_with(CompanionshipEnded, **_ALONG), _provider, loop=COURSE),
    RelativeDesignated: Example(_with(RelativeDesignated, relation="family", **_MAY), _samspil, loop=DESIGNATION),
    DesignationChanged: Example(_with(DesignationChanged, **_MAY), _samspil, _NAMED, DESIGNATION),
    DesignationRevoked: Example(_with(DesignationRevoked, designation_id=DESIGNATION), _samspil, _NAMED, DESIGNATION),
    DesignationEnteredInError: Example(
        _takes_back(DesignationEnteredInError, RelativeDesignated), _samspil, _NAMED, DESIGNATION
    ),
    KnowledgeReceived: Example(_with(KnowledgeReceived, knowledge_id=ELSEWHERE), _team, _RUNS),
    NoticesDelivered: Example(_with(NoticesDelivered, event_id=ELSEWHERE, told=()), _samspil, _ASKED),
    NoticeRead: Example(_with(NoticeRead, **_NOTICE), _samspil, _ASKED),
    NoticeAcknowledged: Example(
        lambda s, before: NoticeAcknowledged(
            event_id=before[ReferralCreated.type].id, notice_id=ELSEWHERE, department=s.receiver
        ),
        _receiver,
        _ASKED,
    ),
    NoticeGivenUp: Example(_given_up, _samspil, _ASKED),
    **{
        fact: Example(_with(fact, department=AUTHORITY), _samspil, _ASKED)
        for fact in (GlassBrokenOnReferrals, GlassBrokenOnInterventions, GlassBrokenOnTimeline)
    },
    CorrectionReached: Example(
        lambda _, before: CorrectionReached(
            event_id=before[ReferralAccepted.type].id, told=1, reached=1, outstanding=0, withheld=0
        ),
        _samspil,
        (*_YES, ReferralEnteredInError),
    ),
}
_OF_COURSES: Final = tuple(
    example for fact, example in EXAMPLES.items() if example.loop == COURSE or fact in (PlaceGiven, PlaceWaitlisted)
)
