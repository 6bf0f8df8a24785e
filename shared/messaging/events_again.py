"""Events that waited, tried again when more of their subject is known."""

from shared.contracts.cloudevents import to_kafka
from shared.messaging.dead_letters import LETTER, reason_of, row_of
from shared.messaging.hears import Hears, apply
from shared.messaging.kept import load_event
from shared.messaging.reader import cause_of
from shared.messaging.record import Record
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
        event = load_event(item.body)
        work.cause = cause_of(event, event.traceparent)
        mark = work.unit.mark()
        try:
            return await apply(self._hears, event, work)
        except Exception as fault:
            work.unit.undo(mark)
            reason = reason_of(fault)
            key, value, headers = to_kafka(event)
            # The record has left its place in the log; a number made of its id stands for the place.
            record = Record(f"{event.data.owner}.events", -1, event.id.int % (1 << 62), key, headers, value)
            work.put(LETTER, event.id, row_of(record, reason, False))
            _log.error("an event that waited cannot be handled", event_id=str(event.id), reason=reason)
            return True
