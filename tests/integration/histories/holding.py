"""What must hold of every referral of a citizen, in any history, once all that was published has been read (R1)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from shared.contracts.codes import DEPARTMENTS
from shared.contracts.involvement import Involvement
from tests.integration.driver import Driver
from tests.integration.histories.acts import Asked

OPEN = ("requested", "accepted", "in-progress", "on-hold")
LAST_LEVEL = 3

_REFERRALS = """
SELECT referral_id, loop, state, due, overdue_level, intervention_id FROM referrals WHERE citizen_id = $1
"""
_TIMERS = "SELECT kind, ref FROM timers WHERE subject = $1"
_INVOLVEMENT = "SELECT involvement FROM subjects WHERE subject = $1"
_LEVELS = "SELECT intervention_id, referral_id, overdue_level FROM interventions WHERE citizen_id = $1"


async def faults_of(driver: Driver, citizen: str, asked: Sequence[Asked]) -> list[str]:
    """Each a sentence; empty where every open referral has one next owner and one running clock, and no other has any.

    Next owners are as each service works them out for itself from what it has heard.
    """
    subject = UUID(citizen)
    referrals = await _rows(driver, "referral", _REFERRALS, subject)
    ours, theirs = await _timers(driver, "referral", subject), await _timers(driver, "kraftcenter", subject)
    begun = await _rows(driver, "kraftcenter", _LEVELS, subject)
    levels = {r["intervention_id"]: r["overdue_level"] for r in begun}
    known = {service: await _involvement(driver, service, subject) for service in _SERVICES}
    faults = [] if len(referrals) == len(asked) else ["a referral that was taken is not there, or one too many is"]
    for referral in referrals:
        owners = {involvement.next_owner(referral["loop"]) for involvement in known.values()}
        on_it = [r["intervention_id"] for r in begun if r["referral_id"] == referral["referral_id"]]
        there = [kind for id_ in on_it for kind in theirs.get(id_, ())]
        faults += [f"{referral['state']}: {fault}" for fault in _of(referral, owners, ours, there, levels)]
    return faults


def _of(
    referral: Mapping[str, Any],
    owners: set[str | None],
    ours: Mapping[UUID, Sequence[str]],
    run: Sequence[str],
    levels: Mapping[UUID, int],
) -> list[str]:
    own = ours.get(referral["referral_id"], ())
    if len(owners) != 1:
        return [f"the services do not agree on the next owner: {owners}"]
    if referral["state"] not in OPEN:
        return [f"clocks run on what is closed: {own}"] if own else []
    faults = [] if owners <= DEPARTMENTS.keys() else ["it is open, and nobody has the next step"]
    if referral["state"] != "in-progress":
        stopped = referral["overdue_level"] == LAST_LEVEL
        faults += [] if len(own) == (not stopped) else [f"not one clock: {own}"]
        return [*faults, f"a second clock runs at the provider's: {run}"] if run else faults
    stopped = levels.get(referral["intervention_id"], 0) == LAST_LEVEL
    if own or len(run) != (not stopped):
        faults.append(f"not one clock at the provider's alone: {own} here, {run} there")
    return faults


_SERVICES = ("referral", "kraftcenter", "notifications")


async def _rows(driver: Driver, service: str, query: str, subject: UUID) -> Sequence[Mapping[str, Any]]:
    async with driver.database(service) as database:
        return [dict(row) for row in await database.fetch(query, subject)]


async def _timers(driver: Driver, service: str, subject: UUID) -> Mapping[UUID, list[str]]:
    """Kinds of clocks by what they are about; that a report waits is no clock of a referral."""
    found: dict[UUID, list[str]] = {}
    for row in await _rows(driver, service, _TIMERS, subject):
        if row["kind"] != "waiting":
            found.setdefault(row["ref"], []).append(row["kind"])
    return found


async def _involvement(driver: Driver, service: str, subject: UUID) -> Involvement:
    (row,) = await _rows(driver, service, _INVOLVEMENT, subject)
    return Involvement.load(row["involvement"])
