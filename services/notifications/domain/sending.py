"""Who may send a report at all, as far as it can be said from the involvement; the owning service says the rest."""

from typing import Any
from uuid import UUID

from services.notifications.domain.correction import CORRECTIONS
from shared.contracts import (
    CompanionshipEnded,
    CompanionshipStarted,
    CourseEnded,
    CourseOpened,
    CourseSessionHeld,
    DesignationChanged,
    DesignationRevoked,
    EligibilityDecided,
    Event,
    Fact,
    InterventionStarted,
    ReferralCancelled,
    ReferralCreated,
    Refused,
    RelativeDesignated,
    Report,
    Reporter,
    SubGoalLost,
    SubGoalReached,
)
from shared.contracts.codes import AUTHORITY, OFFERS, RELATIVES_TEAM
from shared.contracts.involvement import Involvement

_BY_CITIZEN = (
    ReferralCreated, ReferralCancelled, SubGoalReached, SubGoalLost, RelativeDesignated, DesignationChanged,
    DesignationRevoked,
)  # fmt: skip
_DESIGNATIONS = (RelativeDesignated, DesignationChanged, DesignationRevoked)
_OF_COURSES = (CourseSessionHeld, CourseEnded, CompanionshipStarted, CompanionshipEnded)
_COURSE_OWNERS = frozenset(offer.run_by for offer in OFFERS.values() if offer.courses)


def may_send(report: Report[Any], involvement: Involvement) -> None:
    """Raises Refused (403) for who may not."""
    who, data = report.reporter, report.data
    acting = getattr(data, "by_department", None) or getattr(data, "department", None)
    if isinstance(data, ReferralCreated) and who.role not in ("citizen", "relative"):
        acting = data.from_department or ""
    if acting is not None and acting != who.department:
        raise Refused("wrong-department", "Du kan kun handle for din egen afdeling.", pointer="/data", status=403)
    if not _may(report, involvement):
        raise Refused("not-involved", "Du kan ikke indberette dette om borgeren.", status=403)


def _may(report: Report[Any], involvement: Involvement) -> bool:
    who, data = report.reporter, report.data
    if report.type in CORRECTIONS:
        # Who reported what it is of: see `may_correct`.
        return True
    if who.role == "citizen":
        return who.citizen_id == report.subject and isinstance(data, _BY_CITIZEN)
    if who.role == "relative":
        own = who.citizen_id == report.subject
        return own and isinstance(data, ReferralCreated) and OFFERS[data.offer].relative
    if who.role == "operator" or who.department is None:
        return False
    if isinstance(data, ReferralCreated):
        return True
    if isinstance(data, CourseOpened) or (isinstance(data, InterventionStarted) and data.referral_id is None):
        return OFFERS[data.offer].run_by == who.department
    if isinstance(data, _OF_COURSES):
        # A place involves nobody (I1).
        return who.department in _COURSE_OWNERS
    if isinstance(data, EligibilityDecided) and who.department != AUTHORITY:
        return False
    if isinstance(data, _DESIGNATIONS) and who.department == RELATIVES_TEAM:
        return True
    return involvement.of(who.department)


def by_citizen(event: Event[Any]) -> bool:
    """Whether the citizen reported it: nobody else's department stands there, nor does Samspil make such of itself."""
    own = event.department is None and isinstance(event.data, _BY_CITIZEN)
    return own and getattr(event.data, "origin", "self") == "self"


def by_relative(event: Event[Any]) -> bool:
    """Whether a relative reported it."""
    return event.department is None and isinstance(event.data, ReferralCreated) and event.data.origin == "relative"


def may_correct(who: Reporter, wrong: Event[Any]) -> None:
    """R7: the department that reported it, or the citizen or relative who did. Raises Refused (403) for anybody else.

    Which of a citizen's relatives asked is known where the referral is.
    """
    spoke = by_relative if who.role == "relative" else by_citizen
    own = who.role in ("citizen", "relative") and who.citizen_id == wrong.subject and spoke(wrong)
    if not (own if wrong.department is None else who.department == wrong.department):
        raise Refused("not-allowed", "Kun den, der har indberettet hændelsen, kan rette den.", status=403)


def loop_of(data: Fact, involvement: Involvement) -> UUID | None:
    """The loop that an event with this data would belong to; None where it would be its own."""
    if isinstance(data, ReferralCreated):
        decision = None if data.decision_id is None else involvement.decision(data.decision_id)
        return data.referral_id if decision is None else decision.loop
    for name, find in (
        ("referral_id", involvement.referral),
        ("intervention_id", involvement.intervention),
        ("decision_id", involvement.decision),
    ):
        id_ = getattr(data, name, None)
        if id_ is not None:
            found = find(id_)
            return id_ if found is None else found.loop
    course: UUID | None = getattr(data, "course_id", None)
    return course
