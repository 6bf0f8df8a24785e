"""A letter: what a mail to a relative is about, and whether it may still be sent (N1, P2)."""

from dataclasses import dataclass, field

from shared.contracts import DesignationChanged, RelativeDesignated
from shared.contracts.codes import DESIGNABLE
from shared.contracts.involvement import Designation

INVITING = frozenset({RelativeDesignated.type, DesignationChanged.type})
"""Types a relative is sent nothing of by mail but the invitation."""


@dataclass(frozen=True, slots=True)
class Letter:
    """`to` is the e-mail address, `phone` the number, each None where none is kept. `token` is the invitation's; None
    where it says there is news."""

    to: str | None = field(repr=False)
    token: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)


def still_wanted(said: Designation | None, channel: str, event_type: str) -> bool:
    """Whether the designation, as it stands at the moment of sending, names the channel and the event's type.

    Of what it never names, as a correction, and of the invitation it is enough that it stands.
    """
    if said is None or not said.standing:
        return False
    if event_type in INVITING:
        return True
    return channel in said.channels and (event_type in said.may_know or event_type not in DESIGNABLE)
