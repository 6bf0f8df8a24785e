"""Who says what in the stories told to the notifications service: reporters, reports, and events of the others."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from services.notifications.domain import recipient as to
from services.notifications.domain.delivery import Delivery
from shared.contracts import (
    Contact,
    DesignationChanged,
    DesignationEnteredInError,
    DesignationRevoked,
    Event,
    Fact,
    InterventionStarted,
    Private,
    ReferralAccepted,
    ReferralCreated,
    ReferralOverdue,
    ReferralRejected,
    RelativeDesignated,
    Report,
    Reporter,
    Role,
    SubGoalAgreed,
    SubGoalReached,
)
from shared.contracts.codes import OFFERS, Level, Step
from shared.intake.desk import source_of

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
REACHED = SubGoalReached.type
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def of(department: str, role: Role = "coordinator") -> Reporter:
    return Reporter(f"{department}-{role}", role, department)


def app(department: str) -> Reporter:
    return Reporter(f"{department}-app", "app", department)


def citizen(citizen_id: UUID) -> Reporter:
    return Reporter("borgeren", "citizen", citizen_id=citizen_id)


def relative(citizen_id: UUID, *designations: UUID) -> Reporter:
    return Reporter("soesteren", "relative", citizen_id=citizen_id, designations=frozenset(designations))


def says(
    who: Reporter,
    subject: UUID,
    fact: Fact,
    *,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
) -> Report[Any]:
    """`name`, `email` and `phone` are the relative's; a name alone comes with an address."""
    contact = Contact(name=name, email=email or "s@example.org", phone=phone) if name or email else None
    private = Private() if contact is None else Private(contact=contact)
    return Report(uuid4(), source_of(who), subject, NOON, who, fact, private, TRACE)


def webhook_delivery(app: str = "k-app", *, attempts: int = 1, since: datetime = NOON) -> Delivery:
    """A referral is to be told to an app of kraftcenter's; every id is its own."""
    return Delivery(
        id=uuid4(),
        channel="webhook",
        recipient=to.app("kraftcenter", app),
        event_id=uuid4(),
        event_type=ReferralCreated.type,
        subject=uuid4(),
        correlationid=uuid4(),
        because="its_department",
        traceparent=None,
        attempts=attempts,
        since=since,
    )


def happened(
    fact: Fact, subject: UUID, loop: UUID, *, by: str | None = None, at: datetime = NOON, version: int = 1
) -> Event[Any]:
    """An event as another service tells of it."""
    return Event(
        id=uuid4(),
        source=f"urn:samspil:{fact.owner}",
        subject=subject,
        time=at,
        registeredtime=at,
        version=version,
        causationid=uuid4(),
        correlationid=loop,
        department=by,
        traceparent=TRACE,
        data=fact,
    )


def asked(subject: UUID, *, at: datetime = NOON, **data: Any) -> Event[ReferralCreated]:
    """Socialpsykiatri asks Kraftcenter for training, but for what `data` says."""
    offer = data.get("offer", "kraftcenter-traening")
    fact = ReferralCreated.model_validate(
        {
            "referral_id": uuid4(),
            "from_department": "socialpsykiatri",
            "to_department": OFFERS[offer].run_by,
            "offer": offer,
            "priority": "routine",
            "themes": ("relationer",),
            "origin": "professional",
            "answer_due": NOON,
            **data,
        }
    )
    return happened(fact, subject, fact.referral_id, by=fact.from_department, at=at)


def accepted(created: Event[ReferralCreated]) -> Event[Any]:
    data = created.data
    fact = ReferralAccepted(referral_id=data.referral_id, by_department=data.to_department, next_step_due=NOON)
    return happened(fact, created.subject, created.correlationid, by=data.to_department, version=2)


def rejected(created: Event[ReferralCreated]) -> Event[Any]:
    data = created.data
    fact = ReferralRejected(referral_id=data.referral_id, by_department=data.to_department, reason="no_capacity")
    return happened(fact, created.subject, created.correlationid, by=data.to_department, version=2)


def started(created: Event[ReferralCreated], by: str | None = None) -> Event[InterventionStarted]:
    data, by = created.data, by or created.data.to_department
    fact = InterventionStarted(
        intervention_id=uuid4(),
        referral_id=data.referral_id,
        department=by,
        offer=data.offer,
        legal_basis=data.legal_basis,
        follow_up_on=date(2027, 2, 1),
    )
    return happened(fact, created.subject, created.correlationid, by=by)


def agreed(start: Event[InterventionStarted]) -> Event[SubGoalAgreed]:
    fact = SubGoalAgreed(
        sub_goal_id=uuid4(),
        goal_id=uuid4(),
        intervention_id=start.data.intervention_id,
        measure_kind="count",
        target_on=date(2026, 12, 24),
        citizen_took_part=True,
    )
    return happened(fact, start.subject, start.correlationid, by=start.data.department)


def reached(start: Event[InterventionStarted], at: datetime = NOON) -> Event[SubGoalReached]:
    fact = SubGoalReached(
        sub_goal_id=uuid4(),
        goal_id=uuid4(),
        intervention_id=start.data.intervention_id,
        reached_on=date(2026, 12, 15),
        informant="professional",
    )
    return happened(fact, start.subject, start.correlationid, by=start.data.department, at=at)


def designating(*may_know: str, channels: tuple[str, ...] = ("inbox",)) -> RelativeDesignated:
    return RelativeDesignated.model_validate(
        {"designation_id": uuid4(), "relation": "family", "may_know": may_know or (REACHED,), "channels": channels}
    )


def changing(designation_id: UUID, *may_know: str, channels: tuple[str, ...] = ("inbox",)) -> DesignationChanged:
    return DesignationChanged.model_validate(
        {"designation_id": designation_id, "may_know": may_know or (REACHED,), "channels": channels}
    )


def revoking(designation_id: UUID) -> DesignationRevoked:
    return DesignationRevoked(designation_id=designation_id)


def never_said(event: Event[Any]) -> DesignationEnteredInError:
    return DesignationEnteredInError(event_id=event.id)


def in_loop(fact: Fact, created: Event[Any], by: str | None = None) -> Event[Any]:
    """A later event of the same loop."""
    return happened(fact, created.subject, created.correlationid, by=by)


def late(created: Event[ReferralCreated], level: Level = 1, step: Step = "answer", at: datetime = NOON) -> Event[Any]:
    """R4: the receiver has been silent."""
    data = created.data
    fact = ReferralOverdue(
        referral_id=data.referral_id, waiting_for=data.to_department, due=NOON, step=step, level=level
    )
    return happened(fact, created.subject, created.correlationid, at=at)
