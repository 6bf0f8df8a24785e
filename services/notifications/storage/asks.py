"""What is asked is settled, and asked again: the ways of writing both."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from services.notifications.domain.unread import SEE_TO_READ
from shared.postgres.effects import Effect

_OF_LOOP = (("subject", "uuid"), ("loop", "uuid"), ("action", "text"))
# With what managers are to see read (N4) because of it.
_SAME_ASK = f"""t.correlationid = r.loop AND t.subject = r.subject AND t.action IS NOT NULL AND (t.action = r.action
    OR t.action = '{SEE_TO_READ}' AND EXISTS (SELECT FROM notices n WHERE n.event_id = t.event_id
        AND n.recipient = replace(t.recipient, 'managers:', 'department:') AND n.action = r.action{{}}))"""
SETTLED = Effect(
    "settle_notices",
    (*_OF_LOOP, ("by", "uuid"), ("at", "timestamptz")),
    f"""UPDATE notices AS t SET settled_at = r.at, settled_by = r.by, changed = pg_current_xact_id() FROM {{rows}}
    WHERE {_SAME_ASK.format("")} AND t.settled_at IS NULL""",  # noqa: S608 (constants of this service)
)
# Of actions that the same event does not settle throughout the loop; where another of the unit does, either may win.
SETTLED_OF = Effect(
    "settle_notices_of",
    (("event_id", "uuid"), ("action", "text"), ("by", "uuid"), ("at", "timestamptz")),
    """UPDATE notices AS t SET settled_at = r.at, settled_by = r.by, changed = pg_current_xact_id() FROM {rows}
    WHERE t.event_id = r.event_id AND t.action = r.action AND t.settled_at IS NULL""",
)
# What a team has read since is read: its managers have nothing left to see to.
_WRONGLY_SETTLED = f"""{_SAME_ASK.format(" AND n.read_at IS NULL")}
    AND t.settled_by = ANY(string_to_array(r.by, ',')::uuid[])
    AND t.event_id <> ALL(string_to_array(r.by, ',')::uuid[])"""
# `by` are ids with commas between them. No row is in both.
ASKED_AGAIN = Effect(
    "ask_notices_again",
    (*_OF_LOOP, ("by", "text")),
    f"""UPDATE notices AS t SET settled_at = NULL, settled_by = NULL, changed = pg_current_xact_id() FROM {{rows}}
    WHERE {_WRONGLY_SETTLED} AND t.snoozed_until IS NULL""",  # noqa: S608 (as above)
)
# It could stay out of sight past its deadline: it was put off while it asked nothing.
ASKED_AGAIN_IN_SIGHT = Effect(
    "ask_notices_again_in_sight",
    (*ASKED_AGAIN.columns, ("returned_at", "timestamptz")),
    f"""UPDATE notices AS t SET settled_at = NULL, settled_by = NULL, snoozed_until = NULL, snoozed_by = NULL,
        returned_at = r.returned_at, seq = DEFAULT, changed = pg_current_xact_id() FROM {{rows}}
    WHERE {_WRONGLY_SETTLED} AND t.snoozed_until IS NOT NULL""",  # noqa: S608 (as above)
)


def asked_again_row(
    ask: tuple[UUID, UUID, str], wrong: Iterable[UUID], before: tuple[Any, ...] | None
) -> tuple[Any, ...]:
    """`before` is the row put for the same ask in this unit."""
    ids = {str(id_) for id_ in wrong} | set(before[-1].split(",") if before else ())
    return *ask, ",".join(sorted(ids))
