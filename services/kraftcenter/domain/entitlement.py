"""Who may report on a citizen, and who may see what."""

from datetime import datetime
from uuid import UUID

from shared.contracts import Refused, Report, Reporter, Waits
from shared.contracts.codes import RELATIVES_TEAM
from shared.contracts.fact import Fact
from shared.contracts.involvement import Involvement

_FOR_DEPARTMENTS = ("app", "coordinator", "manager")


def let_involved_speak(report: Report[Fact], citizen: Involvement, loop: UUID | None = None) -> None:
    """I1: only involved departments, and citizens about themselves, report on a citizen.

    Parties to `loop`, which the report is about, are heard after it closed, too: they are to be told that the move is
    illegal, not that they are strangers. Raises Waits where nothing has been heard of the citizen yet: hearing comes
    before judging.
    """
    if not citizen.known:
        raise Waits
    department = report.reporter.department
    party = loop is not None and department in citizen.parties(loop)
    if not (_is_about_oneself(report) or party or citizen.of(department)):
        raise Refused("not-involved", "Afsenderen er ikke involveret i borgerens sag.", status=403)


def let_speak(report: Report[Fact], department: str, *, or_citizen: bool = False) -> None:
    """Refuses everybody but `department` and, where `or_citizen`, the citizen."""
    if report.reporter.department == department or (or_citizen and _is_about_oneself(report)):
        return
    raise Refused("not-allowed", "En anden afdeling har ansvaret for at indberette dette.", status=403)


def open_loops(
    reader: Reporter, citizen_id: UUID, citizen: Involvement, at: datetime, *, breaks_the_glass: bool = False
) -> list[UUID] | None:
    """The loops whose goals and interventions the reader may see; None for one who may not look at the citizen at all.

    The citizen sees all, and so does a professional who breaks the glass. A department sees its own loops, also for a
    while after they close, and while it is involved the citizen's other loops, too; but reading never opens what
    telling withholds (I2): the relatives' team sees its own alone, and a self-referral without assessment stays between
    its receiver and the citizen. Of somebody nothing was heard of, and of somebody erased, there is nothing to open,
    whoever asks. Only apps, coordinators and managers stand for a department, whatever else a token says.
    """
    if reader.role == "citizen" and reader.citizen_id != citizen_id:
        return None
    if not citizen.known or citizen.erased:
        return [] if reader.role == "citizen" else None
    decided = [decision.loop for decision in citizen.loops.decisions.values()]
    begun = [intervention.loop for intervention in citizen.loops.interventions.values()]
    every = list(dict.fromkeys(decided + begun))
    if reader.role == "citizen":
        return every
    if breaks_the_glass and reader.role in ("coordinator", "manager"):
        return every
    department = reader.department if reader.role in _FOR_DEPARTMENTS else None
    if not citizen.may_read(department, at):
        return None
    sees_others = citizen.of(department) and department != RELATIVES_TEAM
    return [
        loop
        for loop in every
        if citizen.may_read_loop(department, loop, at) or (sees_others and not _stays_between_two(citizen, loop))
    ]


def _stays_between_two(citizen: Involvement, loop: UUID) -> bool:
    found = citizen.loop(loop)
    return found is not None and found.quiet


def _is_about_oneself(report: Report[Fact]) -> bool:
    return report.reporter.role == "citizen" and report.reporter.citizen_id == report.subject
