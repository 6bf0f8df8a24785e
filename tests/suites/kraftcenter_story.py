"""One citizen's story as reports and events: referred, accepted, started, a goal, a sub-goal reached and lost."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from services.kraftcenter.domain import danish_date
from services.kraftcenter.ports import Look
from shared.contracts import (
    DialogueToolUsed,
    EligibilityDecided,
    Event,
    Fact,
    FollowUpHeld,
    GoalSet,
    InterventionEnded,
    InterventionEnteredInError,
    InterventionStarted,
    Private,
    ReferralAccepted,
    ReferralCancelled,
    ReferralCompleted,
    ReferralCreated,
    ReferralInProgress,
    ReferralPutOnHold,
    ReferralRejected,
    ReferralResumed,
    Report,
    Reporter,
    SubGoalAgreed,
    SubGoalLost,
    SubGoalReached,
)
from shared.intake.desk import source_of

F = TypeVar("F", bound=Fact)

KRAFTCENTER = Reporter("kraftcenter-app", "app", "kraftcenter")
SOCIALPSYKIATRI = Reporter("socialpsykiatri-app", "app", "socialpsykiatri")
SVR = Reporter("svr-app", "app", "svr")
SEL82 = Reporter("sel82-app", "app", "sel82")
RELATIVES_TEAM = Reporter("paaroerende-app", "app", "paaroerende")
DAY = timedelta(days=1)


def look(reader: Reporter, reason: str | None = None) -> Look:
    purpose = "egen_indsigt" if reader.role == "citizen" else "sagsbehandling" if reason is None else "noedadgang"
    return Look(reader, purpose, reason)


@dataclass
class Story:
    """What is not said is as in the example: socialpsykiatri refers to Kraftcenter's training, which goes as it should.

    `changes` are fields of the data; `by` is who reports; `loop` is the referral's own unless said.
    """

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    citizen: UUID = field(default_factory=uuid4)
    referral: UUID = field(default_factory=uuid4)
    decision: UUID = field(default_factory=uuid4)
    intervention: UUID = field(default_factory=uuid4)
    goal: UUID = field(default_factory=uuid4)
    sub_goal: UUID = field(default_factory=uuid4)
    loop: UUID | None = None
    heard: int = 0

    @property
    def today(self) -> date:
        return danish_date(self.now)

    @property
    def oneself(self) -> Reporter:
        return Reporter("citizen", "citizen", None, self.citizen)

    def referred(self, **changes: Any) -> Event[ReferralCreated]:
        data = {
            "referral_id": self.referral,
            "from_department": "socialpsykiatri",
            "to_department": "kraftcenter",
            "offer": "kraftcenter-traening",
            "priority": "routine",
            "themes": ("relationer",),
            "origin": "professional",
        }
        return self.event(ReferralCreated(**data | changes))

    def accepted(self, by: str = "kraftcenter") -> Event[ReferralAccepted]:
        return self.event(ReferralAccepted(referral_id=self.referral, by_department=by))

    def rejected(self) -> Event[ReferralRejected]:
        data = ReferralRejected(referral_id=self.referral, by_department="kraftcenter", reason="no_capacity")
        return self.event(data)

    def cancelled(self) -> Event[ReferralCancelled]:
        return self.event(ReferralCancelled(referral_id=self.referral, reason="moved", by="citizen"))

    def completed(self) -> Event[ReferralCompleted]:
        return self.event(ReferralCompleted(referral_id=self.referral, outcome="completed"))

    def put_on_hold(self) -> Event[ReferralPutOnHold]:
        data = ReferralPutOnHold(referral_id=self.referral, reason="citizen_unreachable", until=self.today + 7 * DAY)
        return self.event(data)

    def in_progress(self) -> Event[ReferralInProgress]:
        return self.event(ReferralInProgress(referral_id=self.referral, intervention_id=self.intervention))

    def resumed(self) -> Event[ReferralResumed]:
        return self.event(ReferralResumed(referral_id=self.referral))

    def decided(self, *, granted: bool = True) -> Event[EligibilityDecided]:
        return self.event(
            EligibilityDecided(
                decision_id=self.decision,
                referral_id=self.referral,
                offer="polaris-gruppe",
                legal_basis="SEL-85",
                granted=granted,
                assessed_on=self.today,
            )
        )

    def start(
        self, by: Reporter = KRAFTCENTER, private: Private | None = None, **changes: Any
    ) -> Report[InterventionStarted]:
        data = {
            "intervention_id": self.intervention,
            "referral_id": self.referral,
            "department": "kraftcenter",
            "offer": "kraftcenter-traening",
            "follow_up_on": self.today + 60 * DAY,
        }
        return self.report(InterventionStarted(**data | changes), by, private)

    def end(self, reporter: Reporter = KRAFTCENTER, **changes: Any) -> Report[InterventionEnded]:
        data = {"intervention_id": self.intervention, "outcome": "completed", "by": "professional"}
        return self.report(InterventionEnded(**data | changes), reporter)

    def follow_up(self, by: Reporter = KRAFTCENTER, **changes: Any) -> Report[FollowUpHeld]:
        data = {
            "intervention_id": self.intervention,
            "held_on": self.today,
            "decision": "continue",
            "next_on": self.today + 30 * DAY,
        }
        return self.report(FollowUpHeld(**data | changes), by)

    def use_tool(self, by: Reporter = KRAFTCENTER, **changes: Any) -> Report[DialogueToolUsed]:
        data = {"intervention_id": self.intervention, "tool": "recovery_star", "used_on": self.today}
        return self.report(DialogueToolUsed(**data | changes), by)

    def correct(self, event: Event[Any] | UUID, by: Reporter = KRAFTCENTER) -> Report[InterventionEnteredInError]:
        """The event should never have been reported."""
        wrong = event if isinstance(event, UUID) else event.id
        return self.report(InterventionEnteredInError(event_id=wrong), by)

    def carrying_out(self) -> "Story":
        """The same citizen's story after the decision: `svr` refers to socialpsykiatri, in the application's loop."""
        return Story(self.now, self.citizen, decision=self.decision, goal=self.goal, loop=self.referral)

    def set_goal(self, by: Reporter = KRAFTCENTER, **changes: Any) -> Report[GoalSet]:
        data = {
            "goal_id": self.goal,
            "intervention_id": self.intervention,
            "themes": ("relationer", "sundhed"),
            "kind": "develop",
        }
        return self.report(GoalSet(**data | changes), by)

    def agree(self, by: Reporter = KRAFTCENTER, **changes: Any) -> Report[SubGoalAgreed]:
        data = {
            **self._named(),
            "measure_kind": "self_report",
            "target_on": self.today + 30 * DAY,
            "citizen_took_part": True,
        }
        return self.report(SubGoalAgreed(**data | changes), by)

    def reach(self, by: Reporter = KRAFTCENTER, words: str | None = None, **changes: Any) -> Report[SubGoalReached]:
        data = {**self._named(), "reached_on": self.today, "informant": "citizen"}
        return self.report(SubGoalReached(**data | changes), by, Private(citizen_words=words))

    def lose(self, by: Reporter = KRAFTCENTER, words: str | None = None, **changes: Any) -> Report[SubGoalLost]:
        data = {**self._named(), "lost_on": self.today, "informant": "professional"}
        return self.report(SubGoalLost(**data | changes), by, Private(citizen_words=words))

    def report(self, data: F, by: Reporter, private: Private | None = None) -> Report[F]:
        return Report(uuid4(), source_of(by), self.citizen, self.now, by, data, private or Private())

    def event(self, data: F) -> Event[F]:
        """Told by the referral service."""
        self.heard += 1
        return Event(
            id=uuid4(),
            source="urn:samspil:referral",
            subject=self.citizen,
            time=self.now,
            registeredtime=self.now,
            version=self.heard,
            causationid=uuid4(),
            correlationid=self.loop or self.referral,
            department=None,
            traceparent=None,
            data=data,
        )

    def _named(self) -> dict[str, UUID]:
        return {"sub_goal_id": self.sub_goal, "goal_id": self.goal, "intervention_id": self.intervention}
