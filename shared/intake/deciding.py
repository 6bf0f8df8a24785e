"""One report against what is known of its citizen: recognised, accepted or waiting, with its receipt; or refused."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from shared.contracts.answer import Refused, Waits
from shared.contracts.event import Event
from shared.contracts.report import Report
from shared.intake.content import body_of, bound_to, canonical, places_in, with_place, words_of
from shared.intake.handling import begin, cause_of, handle, unknown_citizen
from shared.intake.places import Place
from shared.intake.receipts import Receipt, Status, latest, put_receipt, settled_here, what_it_became
from shared.intake.reports import Reports
from shared.messaging.ids import new_id
from shared.messaging.waiting import Item, keep, rewrite
from shared.messaging.work import SubjectWork
from shared.telemetry import current_traceparent, trace_id_of
from shared.timers import ClockLengths, set_timer

WAITING = "waiting"
MAX_PLACES = 100
"""How many records of one waiting report get a final answer: with each, all are written again."""


async def decide(
    reports: Reports,
    lengths: ClockLengths,
    report: Report[Any],
    work: SubjectWork,
    earlier: Receipt | None,
    place: Place | None = None,
) -> Receipt:
    """Recognises the report by its `earlier` receipt, or has its handler decide; puts what it comes to in the unit.

    `place` is where it is answered if it came over Kafka. Raises Refused (409 for a known id with other content), and
    leaves nothing of the report in the unit then.
    """
    # Before anything is compared: that would make an erased citizen a new key.
    if work.involvement.erased:
        raise unknown_citizen()
    # One that is refused in this very unit still holds its id: its row and a new one cannot change at once.
    if earlier is not None and (latest(work.unit, earlier).status != "refused" or settled_here(work.unit, earlier)):
        if earlier.subject != report.subject or earlier.digest != work.digest(canonical(report)):
            raise Refused("conflict", "Id'et er brugt før med andet indhold.", pointer="/id", status=409)
        if place is not None and latest(work.unit, earlier).status == "waiting":
            work.cause = cause_of(report, report.traceparent)
            _answer_also_at(work, earlier, place)
        return earlier
    span = begin(report, work, report.traceparent or current_traceparent())
    try:
        start = work.unit.mark()
        digest = work.digest(canonical(report))
        mark, before, hinted = work.unit.mark(), len(work.unit.published), len(work.unit.hints)
        try:
            await handle(reports, report, work)
        except Waits:
            work.unit.undo(mark)
            return _wait(lengths, report, work, _receipt(report, work, digest, "waiting"), place)
        except Refused:
            work.unit.undo(start)
            raise
        published, hints = work.unit.published[before:], tuple(work.unit.hints[hinted:])
        receipt = _receipt(report, work, digest, "accepted", published, hints)
        work.touch()
        put_receipt(work.unit, receipt)
        return receipt
    finally:
        span.end()


def _wait(
    lengths: ClockLengths, report: Report[Any], work: SubjectWork, receipt: Receipt, place: Place | None
) -> Receipt:
    words = words_of(report)
    sealed = None if words is None else work.seal(words, bound_to(receipt.receipt_id))
    names = frozenset(map(str, report.data.named_ids()))
    put_receipt(work.unit, receipt)
    # Kept with the trace it was answered in: where the app sent none, the decision would begin another one.
    places = () if place is None else (place,)
    body = body_of(replace(report, traceparent=work.cause.traceparent), places)
    keep(work, Item(receipt.receipt_id, "report", body, sealed, names))
    set_timer(work, WAITING, receipt.receipt_id, lengths.due("waiting", work.now))
    return receipt


def _receipt(
    report: Report[Any],
    work: SubjectWork,
    digest: bytes,
    status: Status,
    events: Sequence[Event[Any]] = (),
    hints: tuple[str, ...] = (),
) -> Receipt:
    published, loop = what_it_became(events)
    return Receipt(
        new_id(),
        report.subject,
        report.source,
        report.id,
        report.type,
        report.reporter.name,
        report.reporter.department,
        status,
        digest,
        loop,
        published,
        hints,
        trace_id=trace_id_of(work.cause.traceparent),
    )


def _answer_also_at(work: SubjectWork, receipt: Receipt, place: Place) -> None:
    """A repeat of what waits is answered with `waiting` too, and so it is owed a final answer as well.

    Raises Refused beyond MAX_PLACES.
    """
    item = next(item for item in work.waiting if item.id == receipt.receipt_id)
    if len(places_in(item.body)) >= MAX_PLACES:
        detail = "Indberetningen venter stadig, men er gentaget for mange gange. Svaret kommer på de tidligere."
        raise Refused("too-many-requests", detail, status=429)
    rewrite(work, item, with_place(item.body, place))
