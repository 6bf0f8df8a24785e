"""What people read."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from services.notifications.domain import recipient as to
from services.notifications.domain import wording
from services.notifications.domain.recipient import Kind
from shared.contracts import (
    EligibilityDecided,
    FollowUpHeld,
    GoalSet,
    NoticeGivenUp,
    PlaceGiven,
    ReferralOverdue,
    RelativeDesignated,
    SubGoalAgreed,
    every_fact,
)
from tests.suites.notifications_story import asked, designating

ANNA = UUID("0192f5a0-0000-7000-8000-000000000001")
SVR_OFFER = "polaris-gruppe"


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ("department", "Socialpsykiatrien har henvist borgeren til ”Kraftcenter, træning”. Det haster."),
        ("citizen", "Socialpsykiatrien har henvist dig til ”Kraftcenter, træning”. Det haster."),
        ("relative", "Der er oprettet en henvisning til ”Kraftcenter, træning”."),
    ],
)
def test_each_is_spoken_to_as_who_they_are(reader: Kind, said: str) -> None:
    """Departments read of the citizen, the citizen of "dig", a relative no more than they were to know."""
    assert wording.text(asked(ANNA, priority="urgent").data, reader) == said


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (
            asked(ANNA, origin="self", from_department=None).data,
            "Borgeren har selv henvendt sig om ”Kraftcenter, træning”.",
        ),
        (
            GoalSet(goal_id=ANNA, intervention_id=ANNA, themes=("relationer", "egenomsorg"), kind="limit_loss"),
            "Der er sat et mål, som handler om relationer og egenomsorg. Formålet er at begrænse tab.",
        ),
        (
            EligibilityDecided(
                decision_id=ANNA,
                referral_id=ANNA,
                offer=SVR_OFFER,
                legal_basis="SEL-85",
                granted=False,
                assessed_on=date(2026, 1, 1),
            ),
            "Visitationen (SVR) har givet afslag på ”POLARIS, gruppeforløb”.",
        ),
        (
            ReferralOverdue(
                referral_id=ANNA,
                waiting_for="kraftcenter",
                due=datetime(2026, 7, 1, 10, 5, tzinfo=UTC),
                step="answer",
                level=1,
            ),
            "Fristen for at svare på henvisningen er overskredet. "
            "Kraftcenter skulle have svaret senest den 1. juli 2026 kl. 12.05.",
        ),
        (
            SubGoalAgreed(
                sub_goal_id=ANNA,
                goal_id=ANNA,
                intervention_id=ANNA,
                measure_kind="count",
                target_on=date(2027, 2, 1),
                citizen_took_part=True,
            ),
            "Der er aftalt et delmål sammen med borgeren. Det skal være nået senest den 1. februar 2027.",
        ),
        (
            FollowUpHeld(
                intervention_id=ANNA, held_on=date(2027, 2, 1), decision="end_and_refer", next_on=date(2027, 3, 1)
            ),
            "Der blev holdt opfølgning den 1. februar 2027. "
            "Det er besluttet at afslutte indsatsen senest den 1. marts 2027 og visitere til en ny.",
        ),
        (
            NoticeGivenUp(
                event_id=ANNA,
                notice_id=ANNA,
                recipient_kind="department",
                department="svr",
                channel="mail",
                attempts=3,
            ),
            "En besked kunne ikke leveres til Visitationen (SVR) via e-mail efter 3 forsøg.",
        ),
        (PlaceGiven(course_id=ANNA, place_id=ANNA), "Borgeren har fået plads i forløbet."),
        (
            designating("delmaal.naaet", "indsats.startet"),
            "Borgeren har udpeget en pårørende (familie), som må få besked om: delmål nået og indsats startet.",
        ),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else "",
)
def test_a_sentence_says_what_happened(fact: object, said: str) -> None:
    """V1: words from codes, dates and ids alone; dates as people write them, times in Danish time."""
    assert wording.text(fact, "department") == said  # type: ignore[arg-type]


def test_a_type_without_words_is_still_named() -> None:
    """A newer type must not stop an inbox."""
    (receipt,) = (fact for fact in every_fact() if fact.__name__ == "ReceiptAccepted")
    assert wording.text(receipt.model_construct(), "department") == "Indberetning godtaget."


def test_reasons_name_who_they_are_about() -> None:
    """P3: why somebody is told, or not, in words that name the department."""
    assert wording.because("involved", to.department("kraftcenter")) == "Kraftcenter er involveret i borgerens sag."
    withheld = wording.not_because("quiet", to.relative(ANNA, uuid4()))
    assert withheld.endswith(", ikke en pårørende.")


def test_a_designation_without_types_can_be_told() -> None:
    """P2: a designation changed to name nothing is said plainly."""
    fact = RelativeDesignated(designation_id=ANNA, relation="friend", may_know=(), channels=())
    assert wording.text(fact, "relative").endswith("besked om: ingenting.")
