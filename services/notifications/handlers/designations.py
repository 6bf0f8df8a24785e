"""Reports decided here: the citizen lets a relative know, says otherwise, or no longer does (P1, P2)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from services.notifications.domain import recipient as to
from services.notifications.domain.designation import Designation, postal
from services.notifications.domain.invitation import invite
from services.notifications.domain.letter import INVITING
from services.notifications.domain.notice import Notice
from services.notifications.domain.told import MAIL
from services.notifications.handlers.telling import tell_event
from services.notifications.ports import Work
from shared.contracts import (
    Contact,
    DesignationChanged,
    DesignationRevoked,
    Event,
    Refused,
    RelativeDesignated,
    Report,
    Waits,
)
from shared.contracts.codes import RELATIVES_TEAM
from shared.contracts.involvement import Designation as Standing

_EMAIL = "/data/private/contact/email"


async def designate_relative(report: Report[RelativeDesignated], work: Work) -> None:
    _admit(report, work)
    data = report.data
    if work.involvement.designation(data.designation_id) is not None:
        detail = "Udpegningen findes allerede. Brug et nyt id."
        raise Refused("already-exists", detail, pointer="/data/designation_id")
    designation = Designation(data.designation_id, data.relation, report.private.contact)
    _check_address(designation, data.channels, report.private.contact)
    work.designations.save(designation)
    event = work.publish(data)
    await tell_event(event, work)
    _invite(designation, data.channels, event, work)


async def change_designation(report: Report[DesignationChanged], work: Work) -> None:
    """A contact given with it brings a new invitation, and so do channels that are the first to have anything to read;
    another address is another person until that one is accepted."""
    _admit(report, work)
    data = report.data
    said = _standing(data.designation_id, work)
    before = await work.designations.get(said.id)
    if before is None:
        raise LookupError("a designation that stands was not kept")
    designation = before.with_contact(report.private.contact)
    _check_address(designation, data.channels, report.private.contact)
    if report.private.contact is not None:
        work.designations.save(designation)
    _stop(said, data, work)
    event = work.publish(data)
    await tell_event(event, work)
    if designation.email != before.email:
        work.invitations.unbind(designation.id)
    if report.private.contact is not None:
        _invite(designation, data.channels, event, work)
    elif not designation.can_be_invited(data.channels):
        _withdraw(designation.id, work)
    elif not before.can_be_invited(said.channels):
        # Saved anew, as one from before keys of their own has none for a link to follow from.
        work.designations.save(designation)
        _invite(designation, data.channels, event, work)


async def revoke_designation(report: Report[DesignationRevoked], work: Work) -> None:
    """P2: nothing more is told, what is queued is stopped, and what was kept of the relative can be read no more."""
    _admit(report, work)
    said = _standing(report.data.designation_id, work)
    kept = await work.designations.get(said.id)
    if kept is None:
        raise LookupError("a designation that stands was not kept")
    work.designations.save(kept.revoked())
    work.deliveries.stop(to.relative(work.subject, said.id))
    work.invitations.withdraw(said.id)
    work.invitations.unbind(said.id)
    await tell_event(work.publish(report.data), work)


def _standing(id_: UUID, work: Work) -> Standing:
    designation = work.involvement.designation(id_)
    if designation is None:
        raise Refused("unknown-reference", "Udpegningen kendes ikke.", pointer="/data/designation_id")
    if not designation.standing:
        detail = "Udpegningen er allerede tilbagekaldt."
        raise Refused("illegal-move", detail, pointer="/data/designation_id", legal_moves=())
    return designation


def _check_address(designation: Designation, channels: Iterable[str], given: Contact | None) -> None:
    """An address kept from before is not asked of again: what a relative may know can be narrowed whatever it is."""
    if given is not None and given.email is not None and postal(given.email) is None:
        raise Refused("invalid-data", "Skal være en e-mailadresse.", pointer=_EMAIL)
    if designation.lacks_address(channels):
        detail = "Kanalen mail kræver den pårørendes e-mailadresse. Den kan kun sendes over HTTP."
        raise Refused("invalid-data", detail, pointer=_EMAIL)


def _stop(before: Standing, after: DesignationChanged, work: Work) -> None:
    """What the matrix names no more is not sent either, where it has not left yet."""
    kept = frozenset(after.may_know) if MAIL in after.channels else frozenset()
    if before.may_know - kept:
        work.deliveries.stop(to.relative(work.subject, before.id), before.may_know - kept)


def _invite(designation: Designation, channels: Iterable[str], event: Event[Any], work: Work) -> None:
    """Nobody is invited where no mail can be sent at all."""
    _withdraw(designation.id, work)
    if MAIL not in work.rules.channels or not designation.can_be_invited(channels):
        return
    invitation = invite(designation.id, work.now)
    work.invitations.add(invitation)
    mail = Notice(
        id=invitation.id,
        event_id=event.id,
        subject=work.subject,
        correlationid=event.correlationid,
        recipient=to.relative(work.subject, designation.id),
        channel=MAIL,
        action=None,
        due=None,
        because="invited",
        created_at=work.now,
        traceparent=work.cause.traceparent,
    )
    work.deliveries.enqueue(mail, event.type)


def _withdraw(designation_id: UUID, work: Work) -> None:
    work.invitations.withdraw(designation_id)
    work.deliveries.stop(to.relative(work.subject, designation_id), INVITING)


def _admit(report: Report[Any], work: Work) -> None:
    """The citizen; the relatives' team; or, on the citizen's word, an involved department."""
    who = report.reporter
    if who.role == "citizen" and who.citizen_id == report.subject:
        return
    if who.role in ("app", "coordinator", "manager"):
        if who.department == RELATIVES_TEAM or work.involvement.of(who.department):
            return
        if not work.involvement.known:
            raise Waits
    raise Refused("not-involved", "Du er ikke involveret i borgerens forløb.", status=403)
