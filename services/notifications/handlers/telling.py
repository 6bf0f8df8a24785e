"""An event is told: noted on the timeline, a notice to each who should know, and word of it sent out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import Any
from uuid import UUID

from services.notifications.domain.asking import RESOLVE, late_follow_ups, over, settling
from services.notifications.domain.change import Change
from services.notifications.domain.correction import CORRECTIONS, corrected, stands, taken_back, was_an_error
from services.notifications.domain.notice import Notice
from services.notifications.domain.reach import reach_when_told
from services.notifications.domain.recipient import Kind, Recipient
from services.notifications.domain.rules import Rules
from services.notifications.domain.telling import catch_up, tell
from services.notifications.domain.told import INBOX, WEBHOOK, Handled, Told
from services.notifications.domain.unread import SEE_TO_READ
from services.notifications.ports import Work
from shared.contracts import Event, NoticesDelivered
from shared.contracts import Told as ToldOnTheWire


async def tell_event(event: Event[Any], work: Work) -> None:
    """Tells everyone of an event just heard or published, and newcomers of what its loop had before (I1, I2). Of a
    correction, then, how far it has come (R7).

    What the loop asked before and the event answers is settled first: an event never settles what it asks itself.

    Of a citizen who has been erased nothing is told or kept (V3): a late event must rebuild nothing. What was taken
    back before it is heard is kept and told to nobody: they would not hear of its correction, which is past (R7).
    """
    if work.involvement.erased:
        return
    if was_an_error(event, work.involvement):
        work.timeline.keep(event)
        return
    change, cause, rules = Change(event, work.before, work.involvement), work.cause, work.rules
    if cause.id != event.id:
        # What is told of an event follows from it, whoever reported it.
        work.cause = replace(cause, id=event.id, department=None, correlationid=event.correlationid)
    again = await _settle(change, rules, work)
    new = change.newcomers()
    earlier = await before(event, work) if new or rules.of(event.type).looks_back else ()
    for handled in earlier:
        if stands(handled.event, work.involvement):
            late = (catch_up(handled, department, rules, change, work.receivers) for department in sorted(new))
            deliver(handled.event, chain.from_iterable(late), work)
    work.timeline.keep(event)
    telling = tell(change, rules, earlier, work.receivers)
    deliver(event, telling.told, work)
    wrong = corrected(event.data, work.involvement)
    if wrong is not None:
        back = taken_back(event, earlier)
        # What never was asks nothing, also where the loop goes on asking the same, and nobody is to see it read.
        work.notices.settle_of((handled.event.id for handled in back), again | {SEE_TO_READ}, event.id)
        reach = reach_when_told(wrong, back, telling)
        await tell_event(work.publish(reach, correlationid=event.correlationid), work)
    work.cause = cause


async def before(event: Event[Any], work: Work) -> Sequence[Handled]:
    """The loop's events before this one, and what it takes back, wherever that stands."""
    earlier = await work.timeline.of_loop(event.correlationid)
    wrong: UUID | None = event.data.event_id if event.type in CORRECTIONS else None
    if wrong is None or any(handled.event.id == wrong for handled in earlier):
        return earlier
    elsewhere = await work.timeline.get(wrong)
    return earlier if elsewhere is None else (elsewhere, *earlier)


async def _settle(change: Change, rules: Rules, work: Work) -> frozenset[str]:
    """What the loop can ask again."""
    found, event = settling(change, rules), change.event
    if found.settled:
        work.notices.settle(event.correlationid, found.settled, event.id)
    if found.of_its_own:
        late = late_follow_ups(event.data.intervention_id, await work.timeline.of_loop(event.correlationid))
        work.notices.settle_of(late, found.of_its_own | {SEE_TO_READ}, event.id)
    if found.resolves:
        resolved = over(await work.timeline.of_loop(event.correlationid), change.after)
        work.notices.settle_of(resolved, RESOLVE | {SEE_TO_READ}, event.id)
    if found.wrong:
        work.notices.ask_again(event.correlationid, found.again, found.wrong)
    if found.wrong and found.again:
        await work.unread.watch_again(event.correlationid, found.again, found.wrong)
    return found.again


def deliver(event: Event[Any], told: Iterable[Told], work: Work) -> None:
    """A notice for each of `told`, what is to leave the house queued, and word of it published."""
    lines = tuple(told)
    if not lines:
        return
    traceparent = work.cause.traceparent or event.traceparent
    for line in lines:
        recipient, channel, because, action, due = line
        # What only says that there is news is read in the inbox: it is shown there once.
        shown = channel == INBOX or (channel != WEBHOOK and line is _shown_of(recipient, lines))
        notice = Notice(
            work.new_id(), event.id, event.subject, event.correlationid, recipient, channel, action, due, because,
            work.now, traceparent, shown, event_type=event.type, sender=event.department,
        )  # fmt: skip
        work.notices.add(notice)
        if action is not None:
            work.unread.watch(notice)
        if channel != INBOX:
            work.deliveries.enqueue(notice, event.type)
    wire = _on_the_wire(tuple([(line.recipient.kind, line.recipient.department, line.channel) for line in lines]))
    work.publish(NoticesDelivered(event_id=event.id, told=wire), correlationid=event.correlationid)


def _shown_of(recipient: Recipient, lines: Iterable[Told]) -> Told | None:
    """The one of a recipient's lines that its inbox shows."""
    of_them = [line for line in lines if line.recipient == recipient and line.channel != WEBHOOK]
    return next((line for line in of_them if line.channel == INBOX), of_them[0] if of_them else None)


@lru_cache(maxsize=1000)
def _on_the_wire(told: tuple[tuple[Kind, str | None, str], ...]) -> tuple[ToldOnTheWire, ...]:
    """Each once; the same for everybody told alike, as there are no more of them than departments and channels."""
    return tuple(
        ToldOnTheWire.model_validate({"recipient_kind": kind, "department": department, "channel": channel})
        for kind, department, channel in dict.fromkeys(told)
    )
