"""Who says what in the stories told to the referral service: reporters, reports, events of others, and looks."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.referral.ports import Look
from shared.contracts import (
    CompanionshipEnded,
    CompanionshipStarted,
    EligibilityDecided,
    Event,
    Fact,
    FollowUpHeld,
    InterventionEnded,
    InterventionEnteredInError,
    InterventionStarted,
    PlaceGiven,
    PlaceReleased,
    Private,
    ReferralAccepted,
    ReferralCancelled,
    ReferralCompleted,
    ReferralCreated,
    ReferralEnteredInError,
    ReferralFailed,
    ReferralPutOnHold,
    ReferralRejected,
    ReferralResumed,
    Report,
    Reporter,
    Role,
)
from shared.contracts.codes import OFFERS
from shared.intake.desk import source_of

HAPPENED = datetime.fromisoformat("2026-11-22T10:00:00+01:00")


def of(department: str, role: Role = "coordinator") -> Reporter:
    return Reporter(f"{department}-{role}", role, department)


def app(department: str) -> Reporter:
    return Reporter(f"{department}-app", "app", department)


def citizen(citizen_id: UUID) -> Reporter:
    return Reporter("borgeren", "citizen", citizen_id=citizen_id)


def relative(citizen_id: UUID, designation_id: UUID | None = None) -> Reporter:
    designations = frozenset({designation_id or uuid4()})
    return Reporter("soesteren", "relative", citizen_id=citizen_id, designations=designations)


def says(who: Reporter, subject: UUID, fact: Fact, *, note: str | None = None) -> Report[Any]:
    return Report(uuid4(), source_of(who), subject, HAPPENED, who, fact, Private(note=note))


def asking(**data: Any) -> ReferralCreated:
    """Socialpsykiatri asks Kraftcenter for training, but for what `data` says."""
    offer = data.get("offer", "kraftcenter-traening")
    return ReferralCreated.model_validate(
        {
            "referral_id": uuid4(),
            "from_department": "socialpsykiatri",
            "to_department": OFFERS[offer].run_by,
            "offer": offer,
            "priority": "routine",
            "themes": ("relationer",),
            "origin": "professional",
            **data,
        }
    )


def accepting(referral_id: UUID, by: str = "kraftcenter") -> ReferralAccepted:
    return ReferralAccepted(referral_id=referral_id, by_department=by)


def rejecting(referral_id: UUID, by: str = "kraftcenter") -> ReferralRejected:
    return ReferralRejected(referral_id=referral_id, by_department=by, reason="no_capacity")


def cancelling(referral_id: UUID, by: str = "sender") -> ReferralCancelled:
    return ReferralCancelled.model_validate({"referral_id": referral_id, "reason": "moved", "by": by})


def holding(referral_id: UUID, until: date | None = None) -> ReferralPutOnHold:
    """Until that day; left out, one that lies ahead by any clock a test may have."""
    later = until or (datetime.now().astimezone() + timedelta(days=200)).date()
    return ReferralPutOnHold(referral_id=referral_id, reason="citizen_unreachable", until=later)


def resuming(referral_id: UUID) -> ReferralResumed:
    return ReferralResumed(referral_id=referral_id)


def completing(referral_id: UUID) -> ReferralCompleted:
    return ReferralCompleted(referral_id=referral_id, outcome="partly_completed")


def failing(referral_id: UUID) -> ReferralFailed:
    return ReferralFailed(referral_id=referral_id, reason="citizen_unreachable")


def deciding(referral_id: UUID, **data: Any) -> EligibilityDecided:
    """Visitationen grants a POLARIS group, but for what `data` says."""
    return EligibilityDecided.model_validate(
        {
            "decision_id": uuid4(),
            "referral_id": referral_id,
            "offer": "polaris-gruppe",
            "legal_basis": "SEL-85",
            "granted": True,
            "assessed_on": date(2026, 11, 20),
            **data,
        }
    )


def correcting(referral_id: UUID, event_id: UUID | None = None) -> ReferralEnteredInError:
    return ReferralEnteredInError(referral_id=referral_id, event_id=event_id)


def happened(fact: Fact, subject: UUID, loop: UUID, at: datetime = HAPPENED) -> Event[Any]:
    """An event as another service tells of it."""
    return Event(
        id=uuid4(),
        source=f"urn:samspil:{fact.owner}",
        subject=subject,
        time=HAPPENED,
        registeredtime=at,
        version=1,
        causationid=uuid4(),
        correlationid=loop,
        department=None,
        traceparent=None,
        data=fact,
    )


def started(subject: UUID, referral_id: UUID, by: str = "kraftcenter") -> Event[InterventionStarted]:
    fact = InterventionStarted(
        intervention_id=uuid4(),
        referral_id=referral_id,
        department=by,
        offer="kraftcenter-traening",
        follow_up_on=date(2027, 2, 1),
    )
    return happened(fact, subject, referral_id)


def followed_up(start: Event[InterventionStarted], next_on: date) -> Event[FollowUpHeld]:
    fact = FollowUpHeld(
        intervention_id=start.data.intervention_id, held_on=date(2027, 2, 1), decision="continue", next_on=next_on
    )
    return happened(fact, start.subject, start.correlationid)


def ended(start: Event[InterventionStarted]) -> Event[InterventionEnded]:
    fact = InterventionEnded(intervention_id=start.data.intervention_id, outcome="citizen_stopped", by="citizen")
    return happened(fact, start.subject, start.correlationid)


def erred(event: Event[Any]) -> Event[InterventionEnteredInError]:
    """Kraftcenter takes back what it told."""
    return happened(InterventionEnteredInError(event_id=event.id), event.subject, event.correlationid)


def place_given(subject: UUID, referral_id: UUID) -> Event[PlaceGiven]:
    return happened(PlaceGiven(course_id=uuid4(), place_id=uuid4(), referral_id=referral_id), subject, referral_id)


def place_released(given: Event[PlaceGiven]) -> Event[PlaceReleased]:
    """Signed off again; it names the referral no more, and stands in the course's loop."""
    fact = PlaceReleased(course_id=given.data.course_id, place_id=given.data.place_id)
    return happened(fact, given.subject, given.data.course_id)


def accompanied(subject: UUID) -> Event[CompanionshipStarted]:
    """It names no referral, and stands in the course's loop."""
    fact = CompanionshipStarted(companionship_id=uuid4(), course_id=uuid4(), ends_by=date(2027, 5, 1))
    return happened(fact, subject, fact.course_id)


def left_alone(start: Event[CompanionshipStarted]) -> Event[CompanionshipEnded]:
    data = start.data
    fact = CompanionshipEnded(companionship_id=data.companionship_id, course_id=data.course_id, ends_by=data.ends_by)
    return happened(fact, start.subject, start.correlationid)


def looking(reader: Reporter, reason: str | None = None) -> Look:
    """Casework, or the glass broken for a reason."""
    return Look(reader, "sagsbehandling" if reason is None else "noedadgang", reason)
