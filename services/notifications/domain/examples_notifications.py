"""One event of each type that notifications publishes."""

from collections.abc import Mapping
from typing import Final

from services.notifications.domain.example_parts import (
    ASKED,
    DESIGNATION,
    ELSEWHERE,
    NAMED,
    RUNS,
    YES,
    Before,
    Example,
    receiver,
    samspil,
    takes_back,
    team,
    with_data,
)
from services.notifications.domain.situation import Situation
from shared.contracts import (
    CorrectionReached,
    DesignationChanged,
    DesignationEnteredInError,
    DesignationRevoked,
    Fact,
    GlassBrokenOnInterventions,
    GlassBrokenOnReferrals,
    GlassBrokenOnTimeline,
    KnowledgeReceived,
    NoticeAcknowledged,
    NoticeGivenUp,
    NoticeRead,
    NoticesDelivered,
    ReferralAccepted,
    ReferralCreated,
    ReferralEnteredInError,
    RelativeDesignated,
    SubGoalReached,
)
from shared.contracts.codes import AUTHORITY

_MAY = {"designation_id": DESIGNATION, "may_know": (SubGoalReached.type,), "channels": ("inbox", "mail")}
_NOTICE = {"event_id": ELSEWHERE, "notice_id": ELSEWHERE, "recipient_kind": "department"}


def _given_up(s: Situation, _: Before) -> NoticeGivenUp:
    return NoticeGivenUp(
        event_id=ELSEWHERE, notice_id=ELSEWHERE, recipient_kind="department", department=s.receiver, channel="webhook",
        attempts=3,
    )  # fmt: skip


EXAMPLES: Final[Mapping[type[Fact], Example]] = {
    RelativeDesignated: Example(with_data(RelativeDesignated, relation="family", **_MAY), samspil, loop=DESIGNATION),
    DesignationChanged: Example(with_data(DesignationChanged, **_MAY), samspil, NAMED, DESIGNATION),
    DesignationRevoked: Example(with_data(DesignationRevoked, designation_id=DESIGNATION), samspil, NAMED, DESIGNATION),
    DesignationEnteredInError: Example(
        takes_back(DesignationEnteredInError, RelativeDesignated), samspil, NAMED, DESIGNATION
    ),
    KnowledgeReceived: Example(with_data(KnowledgeReceived, knowledge_id=ELSEWHERE), team, RUNS),
    NoticesDelivered: Example(with_data(NoticesDelivered, event_id=ELSEWHERE, told=()), samspil, ASKED),
    NoticeRead: Example(with_data(NoticeRead, **_NOTICE), samspil, ASKED),
    NoticeAcknowledged: Example(
        lambda s, before: NoticeAcknowledged(
            event_id=before[ReferralCreated.type].id, notice_id=ELSEWHERE, department=s.receiver
        ),
        receiver,
        ASKED,
    ),
    NoticeGivenUp: Example(_given_up, samspil, ASKED),
    **{
        fact: Example(with_data(fact, department=AUTHORITY), samspil, ASKED)
        for fact in (GlassBrokenOnReferrals, GlassBrokenOnInterventions, GlassBrokenOnTimeline)
    },
    CorrectionReached: Example(
        lambda _, before: CorrectionReached(
            event_id=before[ReferralAccepted.type].id, told=1, reached=1, outstanding=0, withheld=0
        ),
        samspil,
        (*YES, ReferralEnteredInError),
    ),
}
