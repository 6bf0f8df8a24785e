"""Events that waited, tried again when more of their subject is known."""

from shared.messaging.dead_letters import LETTER, reason_of, row_of
from shared.messaging.hears import Hears, apply
from shared.messaging.kept import load_event, record_of
from shared.messaging.reader import cause_of
from shared.messaging.waiting import Item
from shared.messaging.work import SubjectWork
from shared.telemetry import logger

_log = logger(__name__)


class EventsAgain:
    """The retry of kind `event` for `Waiting`."""

    def __init__(self, hears: Hears) -> None:
        self._hears = hears

    async def __call__(self, work: SubjectWork, item: Item) -> bool:
        """True when the event took effect, or is a fault of ours and now lies among the dead letters."""
        mark = work.unit.mark()
        try:
            event = load_event(item.body)
            work.cause = cause_of(event, event.traceparent)
            return await apply(self._hears, event, work)
        except Exception as fault:
            # It must not take with it the event or report that came in just now.
            work.unit.undo(mark)
            reason = reason_of(fault)
            work.put(LETTER, item.id, row_of(record_of(item.body, work.subject), reason, False))
            _log.error("an event that waited cannot be handled", event_id=str(item.id), reason=reason)
            return True
