"""What the kraftcenter service publishes: interventions, goals, follow-ups, courses and companionship."""

from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts.codes import (
    DepartmentCode,
    FollowUpDecision,
    GoalKind,
    IntakeClosed,
    LegalBasis,
    Level,
    MeasureKind,
    OfferCode,
    Outcome,
    Tool,
    Voice,
)
from shared.contracts.fact import Fact
from shared.contracts.limits import Ordinal, PlainDate, Themes

__all__ = [
    "CompanionshipEnded",
    "CompanionshipStarted",
    "CourseEnded",
    "CourseIntakeClosed",
    "CourseOpened",
    "CourseSessionHeld",
    "DialogueToolUsed",
    "FollowUpHeld",
    "FollowUpOverdue",
    "GlassBrokenOnInterventions",
    "GoalSet",
    "InterventionEnded",
    "InterventionEnteredInError",
    "InterventionStarted",
    "PlaceGiven",
    "PlaceReleased",
    "PlaceWaitlisted",
    "SubGoalAgreed",
    "SubGoalLost",
    "SubGoalReached",
]


class InterventionStarted(Fact, noun_fact="indsats.startet", owner="kraftcenter"):
    """A department has begun an intervention, for a referral or on its own; it is first followed up `follow_up_on`."""

    intervention_id: UUID
    referral_id: UUID | None = None
    department: DepartmentCode
    offer: OfferCode
    legal_basis: LegalBasis | None = None
    follow_up_on: PlainDate


class InterventionEnded(Fact, noun_fact="indsats.afsluttet", owner="kraftcenter"):
    """The intervention is over; `by` says whose choice it was."""

    intervention_id: UUID
    outcome: Outcome
    by: Voice


class InterventionEnteredInError(Fact, noun_fact="indsats.fejlregistreret", owner="kraftcenter"):
    """The event `event_id` of this service should never have been reported (R7)."""

    event_id: UUID


class GoalSet(Fact, noun_fact="indsatsmaal.fastsat", owner="kraftcenter"):
    """A goal, resting on a decision or on an intervention: exactly one of the two (G1)."""

    goal_id: UUID
    decision_id: UUID | None = None
    intervention_id: UUID | None = None
    themes: Themes
    kind: GoalKind


class SubGoalAgreed(Fact, noun_fact="delmaal.aftalt", owner="kraftcenter"):
    """A step towards a goal, how it is measured and whether the citizen took part in wording it (G1)."""

    sub_goal_id: UUID
    goal_id: UUID
    intervention_id: UUID
    measure_kind: MeasureKind
    target_on: PlainDate
    citizen_took_part: bool


class SubGoalReached(Fact, noun_fact="delmaal.naaet", owner="kraftcenter"):
    """The sub-goal is reached, as `informant` says (G2)."""

    sub_goal_id: UUID
    goal_id: UUID
    intervention_id: UUID
    reached_on: PlainDate
    informant: Voice


class SubGoalLost(Fact, noun_fact="delmaal.tabt", owner="kraftcenter"):
    """A sub-goal once reached is lost again, as `informant` says (G2)."""

    sub_goal_id: UUID
    goal_id: UUID
    intervention_id: UUID
    lost_on: PlainDate
    informant: Voice


class FollowUpHeld(Fact, noun_fact="opfoelgning.holdt", owner="kraftcenter"):
    """A follow-up was held and decided on; `next_on` is the next one, or by when the ending is to be reported."""

    intervention_id: UUID
    held_on: PlainDate
    decision: FollowUpDecision
    next_on: PlainDate


class FollowUpOverdue(Fact, noun_fact="opfoelgning.overskredet", owner="kraftcenter", reported=False):
    """The follow-up due at `due` has not been held (R4)."""

    intervention_id: UUID
    due: AwareDatetime
    level: Level


class DialogueToolUsed(Fact, noun_fact="dialogvaerktoej.anvendt", owner="kraftcenter"):
    """A date and a name: no scores, no areas (G4)."""

    intervention_id: UUID
    tool: Tool
    used_on: PlainDate


class CourseOpened(Fact, noun_fact="forloeb.aabnet", owner="kraftcenter"):
    """A course of peer group sessions takes sign-ups. Its subject is the course."""

    course_id: UUID
    offer: OfferCode
    capacity: Ordinal
    sessions: Ordinal
    first_session_on: PlainDate
    next_course_id: UUID | None = None


class CourseSessionHeld(Fact, noun_fact="forloeb.moede_afholdt", owner="kraftcenter"):
    """Session number `session` was held. Nothing about who came (C4)."""

    course_id: UUID
    session: Ordinal


class CourseIntakeClosed(Fact, noun_fact="forloeb.lukket_for_optag", owner="kraftcenter", reported=False):
    """The course takes no more sign-ups; the next one does (C2)."""

    course_id: UUID
    reason: IntakeClosed
    next_course_id: UUID | None = None


class CourseEnded(Fact, noun_fact="forloeb.afsluttet", owner="kraftcenter"):
    """The course has held its last session."""

    course_id: UUID


class _Place(Fact):
    course_id: UUID
    place_id: UUID
    referral_id: UUID | None = None
    next_course_id: UUID | None = None


class PlaceGiven(_Place, noun_fact="plads.tildelt", owner="kraftcenter", reported=False):
    """The citizen has a place in the course (C3)."""


class PlaceWaitlisted(_Place, noun_fact="plads.venteliste", owner="kraftcenter", reported=False):
    """The citizen has a spot on the course's waiting list (C3)."""


class PlaceReleased(_Place, noun_fact="plads.frigivet", owner="kraftcenter", reported=False):
    """The citizen has signed off; the place is free (C3)."""


class CompanionshipStarted(Fact, noun_fact="foelgeskab.startet", owner="kraftcenter"):
    """A volunteer accompanies a participant, beside the course, until `ends_by` at the latest (C6)."""

    companionship_id: UUID
    course_id: UUID
    ends_by: PlainDate


class CompanionshipEnded(Fact, noun_fact="foelgeskab.afsluttet", owner="kraftcenter"):
    """The companionship is over (C6)."""

    companionship_id: UUID
    course_id: UUID
    ends_by: PlainDate


class GlassBrokenOnInterventions(Fact, noun_fact="noedadgang.indsatser", owner="kraftcenter", reported=False):
    """Somebody in `department` broke the glass to read of the citizen's interventions or goals (V2)."""

    department: DepartmentCode
