"""Reports decided here: the citizen lets a relative know, or no longer does (P1, P2)."""

import json
from dataclasses import asdict
from typing import Any

from services.notifications.domain.designation import Designation, bound_to
from services.notifications.handlers.telling import tell_event
from services.notifications.ports import Work
from shared.contracts import DesignationRevoked, Refused, RelativeDesignated, Report, Waits
from shared.contracts.codes import RELATIVES_TEAM


async def designate_relative(report: Report[RelativeDesignated], work: Work) -> None:
    _admit(report, work)
    data = report.data
    if work.involvement.designation(data.designation_id) is not None:
        detail = "Udpegningen findes allerede. Brug et nyt id."
        raise Refused("already-exists", detail, pointer="/data/designation_id")
    contact = report.private.contact
    sealed = None
    if contact is not None:
        sealed = work.seal(json.dumps(asdict(contact), ensure_ascii=False).encode(), bound_to(data.designation_id))
    work.designations.add(Designation(data.designation_id, data.relation, sealed))
    await tell_event(work.publish(data), work)


async def revoke_designation(report: Report[DesignationRevoked], work: Work) -> None:
    _admit(report, work)
    designation = work.involvement.designation(report.data.designation_id)
    if designation is None:
        raise Refused("unknown-reference", "Udpegningen kendes ikke.", pointer="/data/designation_id")
    if not designation.standing:
        detail = "Udpegningen er allerede tilbagekaldt."
        raise Refused("illegal-move", detail, pointer="/data/designation_id", legal_moves=())
    work.designations.revoke(designation.id)
    await tell_event(work.publish(report.data), work)


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
    raise Refused("not-involved", "Du er ikke involveret med borgeren.", status=403)
