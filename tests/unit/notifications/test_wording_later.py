"""What people read of what comes after a referral was answered: holds, ends, follow-ups, corrections."""

from datetime import UTC, date, datetime
from uuid import UUID

from services.notifications.domain import wording
from services.notifications.domain.recipient import Kind
from shared.contracts import (
    CorrectionReached,
    DesignationEnteredInError,
    EligibilityDecided,
    Fact,
    FollowUpHeld,
    FollowUpOverdue,
    GoalSet,
    InterventionEnded,
    InterventionEnteredInError,
    NoticeGivenUp,
    ReferralCancelled,
    ReferralCompleted,
    ReferralEnteredInError,
    ReferralFailed,
    ReferralInProgress,
    ReferralPutOnHold,
    ReferralResumed,
    SubGoalLost,
)
from tests.unit.notifications.readings import each_reading

ID = UUID("0192f5a0-0000-7000-8000-000000000001")
DAY = date(2027, 3, 1)
MOMENT = datetime(2027, 3, 1, 11, 0, tzinfo=UTC)
DISREGARD = "var registreret ved en fejl. Se bort fra det."

SAID: list[tuple[Fact, dict[Kind, str]]] = [
    (
        ReferralPutOnHold(referral_id=ID, reason="no_capacity", until=DAY),
        {
            "department": "Henvisningen er sat i bero til den 1. marts 2027. Grund: ingen ledig kapacitet.",
            "citizen": "Din henvisning er sat i bero til den 1. marts 2027. Grund: ingen ledig kapacitet.",
        },
    ),
    (
        ReferralResumed(referral_id=ID),
        {"department": "Henvisningen er genoptaget.", "citizen": "Din henvisning er genoptaget."},
    ),
    (
        ReferralCompleted(referral_id=ID, outcome="citizen_stopped"),
        {
            "department": "Henvisningen er afsluttet: borgeren stoppede.",
            "citizen": "Din henvisning er afsluttet: du stoppede.",
            "relative": "Henvisningen er afsluttet.",
        },
    ),
    (
        # Also what follows on a refused application.
        ReferralCompleted(referral_id=ID, outcome="completed"),
        {"department": "Henvisningen er afsluttet: gennemført.", "citizen": "Din henvisning er afsluttet."},
    ),
    (
        ReferralInProgress(referral_id=ID, intervention_id=ID),
        {
            "department": "Henvisningen er iværksat: En indsats er begyndt.",
            "citizen": "Det, du blev henvist til, er begyndt.",
        },
    ),
    (
        GoalSet(goal_id=ID, intervention_id=ID, themes=("relationer",), kind="limit_loss"),
        {
            "department": "Der er sat et mål, som handler om relationer. Formålet er at begrænse tab.",
            "citizen": "Du har fået et mål, som handler om relationer. "
            "Målet er, at du mister så lidt som muligt af det, du kan.",
        },
    ),
    (
        ReferralCancelled(referral_id=ID, reason="duplicate", by="citizen"),
        {
            "department": "Henvisningen er annulleret af borgeren. Grund: dobbeltregistrering.",
            "citizen": "Du har stoppet din henvisning. Grund: dobbeltregistrering.",
        },
    ),
    (
        SubGoalLost(sub_goal_id=ID, goal_id=ID, intervention_id=ID, lost_on=DAY, informant="citizen"),
        {
            "department": "Borgeren har fortalt, at et delmål ikke længere er nået. Det skete den 1. marts 2027.",
            "citizen": "Et delmål er ikke længere nået. Det skete den 1. marts 2027.",
        },
    ),
    (
        NoticeGivenUp(
            event_id=ID, notice_id=ID, recipient_kind="relative", department=None, channel="mail", attempts=3
        ),
        {"managers": "En besked kunne ikke leveres til en pårørende via e-mail efter 3 forsøg."},
    ),
    (
        ReferralFailed(referral_id=ID, reason="citizen_unreachable"),
        {
            "department": "Henvisningen er opgivet. Grund: borgeren kunne ikke kontaktes.",
            "citizen": "Din henvisning er opgivet. Grund: du kunne ikke kontaktes.",
        },
    ),
    (
        ReferralCancelled(referral_id=ID, reason="citizen_declined", by="receiver"),
        {
            "department": "Henvisningen er annulleret af modtageren. Grund: borgeren takkede nej.",
            "citizen": "Din henvisning er trukket tilbage af den, der fik henvisningen. Grund: du takkede nej.",
        },
    ),
    (
        EligibilityDecided(
            decision_id=ID,
            referral_id=ID,
            offer="polaris-gruppe",
            legal_basis="SEL-85",
            granted=True,
            assessed_on=DAY,
        ),
        {
            "department": "Visitationen (SVR) har bevilget ”POLARIS, gruppeforløb”.",
            "citizen": "Du har fået bevilget ”POLARIS, gruppeforløb”.",
        },
    ),
    (
        InterventionEnded(intervention_id=ID, outcome="citizen_stopped", by="citizen"),
        {
            "department": "Indsatsen er afsluttet efter borgerens eget valg: borgeren stoppede.",
            "citizen": "Din indsats er afsluttet efter dit eget valg.",
            "relative": "Indsatsen er afsluttet.",
        },
    ),
    (
        FollowUpHeld(intervention_id=ID, held_on=date(2027, 2, 1), decision="continue", next_on=DAY),
        {
            "department": "Der blev holdt opfølgning den 1. februar 2027. Det er besluttet at fortsætte. "
            "Næste opfølgning er den 1. marts 2027.",
        },
    ),
    (
        FollowUpHeld(intervention_id=ID, held_on=date(2027, 2, 1), decision="end", next_on=DAY),
        {
            "department": "Der blev holdt opfølgning den 1. februar 2027. "
            "Det er besluttet at afslutte indsatsen senest den 1. marts 2027.",
            "citizen": "Der blev holdt opfølgning på din indsats den 1. februar 2027. "
            "Det er besluttet, at den slutter senest den 1. marts 2027.",
        },
    ),
    (
        FollowUpOverdue(intervention_id=ID, due=MOMENT, level=1),
        {
            "department": "Fristen for at følge op på indsatsen eller afslutte den er overskredet. "
            "Det skulle være sket senest den 1. marts 2027 kl. 12.00.",
        },
    ),
    (
        ReferralEnteredInError(referral_id=ID),
        {
            "department": f"Noget om en henvisning {DISREGARD}",
            "citizen": f"Noget om din henvisning {DISREGARD}",
            "relative": f"Noget, du har fået besked om, {DISREGARD}",
        },
    ),
    (
        InterventionEnteredInError(event_id=ID),
        {
            "department": f"Noget om en indsats eller et forløb {DISREGARD}",
            "citizen": f"Noget om din indsats eller dit forløb {DISREGARD}",
            "relative": f"Noget, du har fået besked om, {DISREGARD}",
        },
    ),
    (
        DesignationEnteredInError(event_id=ID),
        {
            "department": f"Noget om en pårørende {DISREGARD}",
            "citizen": f"Noget om din pårørende {DISREGARD}",
            "relative": f"Noget, du har fået besked om, {DISREGARD}",
        },
    ),
    (
        CorrectionReached(event_id=ID, told=3, reached=3, outstanding=0, withheld=0),
        {"department": "Rettelsen er nået ud til 3 af 3."},
    ),
    (
        CorrectionReached(event_id=ID, told=3, reached=2, outstanding=1, withheld=1),
        {
            "department": "Rettelsen er nået ud til 2 af 3. 1 har endnu ikke fået den. "
            "1 får den ikke, da der ikke længere skal gives besked.",
        },
    ),
]


@each_reading(SAID)
def test_each_reads_in_plain_danish(fact: Fact, reader: Kind, said: str) -> None:
    """V1, I2: from codes, dates and ids alone; the citizen is spoken to, also in the reasons. Of a correction whose
    wrong event is not known here everybody reads that something is to be disregarded."""
    assert wording.text(fact, reader) == said


def test_what_is_asked_of_who_is_late_fits_every_decision() -> None:
    """R4: after a decision to end, what is late is the end and no follow-up."""
    assert wording.action("follow_up") == "Hold opfølgningen, eller afslut indsatsen."
    assert wording.action("see_to_follow_up") == (
        "Sørg for, at opfølgningen bliver holdt, eller at indsatsen bliver afsluttet."
    )
