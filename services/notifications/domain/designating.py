"""Whether a report about a designation can be taken (P2, R7): asked by who decides on it, and by its preview (P3)."""

from typing import Any
from uuid import UUID

from services.notifications.domain.designation import Designation, postal
from services.notifications.domain.rules import Rules
from services.notifications.domain.sending import may_correct
from services.notifications.domain.told import MAIL
from shared.contracts import (
    DesignationChanged,
    DesignationRevoked,
    Event,
    Refused,
    RelativeDesignated,
    Report,
    Reporter,
)
from shared.contracts.involvement import Designation as Standing
from shared.contracts.involvement import Involvement

_CONTACT = "/data/private/contact"
_EMAIL = _CONTACT + "/email"
_ID = "/data/designation_id"
_EVENT_ID = "/data/event_id"
# Asked for also where no mail can be sent yet: the designation outlives that.
_CONTACTS = {MAIL: "email"}
_SAYING = frozenset({RelativeDesignated, DesignationChanged, DesignationRevoked})


def a_new_one(report: Report[RelativeDesignated], known: Involvement, rules: Rules) -> Designation:
    """As it is to be kept. Raises Refused where there is such a one already, or its channels lack an address."""
    data = report.data
    if known.designation(data.designation_id) is not None:
        raise Refused("already-exists", "Udpegningen findes allerede. Brug et nyt id.", pointer=_ID)
    return with_an_address(Designation(data.designation_id, data.relation, report.private.contact), report, rules)


def one_that_stands(id_: UUID, known: Involvement) -> Standing:
    """Raises Refused where there is none, or it was revoked."""
    designation = known.designation(id_)
    if designation is None:
        raise Refused("unknown-reference", "Udpegningen kendes ikke.", pointer=_ID)
    if not designation.standing:
        raise Refused("illegal-move", "Udpegningen er allerede tilbagekaldt.", pointer=_ID, legal_moves=())
    return designation


def with_an_address(
    designation: Designation, report: Report[RelativeDesignated] | Report[DesignationChanged], rules: Rules
) -> Designation:
    """The same. Raises Refused where the address given is none, or a channel lacks the contact it needs.

    An address kept from before is not asked of again: what a relative may know can be narrowed whatever it is.
    """
    given = report.private.contact
    if given is not None and given.email is not None and postal(given.email) is None:
        raise Refused("invalid-data", "Skal være en e-mailadresse.", pointer=_EMAIL)
    contacts = {**_CONTACTS, **rules.contacts}
    lacking = designation.lacks(report.data.channels, contacts)
    if lacking is not None:
        field = contacts[lacking]
        what = {"email": "e-mailadresse", "phone": "telefonnummer"}[field]
        detail = f"Kanalen {lacking} kræver den pårørendes {what}. Det kan kun sendes over HTTP."
        raise Refused("invalid-data", detail, pointer=f"{_CONTACT}/{field}")
    return designation


def a_word(who: Reporter, found: Event[Any] | None) -> Event[Any]:
    """The event that is to be taken back. Raises Refused where it is none of this citizen's, or not the reporter's."""
    if found is None or type(found.data) not in _SAYING:
        raise Refused("unknown-reference", "Hændelsen kendes ikke.", pointer=_EVENT_ID)
    may_correct(who, found)
    return found


def last_said(wrong: Event[Any], known: Involvement) -> Standing:
    """The designation whose last word the event is. Raises Refused where it was taken back, or is not the last."""
    designation = known.designations.all[wrong.data.designation_id]
    if all(wish.event_id != wrong.id for wish in designation.wishes):
        detail = "Hændelsen er allerede registreret som en fejl."
        raise Refused("illegal-move", detail, pointer=_EVENT_ID, legal_moves=())
    if designation.wishes[-1].event_id != wrong.id:
        detail = "En senere hændelse om udpegningen bygger på denne. Ret den seneste først."
        raise Refused("rests-on", detail, pointer=_EVENT_ID)
    return designation
