"""When the citizen is told, and which relatives: whom they have designated (P1, P2)."""

from services.notifications.domain import recipient as to
from services.notifications.domain.told import Working
from shared.contracts.codes import RELATIVES_TEAM
from shared.contracts.involvement import Designation


def citizen(told: Working) -> None:
    told.add(to.citizen(told.event.subject), "own")


def designated(told: Working) -> None:
    """P1, P2: no designation, no notice; nothing earlier than the naming, nothing after it was revoked."""
    named = False
    for designation in told.change.after.designations.all.values():
        recipient = to.relative(told.event.subject, designation.id)
        since = designation.names_since(told.event.type)
        if designation.since is not None and told.event.type not in designation.may_know:
            told.withhold(recipient, "not_named")
        elif not designation.standing:
            told.withhold(recipient, why_it_stands_no_more(designation))
        elif since is None or told.event.registeredtime < since:
            told.withhold(recipient, "before_designation")
        else:
            named = True
            over_its_channels(told, designation, "designated")
    if named:
        told.add(to.department(RELATIVES_TEAM), "designation_names_it")


def itself(told: Working) -> None:
    """In the inbox alone: the mail about it is the invitation."""
    designation = told.change.after.designation(told.event.data.designation_id)
    if designation is None or not designation.standing:
        return
    recipient = to.relative(told.event.subject, designation.id)
    if designation.channels & told.rules.channels:
        told.add(recipient, "designated_itself")
    else:
        told.withhold(recipient, "no_channel")


def over_its_channels(told: Working, designation: Designation, because: str) -> None:
    usable = sorted(designation.channels & told.rules.channels)
    for channel in usable:
        told.add(to.relative(told.event.subject, designation.id), because, channel=channel)
    if not usable:
        told.withhold(to.relative(told.event.subject, designation.id), "no_channel")


def why_it_stands_no_more(designation: Designation | None) -> str:
    """R7: the citizen never named who was designated in error, and so revoked nothing."""
    return "entered_in_error" if designation is not None and designation.since is None else "revoked"
