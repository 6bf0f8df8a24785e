"""Who may sign a citizen up for a course and off it, and with which referral (C3, R5)."""

from collections.abc import Iterable
from uuid import UUID

from services.kraftcenter.domain.course import Course
from services.kraftcenter.domain.place import Place
from shared.contracts import Refused, Reporter, Waits
from shared.contracts.codes import OFFERS
from shared.contracts.involvement import Referral

_POINTER = "/referral_id"


def let_sign_up(reporter: Reporter, offer: str, citizen_id: UUID) -> None:
    """The citizen, and for a citizen who may refer straight to the offer."""
    if not (_is_oneself(reporter, citizen_id) or reporter.department in OFFERS[offer].senders):
        raise Refused("not-allowed", "Kun borgeren selv og de henvisende afdelinger tilmelder.", status=403)


def let_sign_off(reporter: Reporter, offer: str, citizen_id: UUID) -> None:
    """Those who sign up, and the department that runs the course."""
    if reporter.department != OFFERS[offer].run_by:
        let_sign_up(reporter, offer, citizen_id)


def may_know_of(place: Place, reporter: Reporter, referral_id: UUID | None, referral: Referral | None) -> bool:
    """I2, S3: who may be told that the place stands: the citizen, and the sender of the referral it was the answer to.

    `referral` is the one named, by `referral_id`. (A referral that the place does not answer yet is another matter.)
    """
    if referral_id is not None and referral_id != place.referral_id:
        return False
    if _is_oneself(reporter, place.citizen_id):
        return True
    return referral is not None and reporter.department is not None and reporter.department == referral.sender


def let_referral_sign_up(
    reporter: Reporter, referral_id: UUID, referral: Referral | None, course: Course, places: Iterable[Place]
) -> UUID:
    """C3: accepted, to the course's offer, brought by its sender or the citizen, and to one course only. Its loop.

    `places` are all the citizen's, released ones too. Raises Waits where the acceptance has yet to be heard.
    """
    if referral is None or referral.state == "requested":
        raise Waits
    if reporter.role != "citizen" and reporter.department != referral.sender:
        detail = "Kun henvisningens afsender og borgeren selv tilmelder på den."
        raise Refused("not-allowed", detail, pointer=_POINTER, status=403)
    if referral.offer != course.offer:
        raise Refused("not-allowed", "Henvisningen gælder et andet tilbud.", pointer=_POINTER)
    if any(place.referral_id == referral_id and place.course_id != course.id for place in places):
        raise Refused("not-allowed", "Henvisningen er allerede brugt til et andet forløb.", pointer=_POINTER)
    if referral.state != "accepted":
        raise Refused("not-allowed", "Henvisningen er ikke accepteret.", pointer=_POINTER)
    return referral.loop


def _is_oneself(reporter: Reporter, citizen_id: UUID) -> bool:
    return reporter.role == "citizen" and reporter.citizen_id == citizen_id
