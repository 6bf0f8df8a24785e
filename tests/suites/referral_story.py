"""Who says what in the stories told to the referral service: reporters, reports, events of others, and looks."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from services.referral.ports import Look
from shared.contracts import (
    Event,
    Fact,
    InterventionStarted,
    Private,
    ReferralAccepted,
    ReferralCancelled,
    ReferralCreated,
    ReferralRejected,
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


def looking(reader: Reporter, reason: str | None = None) -> Look:
    """Casework, or the glass broken for a reason."""
    return Look(reader, "sagsbehandling" if reason is None else "noedadgang", reason)
