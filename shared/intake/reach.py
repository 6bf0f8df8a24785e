"""How far the correction of an event has come, for who reported the one or the other (R7)."""

from typing import Any
from uuid import UUID

from shared.contracts.event import Event
from shared.contracts.notifications import CorrectionReached
from shared.identity import Actor
from shared.intake.receipts import receipts_of
from shared.intake.view import may_see
from shared.messaging.unit import Unit
from shared.postgres import Connection
from shared.postgres.effects import Effect

REACH = Effect(
    "keep_correction_reach",
    (
        ("event_id", "uuid"),
        ("subject", "uuid"),
        ("correction", "uuid"),
        ("told", "integer"),
        ("reached", "integer"),
        ("outstanding", "integer"),
        ("withheld", "integer"),
        ("version", "bigint"),
    ),
    "INSERT INTO correction_reach (event_id, subject, correction, told, reached, outstanding, withheld, version) "
    "SELECT r.event_id, r.subject, r.correction, r.told, r.reached, r.outstanding, r.withheld, r.version "
    "FROM {rows} ORDER BY r.ord ON CONFLICT (event_id) DO UPDATE SET correction = excluded.correction, "
    "told = excluded.told, reached = excluded.reached, outstanding = excluded.outstanding, "
    "withheld = excluded.withheld, version = excluded.version WHERE correction_reach.version < excluded.version",
)
_REACH = "SELECT correction, told, reached, outstanding, withheld FROM correction_reach WHERE event_id = $1"


def note_reach(unit: Unit, event: Event[Any]) -> None:
    """Keeps what the notifications service says of a correction; of other events nothing."""
    data: Any = event.data
    if type(data) is CorrectionReached:
        # What made it known was caused by the correction.
        counts = data.told, data.reached, data.outstanding, data.withheld
        unit.put(REACH, data.event_id, (data.event_id, event.subject, event.causationid, *counts, event.version))


async def reach_for(connection: Connection, event_id: UUID, actor: Actor) -> dict[str, Any] | None:
    """As the interface promises it.

    None where this service published no such event after a report, nobody has corrected it, or it is not this actor's:
    theirs it is where they reported the event or its correction (an operator sees all).
    """
    row = await connection.fetchrow(_REACH, event_id)
    if row is None:
        return None
    receipts = await receipts_of(connection, [event_id, row["correction"]])
    if event_id not in receipts:
        return None
    for receipt in receipts.values():
        if await may_see(connection, receipt, actor):
            counts = {name: row[name] for name in ("told", "reached", "outstanding", "withheld")}
            return {"event_id": str(event_id), **counts}
    return None
