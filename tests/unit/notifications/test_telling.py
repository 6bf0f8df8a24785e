"""Who is told of an event, told case by case."""

from collections.abc import Callable
from datetime import date
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest

from services.notifications.domain import recipient as to
from services.notifications.domain.recipient import Recipient
from services.notifications.domain.told import Handled
from shared.contracts import (
    CourseIntakeClosed,
    CourseOpened,
    EligibilityDecided,
    Fact,
    FollowUpOverdue,
    InterventionEnded,
    KnowledgeReceived,
    NoticeGivenUp,
    PlaceGiven,
    PlaceWaitlisted,
    ReferralCancelled,
    ReferralCompleted,
    ReferralConflict,
    ReferralEnteredInError,
    ReferralFailed,
    ReferralOverdue,
)
from shared.contracts.codes import Level
from tests.suites.notifications_story import (
    NOON,
    accepted,
    asked,
    designating,
    happened,
    rejected,
    started,
)
from tests.unit.notifications.tellings import ANNA, CITIZEN, KRAFTCENTER, SOCIALPSYKIATRI, Story, to_loop, told, why_not


def test_the_next_owner_gets_one_notice_that_asks() -> None:
    """I5, N2: the receiver is involved and next owner: one notice, the asking one; the reporter is not told."""
    created = asked(ANNA)
    telling = Story().tells(created)
    assert told(telling) == {KRAFTCENTER: "answer", CITIZEN: None}
    assert why_not(telling) == {SOCIALPSYKIATRI: "reported_it"}
    (line, _) = telling.told
    assert (line.due, line.because) == (created.data.answer_due, "next_owner")


def test_the_next_owner_is_not_told_what_its_own_department_reported() -> None:
    """I5: after an acceptance the receiver has the next step, and said so itself."""
    created = asked(ANNA)
    telling = Story(created).tells(accepted(created))
    assert told(telling) == {SOCIALPSYKIATRI: None, CITIZEN: None}


def test_a_department_is_told_when_the_event_ends_its_involvement() -> None:
    """I1: involved before or after: the receiver hears of the cancellation that lets it go."""
    created = asked(ANNA)
    cancelled = to_loop(
        ReferralCancelled(referral_id=created.correlationid, reason="citizen_declined", by="citizen"), created
    )
    telling = Story(created).tells(cancelled)
    assert told(telling) == {SOCIALPSYKIATRI: "reconsider", KRAFTCENTER: None, CITIZEN: None}


def test_a_self_referral_without_assessment_is_told_to_receiver_and_citizen_only() -> None:
    """I2: neither other involved departments nor designated relatives hear of it, at any step."""
    other = asked(ANNA, from_department="sel82", offer="paaroerende-vejledning")
    named = to_loop(designating("henvisning.oprettet", "indsats.startet"), other)
    own = asked(ANNA, from_department=None, origin="self", offer="peer-gruppe")
    story = Story(other, named)
    for event, expected in (
        (own, {KRAFTCENTER: "answer", CITIZEN: None}),
        (accepted(own), {CITIZEN: None}),
        (started(own), {CITIZEN: None}),
    ):
        telling = story.tells(event)
        assert told(telling) == expected
        assert why_not(telling)[to.department("sel82")] == "quiet"
    assert why_not(telling)[to.relative(ANNA, named.data.designation_id)] == "quiet"


def test_a_self_application_under_assessment_is_told_as_any_other() -> None:
    """I2: the exception is for offers without assessment only."""
    other = asked(ANNA)
    own = asked(ANNA, from_department=None, origin="self", offer="polaris-gruppe", to_department="svr")
    assert to.department("kraftcenter") in told(Story(other).tells(own))


def test_a_rejected_self_referral_has_no_next_owner() -> None:
    """I5: nobody has the next step where the citizen asked; nobody but the citizen is told."""
    own = asked(ANNA, from_department=None, origin="self")
    assert told(Story(own).tells(rejected(own))) == {CITIZEN: None}


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (1, {KRAFTCENTER: "answer"}),
        (2, {to.managers("kraftcenter"): "see_to_answer"}),
        (3, {to.managers("kraftcenter"): "see_to_answer", to.managers("socialpsykiatri"): "see_to_answer"}),
    ],
)
def test_silence_climbs(level: Any, expected: dict[Recipient, str]) -> None:
    """R4: level 1 to the next owner, 2 to their manager, 3 to both managers; with what is asked and by when it was."""
    created = asked(ANNA)
    late = ReferralOverdue(
        referral_id=created.correlationid, waiting_for="kraftcenter", due=NOON, step="answer", level=level
    )
    telling = Story(created).tells(to_loop(late, created))
    assert told(telling) == expected
    assert {line.due for line in telling.told} == {NOON}


def test_a_conflict_asks_both_sides() -> None:
    """R2: what can never fit is put to sender and receiver."""
    created = asked(ANNA)
    conflict = ReferralConflict(referral_id=created.correlationid, event_id=uuid4(), state="cancelled")
    assert told(Story(created).tells(to_loop(conflict, created))) == {
        SOCIALPSYKIATRI: "resolve",
        KRAFTCENTER: "resolve",
    }


