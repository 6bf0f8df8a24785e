"""A place in a course, or a spot on its waiting list: what a sign-up that was granted leaves behind, and all it leaves.

waiting ──tildelt──► given
   └────frigivet────►  │
        released  ◄──frigivet
"""

from dataclasses import replace
from typing import Literal
from uuid import UUID

from shared.contracts import PlaceGiven, PlaceReleased, PlaceWaitlisted, Refused
from shared.contracts.codes import OFFERS
from shared.contracts.immutable import immutable

PlaceState = Literal["given", "waiting", "released"]


@immutable(frozen=True, slots=True)
class Place:
    """`number` counts the course's sign-ups, and so orders its waiting list. `offer` is the course's.

    `referral_id` is the referral it answers, which serves no other course; None where none was named.
    """

    id: UUID
    course_id: UUID
    citizen_id: UUID
    offer: str
    number: int
    state: PlaceState
    referral_id: UUID | None = None

    @property
    def stands(self) -> bool:
        return self.state != "released"

    @property
    def owner(self) -> str:
        """The department that runs the course."""
        return OFFERS[self.offer].run_by

    def answer(self, instead: UUID | None) -> PlaceGiven | PlaceWaitlisted:
        """C3: what came of the sign-up, and with it the answer to its referral; `instead` is the course offered to who
        waits (C2)."""
        if self.state == "given":
            return PlaceGiven(course_id=self.course_id, place_id=self.id, referral_id=self.referral_id)
        return PlaceWaitlisted(
            course_id=self.course_id,
            place_id=self.id,
            referral_id=self.referral_id,
            next_course_id=instead,
        )

    def answering(self, referral_id: UUID) -> "Place":
        """C3: signed up without a referral first, and with it now: the place is its answer. It answers one alone."""
        if self.referral_id is not None:
            detail = "Borgeren er allerede tilmeldt på en anden henvisning."
            raise Refused("not-allowed", detail, pointer="/referral_id")
        return replace(self, referral_id=referral_id)

    # S3: after its answer a referral's sender hears nothing more, so what follows names no referral.

    def promote(self) -> PlaceGiven:
        """C3: a place came free for who waited."""
        return PlaceGiven(course_id=self.course_id, place_id=self.id)

    def release(self) -> PlaceReleased:
        """C3: the citizen has signed off."""
        return PlaceReleased(course_id=self.course_id, place_id=self.id)

    def given(self) -> "Place":
        return replace(self, state="given")

    def released(self) -> "Place":
        return replace(self, state="released")
