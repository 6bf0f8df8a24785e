"""Who is told that something was wrong: whoever heard of it, and who corrected it (R7)."""

from collections.abc import Iterable

from services.notifications.domain import recipient as to
from services.notifications.domain.correction import corrected, taken_back
from services.notifications.domain.recipient import Recipient
from services.notifications.domain.sending import by_citizen
from services.notifications.domain.tell_people import over_its_channels, why_it_stands_no_more
from services.notifications.domain.told import INBOX, Told, Working


def original(told: Working) -> None:
    """R7: whoever the original reached; who was revoked since counts as withheld."""
    for handled in taken_back(told.event, told.earlier):
        _again(told, handled.told)


def _again(told: Working, reached: Iterable[Recipient]) -> None:
    for recipient in sorted(reached):
        if recipient.kind == "app":
            told.add_app(recipient)
            continue
        if recipient.kind == "relative":
            designation = told.change.after.designation(to.designation_of(recipient))
            if designation is None or not designation.standing:
                told.withhold(recipient, why_it_stands_no_more(designation))
            else:
                over_its_channels(told, designation, "told_before")
            continue
        told.lines.setdefault((recipient, INBOX), Told(recipient, INBOX, "told_before"))


def corrector(told: Working) -> None:
    """Who corrected: the department, or the citizen of what the citizen had reported. What Samspil takes back by
    itself, as it rested on what was wrong, is told to nobody."""
    about = told.event.data.event_id
    own = any(handled.event.id == about and by_citizen(handled.event) for handled in told.earlier)
    for handled in told.earlier:
        if corrected(handled.event.data, told.change.after) == about:
            if handled.event.department is not None:
                told.add(to.department(handled.event.department), "corrected_it")
            elif own:
                told.add(to.citizen(told.event.subject), "corrected_it")