def test_an_ended_intervention_asks_the_sender() -> None:
    """I5: when it is over the next step is the sender's, with nothing due."""
    created = asked(ANNA)
    start = started(created)
    ended = InterventionEnded(intervention_id=start.data.intervention_id, outcome="completed", by="professional")
    telling = Story(created, accepted(created), start).tells(to_loop(ended, created, by="kraftcenter"))
    assert told(telling) == {SOCIALPSYKIATRI: "reconsider", CITIZEN: None}
    assert telling.told[0].due is None


def test_a_decision_is_told_to_the_involved_and_the_citizen() -> None:
    """The catalogue's "I C": the authority decided; the department that asked hears it."""
    created = asked(ANNA, offer="polaris-gruppe", to_department="svr")
    decided = EligibilityDecided(
        decision_id=uuid4(),
        referral_id=created.correlationid,
        offer="polaris-gruppe",
        legal_basis="SEL-85",
        granted=True,
        assessed_on=date(2026, 12, 1),
    )
    telling = Story(created, accepted(created)).tells(to_loop(decided, created, by="svr"))
    assert told(telling) == {SOCIALPSYKIATRI: None, CITIZEN: None}


def test_a_course_is_told_to_who_may_refer_to_it() -> None:
    """The catalogue: departments that may refer to the offer; when intake closes, the offer is that of the opening."""
    course = uuid4()
    opened = happened(
        CourseOpened(
            course_id=course, offer="peer-gruppe", capacity=10, sessions=10, first_session_on=date(2027, 1, 4)
        ),
        course,
        course,
        by="kraftcenter",
    )
    closed = happened(CourseIntakeClosed(course_id=course, reason="full"), course, course)
    assert told(Story().tells(opened)) == {to.department("sel82"): None}
    assert told(Story().tells(closed, Handled(opened, frozenset()))) == {to.department("sel82"): None}


def test_a_place_answers_the_referral_once() -> None:
    """C3, S3: the sender hears what became of the referral, once; nothing more is reported back."""
    created = asked(ANNA, from_department="sel82", offer="peer-gruppe")
    course, place = uuid4(), uuid4()
    waits = to_loop(PlaceWaitlisted(course_id=course, place_id=place, referral_id=created.correlationid), created)
    given = to_loop(PlaceGiven(course_id=course, place_id=place, referral_id=created.correlationid), created)
    assert told(Story(created).tells(waits)) == {to.department("sel82"): None, CITIZEN: None}
    assert told(Story(created).tells(given, Handled(waits, frozenset()))) == {CITIZEN: None}


@pytest.mark.parametrize(
    "over",
    [
        lambda id_: ReferralCancelled(referral_id=id_, reason="other", by="sender"),
        lambda id_: ReferralCompleted(referral_id=id_, outcome="completed"),
        lambda id_: ReferralFailed(referral_id=id_, reason="other"),
        lambda id_: ReferralEnteredInError(referral_id=id_),
    ],
    ids=["cancelled", "completed", "failed", "in error"],
)
def test_a_follow_up_is_owed_by_who_runs_the_intervention(over: Callable[[UUID], Fact]) -> None:
    """R4: also once the referral is closed: the provider is asked, then its managers, then those of both sides."""
    created = asked(ANNA)
    start = started(created)
    story = Story(created, accepted(created), start, to_loop(over(created.correlationid), created))
    expected: list[dict[Recipient, str]] = [
        {KRAFTCENTER: "follow_up"},
        {to.managers("kraftcenter"): "see_to_follow_up"},
        {to.managers(code): "see_to_follow_up" for code in ("kraftcenter", "socialpsykiatri")},
    ]
    for level, recipients in zip(get_args(Level), expected, strict=True):
        late = FollowUpOverdue(intervention_id=start.data.intervention_id, due=NOON, level=level)
        assert told(story.tells(to_loop(late, created))) == recipients


def test_knowledge_is_for_who_has_the_next_step() -> None:
    """P4: matched knowledge goes to the department it concerns: the next owner of an open loop."""
    created = asked(ANNA)
    knowledge = happened(KnowledgeReceived(knowledge_id=uuid4()), ANNA, uuid4())
    assert told(Story(created).tells(knowledge)) == {KRAFTCENTER: "read_knowledge"}


@pytest.mark.parametrize(
    ("kind", "department", "expected"),
    [("department", "kraftcenter", "kraftcenter"), ("relative", None, "paaroerende"), ("citizen", None, "kraftcenter")],
)
def test_a_notice_given_up_is_told_to_managers(kind: Any, department: str | None, expected: str) -> None:
    """N4: giving up is a state somebody sees: the managers of who was meant, or who looks after them."""
    created = asked(ANNA)
    given_up = NoticeGivenUp(
        event_id=created.id, notice_id=uuid4(), recipient_kind=kind, department=department, channel="mail", attempts=3
    )
    assert told(Story(created).tells(to_loop(given_up, created))) == {to.managers(expected): "see_to_notice"}
