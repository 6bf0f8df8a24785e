"""Reports decided here: the citizen lets a relative know, says otherwise, no longer does (P1, P2) or never did (R7)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from services.notifications.domain import recipient as to
from services.notifications.domain.designating import a_new_one, a_word, last_said, one_that_stands, with_an_address
from services.notifications.domain.designation import Designation
from services.notifications.domain.invitation import invite
from services.notifications.domain.letter import INVITING
from services.notifications.domain.notice import Notice
from services.notifications.domain.rules import Rules
from services.notifications.domain.sending import may_send
from services.notifications.domain.told import INBOX, MAIL
from services.notifications.handlers.telling import tell_event
from services.notifications.ports import Reads, Work
from shared.contracts import (
    DesignationChanged,
    DesignationEnteredInError,
    DesignationRevoked,
    Event,
    RelativeDesignated,
    Report,
    Waits,
)
from shared.contracts.codes import RELATIVES_TEAM
from shared.contracts.involvement import Designation as Standing
from shared.contracts.involvement import Involvement


async def designate_relative(report: Report[RelativeDesignated], work: Work) -> None:
    _admit(report, work)
    data = report.data
    designation = a_new_one(report, work.involvement, work.rules)
    event = work.publish(data)
    work.designations.save(designation.with_contact(report.private.contact, event.id))
    await tell_event(event, work)
    _invite(designation, data.channels, event, work)


async def change_designation(report: Report[DesignationChanged], work: Work) -> None:
    """A contact given with it brings a new invitation, and so do channels that are the first to have anything to read;
    another address is another person until that one is accepted."""
    _admit(report, work)
    data = report.data
    said = one_that_stands(data.designation_id, work.involvement)
    before = await _kept(said.id, work)
    designation = with_an_address(before.with_contact(report.private.contact), report, work.rules)
    _stop(said, data.may_know, data.channels, work)
    event = work.publish(data)
    if report.private.contact is not None:
        designation = before.with_contact(report.private.contact, event.id)
        work.designations.save(designation)
    await tell_event(event, work)
    if report.private.contact is not None:
        _unbind_another(before, designation, work)
        _invite(designation, data.channels, event, work)
    else:
        _let_in(before, said.channels, designation, data.channels, event, work)


async def revoke_designation(report: Report[DesignationRevoked], work: Work) -> None:
    """P2: nothing more is told, what is queued is stopped, and what was kept of the relative can be read no more."""
    _admit(report, work)
    said = one_that_stands(report.data.designation_id, work.involvement)
    work.designations.save((await _kept(said.id, work)).revoked())
    _end(said.id, work)
    await tell_event(work.publish(report.data), work)


async def enter_designation_in_error(report: Report[DesignationEnteredInError], work: Work) -> None:
    """R7: by who reported it, as long as nothing later rests on it; the designation is again what it was before.

    What is kept of the relative goes with a designating that was wrong, and a contact with the event it came with; what
    went with a wrong revocation is to be given again.
    """
    found = await work.timeline.get(report.data.event_id)
    wrong = a_word(report.reporter, None if found is None else found.event)
    said = last_said(wrong, work.involvement)
    before = await _kept(said.id, work)
    event = work.publish(report.data, correlationid=wrong.correlationid)
    mended = work.involvement.designations.all[said.id]
    designation = before.without(wrong.id, standing=mended.standing)
    if designation != before:
        work.designations.save(designation)
    if mended.standing:
        _stop(said, mended.may_know, mended.channels, work)
    else:
        _end(said.id, work)
    await tell_event(event, work)
    if mended.standing:
        _let_in(before, said.channels, designation, mended.channels, event, work)


async def foresee(report: Report[Any], known: Involvement, reads: Reads, rules: Rules) -> None:
    """For the preview: raises Refused as the report itself would; corrections see to that by themselves."""
    data = report.data
    if isinstance(data, RelativeDesignated):
        a_new_one(report, known, rules)
    if isinstance(data, DesignationChanged | DesignationRevoked):
        one_that_stands(data.designation_id, known)
    if isinstance(data, DesignationChanged):
        kept = await reads.designation(report.subject, data.designation_id)
        if kept is not None:
            with_an_address(kept.with_contact(report.private.contact), report, rules)


async def _kept(id_: UUID, work: Work) -> Designation:
    designation = await work.designations.get(id_)
    if designation is None:
        raise LookupError("a designation that was told of was not kept")
    return designation


def _end(id_: UUID, work: Work) -> None:
    """It stands no more: nothing on its way is sent, and nobody signs in under it."""
    work.deliveries.stop(to.relative(work.subject, id_))
    work.invitations.withdraw(id_)
    work.invitations.unbind(id_)


def _stop(before: Standing, may_know: Iterable[str], channels: Iterable[str], work: Work) -> None:
    """What the matrix names no more is not sent either, where it has not left yet."""
    kept = frozenset(may_know) if frozenset(channels) - {INBOX} else frozenset()
    if before.may_know - kept:
        work.deliveries.stop(to.relative(work.subject, before.id), before.may_know - kept)


def _let_in(
    before: Designation,
    channels_before: Iterable[str],
    designation: Designation,
    channels: Iterable[str],
    event: Event[Any],
    work: Work,
) -> None:
    """Who may sign in, after a change that came without a contact."""
    _unbind_another(before, designation, work)
    if not designation.can_be_invited(channels):
        _withdraw(designation.id, work)
    elif not before.can_be_invited(channels_before):
        # Saved anew, as one from before keys of their own has none for a link to follow from.
        work.designations.save(designation)
        _invite(designation, channels, event, work)


def _unbind_another(before: Designation, designation: Designation, work: Work) -> None:
    if designation.email != before.email:
        work.invitations.unbind(designation.id)


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
        event_type=event.type,
        sender=event.department,
    )
    # What a correction brings back is an invitation, too, and no mail about the correction.
    work.deliveries.enqueue(mail, event.type if event.type in INVITING else DesignationChanged.type)


def _withdraw(designation_id: UUID, work: Work) -> None:
    work.invitations.withdraw(designation_id)
    work.deliveries.stop(to.relative(work.subject, designation_id), INVITING)


def _admit(report: Report[Any], work: Work) -> None:
    """The citizen; the relatives' team; or, on the citizen's word, an involved department."""
    if not work.involvement.known and report.reporter.department not in (None, RELATIVES_TEAM):
        raise Waits
    may_send(report, work.involvement)
