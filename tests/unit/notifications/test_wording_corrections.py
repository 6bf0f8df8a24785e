"""What people read of corrections, and of how far they have come."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.notifications.domain import wording
from services.notifications.domain.recipient import Kind
from services.notifications.domain.wording import Beside
from shared.contracts import (
    CorrectionReached,
    DesignationChanged,
    DesignationEnteredInError,
    DesignationRevoked,
    Fact,
    InterventionEnteredInError,
    InterventionStarted,
    ReferralAccepted,
    ReferralCreated,
    ReferralEnteredInError,
    SubGoalReached,
)

ID = UUID("0192f5a0-0000-7000-8000-000000000001")
# Past midnight in Denmark.
LATE = datetime(2027, 1, 4, 23, 30, tzinfo=UTC)
ON = "fra den 5. januar 2027 var registreret ved en fejl."
REFERRAL, INTERVENTION = ReferralEnteredInError(referral_id=ID, event_id=ID), InterventionEnteredInError(event_id=ID)
DESIGNATION = DesignationEnteredInError(event_id=ID)


@pytest.mark.parametrize(
    ("fact", "wrong", "named"),
    [
        (REFERRAL, ReferralAccepted, "Henvisning accepteret"),
        (INTERVENTION, SubGoalReached, "Delmål nået"),
        (DESIGNATION, DesignationChanged, "Udpegning af pårørende ændret"),
    ],
    ids=["referral", "intervention", "designation"],
)
@pytest.mark.parametrize("reader", ["department", "citizen", "relative"])
def test_a_correction_says_what_was_wrong(fact: Fact, wrong: type[Fact], named: str, reader: Kind) -> None:
    """R7: which notice is to be disregarded, by its kind and the day in Denmark that it came."""
    said = wording.text(fact, reader, beside=Beside(wrong.type, LATE))
    assert said == f"Beskeden ”{named}” {ON} Se bort fra den."


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ("department", f"Henvisningen {ON} Se bort fra den."),
        ("citizen", f"Din henvisning {ON} Se bort fra den."),
        ("relative", "En henvisning, du har fået besked om, var registreret ved en fejl. Se bort fra den."),
        ("managers", f"Henvisningen {ON} Se bort fra besked om, at en frist var overskredet."),
    ],
)
def test_a_whole_referral_is_named_by_its_creation(reader: Kind, said: str) -> None:
    """R7, P2: a relative may have been designated after it: its day is not told them."""
    assert wording.text(REFERRAL, reader, beside=Beside(ReferralCreated.type, LATE)) == said


@pytest.mark.parametrize(
    ("fact", "wrong", "named"),
    [(REFERRAL, ReferralAccepted, "Henvisning accepteret"), (INTERVENTION, InterventionStarted, "Indsats startet")],
    ids=["referral", "intervention"],
)
def test_managers_read_which_silence_was_none(fact: Fact, wrong: type[Fact], named: str) -> None:
    """R4, R7: they heard of the deadline that rested on it."""
    said = wording.text(fact, "managers", beside=Beside(wrong.type, LATE))
    assert said == f"Beskeden ”{named}” {ON} Se bort fra besked om, at fristen derefter var overskredet."


def test_a_start_in_error_is_named_by_what_it_was() -> None:
    """R2, R7: the sender of a closed referral heard of a conflict, and never of the start by its name."""
    said = wording.text(INTERVENTION, "department", beside=Beside(InterventionStarted.type, LATE))
    when = "Indsatsen, der blev meldt startet den 5. januar 2027, var registreret ved en fejl."
    assert said == f"{when} Se bort fra besked om den."


@pytest.mark.parametrize(("reader", "whose"), [("department", "Den pårørendes"), ("citizen", "Din pårørendes")])
def test_a_wrong_revocation_took_the_contact_with_it(reader: Kind, whose: str) -> None:
    """R7: a contact is forgotten with the revocation, and does not come back with it: somebody must know."""
    said = wording.text(DESIGNATION, reader, beside=Beside(DesignationRevoked.type, LATE))
    assert said == (
        f"Beskeden ”Udpegning af pårørende tilbagekaldt” {ON} Se bort fra den. "
        f"{whose} kontaktoplysninger blev slettet. De skal oplyses igen, hvis der var nogen."
    )


@pytest.mark.parametrize(("last", "said"), [(False, "endnu ikke"), (True, "ikke")], ids=["on the way", "at last"])
def test_what_was_given_up_is_not_on_its_way(last: bool, said: str) -> None:
    """R7, N4: the last word says who has not got it, and not that they may still."""
    fact = CorrectionReached(event_id=ID, told=3, reached=2, outstanding=1, withheld=0)
    text = wording.text(fact, "department", beside=Beside(last=last))
    assert text == f"Rettelsen er nået ud til 2 af 3. 1 har {said} fået den."
