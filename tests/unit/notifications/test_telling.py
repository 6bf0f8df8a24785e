"""Who is told of an event, told case by case."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.domain import recipient as to
from services.notifications.domain.change import Change
from services.notifications.domain.recipient import Recipient
from services.notifications.domain.rules import SHIPPED, Rules
from services.notifications.domain.telling import tell
from services.notifications.domain.told import Handled, Telling
from shared.contracts import (
    CourseIntakeClosed,
    CourseOpened,
    DesignationRevoked,
    EligibilityDecided,
    Event,
    Fact,
    InterventionEnded,
    KnowledgeReceived,
    NoticeGivenUp,
    PlaceGiven,
    PlaceWaitlisted,
    ReferralCancelled,
    ReferralConflict,
    ReferralEnteredInError,
    ReferralOverdue,
)
from shared.contracts.involvement import Involvement
from tests.suites.notifications_story import (
    NOON,
    accepted,
    asked,
    designating,
    happened,
    reached,
    rejected,
    started,
)

ANNA = UUID("0192f5a0-0000-7000-8000-000000000001")


class Story:
    """Events of one citizen, told one after the other."""

    def __init__(self, *events: Event[Any]) -> None:
        self.involvement = Involvement()
        for event in events:
            self.involvement = self.involvement.apply(event)

    def tells(self, event: Event[Any], *earlier: Handled, rules: Rules = SHIPPED) -> Telling:
        before = self.involvement
        self.involvement = before.apply(event)
        return tell(Change(event, before, self.involvement), rules, earlier)


def told(telling: Telling) -> dict[Recipient, str | None]:
    """Who is told, and what they are asked."""
    return {line.recipient: line.action for line in telling.told}


def why_not(telling: Telling) -> dict[Recipient, str]:
    return dict(telling.withheld)


def to_loop(fact: Fact, created: Event[Any], by: str | None = None, at: datetime = NOON) -> Event[Any]:
    return happened(fact, created.subject, created.correlationid, by=by, at=at)


CITIZEN = to.citizen(ANNA)
KRAFTCENTER = to.department("kraftcenter")
SOCIALPSYKIATRI = to.department("socialpsykiatri")
TEAM = to.department("paaroerende")


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


def test_the_relatives_team_hears_of_its_own_loops_only() -> None:
    """I2: involved by a loop of its own, it hears of that one; of another only what a designation names."""
    its = asked(ANNA, from_department="sel82", offer="paaroerende-vejledning")
    other = asked(ANNA)
    story = Story(its)
    telling = story.tells(other)
    assert TEAM not in told(telling)
    assert why_not(telling)[TEAM] == "not_party"
    cancelled = ReferralCancelled(referral_id=its.correlationid, reason="other", by="citizen")
    assert TEAM in told(story.tells(to_loop(cancelled, its)))


def test_two_relatives_are_told_and_their_team_once() -> None:
    """P1: each designation that names the type and, once, the relatives' team."""
    created = asked(ANNA)
    start = started(created)
    first, second = to_loop(designating(), created), to_loop(designating(), created)
    telling = Story(created, accepted(created), start, first, second).tells(reached(start))
    relatives = [to.relative(ANNA, d.data.designation_id) for d in (first, second)]
    assert told(telling) == {SOCIALPSYKIATRI: None, TEAM: None, CITIZEN: None, relatives[0]: None, relatives[1]: None}
    assert len(telling.told) == 5


@pytest.mark.parametrize("how", ["not_named", "before_designation", "revoked", "no_channel"])
def test_a_relative_is_not_told(how: str) -> None:
    """P1, P2: not named, earlier than the designation, revoked, or not reachable as it says; each with its reason."""
    created = asked(ANNA)
    start = started(created)
    named = "henvisning.oprettet" if how == "not_named" else "delmaal.naaet"
    fact = designating(named, channels=("mail",) if how == "no_channel" else ("inbox",))
    story = Story(created, accepted(created), start, to_loop(fact, created, at=NOON))
    if how == "revoked":
        story.tells(to_loop(DesignationRevoked(designation_id=fact.designation_id), created))
    goal = reached(start, at=NOON - timedelta(minutes=1) if how == "before_designation" else NOON)
    telling = story.tells(goal)
    assert why_not(telling)[to.relative(ANNA, fact.designation_id)] == how
    assert (TEAM in told(telling)) == (how == "no_channel")


def test_a_designation_is_told_to_itself_the_team_and_the_citizen() -> None:
    """The catalogue's "rel C D(itself)": nobody involved hears of it, and no other relative."""
    created = asked(ANNA)
    other = to_loop(designating("delmaal.naaet"), created)
    fact = designating()
    telling = Story(created, other).tells(happened(fact, ANNA, uuid4(), by="kraftcenter"))
    assert set(told(telling)) == {TEAM, CITIZEN, to.relative(ANNA, fact.designation_id)}


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


def test_a_correction_reaches_everyone_the_original_reached() -> None:
    """R7: relatives included; who was revoked since counts as withheld."""
    created = asked(ANNA)
    stands, fell = designating(), designating()
    story = Story(created, to_loop(stands, created), to_loop(fell, created))
    story.tells(to_loop(DesignationRevoked(designation_id=fell.designation_id), created))
    sister, friend = to.relative(ANNA, stands.designation_id), to.relative(ANNA, fell.designation_id)
    original = Handled(created, frozenset({KRAFTCENTER, CITIZEN, sister, friend}))
    wrong = ReferralEnteredInError(referral_id=created.correlationid)
    telling = story.tells(to_loop(wrong, created, by="socialpsykiatri"), original)
    assert set(told(telling)) == {KRAFTCENTER, CITIZEN, sister}
    assert why_not(telling) == {friend: "revoked"}


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


def test_times_are_compared_as_moments() -> None:
    """I2: an event registered at the very moment of the designation is not earlier than it."""
    created = asked(ANNA)
    start = started(created)
    same_moment = reached(start, at=NOON.astimezone(UTC))
    story = Story(created, accepted(created), start, to_loop(designating(), created, at=NOON))
    assert TEAM in told(story.tells(same_moment))
