"""What is under way around a citizen, folded from the citizen's own timeline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from services.notifications.domain.shown import TimelineEntry
from services.notifications.web.citizen.who import OWN
from services.notifications.web.parts import Web
from services.notifications.web.standing import standing
from shared.contracts import (
    EligibilityDecided,
    FollowUpHeld,
    InterventionEnded,
    InterventionStarted,
    PlaceGiven,
    PlaceReleased,
    PlaceWaitlisted,
    ReferralAccepted,
    ReferralCancelled,
    ReferralCompleted,
    ReferralCreated,
    ReferralFailed,
    ReferralInProgress,
    ReferralPutOnHold,
    ReferralRejected,
    ReferralResumed,
    Refused,
    Reporter,
    SubGoalAgreed,
)

_DECIDED: Final = frozenset({"granted", "refused"})
OPEN: Final = frozenset({"requested", "accepted", "in-progress", "on-hold"})
_PAGE = 500
_PAGES_AT_MOST = 20
_STATES: Final = {
    ReferralCreated.type: "requested",
    ReferralAccepted.type: "accepted",
    ReferralRejected.type: "rejected",
    ReferralPutOnHold.type: "on-hold",
    ReferralInProgress.type: "in-progress",
    ReferralCompleted.type: "completed",
    ReferralFailed.type: "failed",
    ReferralCancelled.type: "cancelled",
}
_MOVES: Final = frozenset({*_STATES, ReferralResumed.type, EligibilityDecided.type})
_PLACES: Final = {PlaceGiven.type: "place", PlaceWaitlisted.type: "waitlist", PlaceReleased.type: None}


@dataclass(frozen=True, slots=True)
class Asked:
    """A referral. `state` of an application that was decided is `granted` or `refused`; `before` is where it was when
    it was put on hold."""

    id: UUID
    offer: str
    receiver: str
    origin: str
    state: str
    at: datetime
    before: str = ""

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def own(self) -> bool:
        """Whether the citizen asked."""
        return self.origin == "self"


@dataclass(frozen=True, slots=True)
class Running:
    """An intervention that has begun and not ended."""

    id: UUID
    offer: str
    department: str
    since: datetime
    follow_up_on: date | None


@dataclass(frozen=True, slots=True)
class Plan:
    """`interventions_of` leads from a sub-goal to its goal and intervention; `places` from a course to `place` or
    `waitlist`."""

    asked: Mapping[UUID, Asked] = field(default_factory=dict)
    running: Mapping[UUID, Running] = field(default_factory=dict)
    interventions_of: Mapping[UUID, tuple[UUID, UUID]] = field(default_factory=dict)
    places: Mapping[UUID, str] = field(default_factory=dict)

    def answered_by(self, offer: str) -> UUID | None:
        """An accepted referral of theirs to the offer, which a sign-up to one of its courses answers (C3)."""
        return next((each.id for each in self.asked.values() if each.offer == offer and each.state == "accepted"), None)


async def plan_of(web: Web, reader: Reporter, citizen_id: UUID) -> Plan:
    """Empty for one that nothing was heard of yet."""
    entries: list[TimelineEntry] = []
    cursor = None
    for _ in range(_PAGES_AT_MOST):
        try:
            page = await web.records.timeline(reader, citizen_id, OWN, cursor=cursor, limit=_PAGE)
        except Refused as refused:
            if refused.status != 404:
                raise
            return Plan()
        entries += page.items
        cursor = page.next
        if cursor is None:
            break
    return folded(entries)


def folded(entries: Iterable[TimelineEntry]) -> Plan:
    """In the order they were registered; what was corrected since counts as never said."""
    asked: dict[UUID, Asked] = {}
    running: dict[UUID, Running] = {}
    steps: dict[UUID, tuple[UUID, UUID]] = {}
    places: dict[UUID, str] = {}
    for entry in standing(entries):
        data = entry.data
        if entry.event_type in _MOVES:
            _move(asked, entry)
        elif entry.event_type == InterventionStarted.type:
            id_ = UUID(data["intervention_id"])
            due = date.fromisoformat(data["follow_up_on"])
            running[id_] = Running(id_, data["offer"], data["department"], entry.time, due)
        elif entry.event_type == InterventionEnded.type:
            running.pop(UUID(data["intervention_id"]), None)
        elif entry.event_type == FollowUpHeld.type and (id_ := UUID(data["intervention_id"])) in running:
            running[id_] = replace(running[id_], follow_up_on=date.fromisoformat(data["next_on"]))
        elif entry.event_type == SubGoalAgreed.type:
            steps[UUID(data["sub_goal_id"])] = (UUID(data["goal_id"]), UUID(data["intervention_id"]))
        elif entry.event_type in _PLACES:
            places.pop(UUID(data["course_id"]), None)
            if (stands := _PLACES[entry.event_type]) is not None:
                places[UUID(data["course_id"])] = stands
    return Plan(asked, running, steps, places)


def _move(asked: dict[UUID, Asked], entry: TimelineEntry) -> None:
    data, id_ = entry.data, UUID(entry.data["referral_id"])
    if entry.event_type == ReferralCreated.type:
        asked[id_] = Asked(id_, data["offer"], data["to_department"], data["origin"], "requested", entry.time)
    elif id_ in asked and entry.event_type == ReferralResumed.type:
        asked[id_] = replace(asked[id_], state=asked[id_].before or "accepted")
    elif id_ in asked and entry.event_type == EligibilityDecided.type:
        asked[id_] = replace(asked[id_], state="granted" if data["granted"] else "refused")
    # The completion that follows a decision says less: a refused application would only be over.
    elif id_ in asked and not (entry.event_type == ReferralCompleted.type and asked[id_].state in _DECIDED):
        asked[id_] = replace(asked[id_], state=_STATES[entry.event_type], before=asked[id_].state)
