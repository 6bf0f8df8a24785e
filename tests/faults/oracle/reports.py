"""Reports: each answered in one voice, each accepted one become what it should, and a receipt that says so."""

from collections import defaultdict
from collections.abc import Iterable

from tests.faults.load.journal import Report
from tests.faults.oracle.history import Events, History, Published
from tests.faults.oracle.model import FOLLOWS, TOLD_OF, full, short, told
from tests.faults.oracle.verdict import Verdict


def answers(history: History, verdict: Verdict) -> list[Report]:
    """Every report answered, in one voice; what was accepted."""
    accepted = []
    final = {(kept.service, kept.event_id): kept for kept in history.receipts}
    for report in history.journal.reports.values():
        kept = final.get((report.service, report.id))
        if not report.answers:
            verdict.missing(f"{report.fact} was sent {report.tries} times and never answered")
            continue
        refused = [answer for answer in report.answers if answer.status == "refused"]
        if refused:
            verdict.faults.append(f"{report.fact} was refused over {refused[0].door}: {', '.join(refused[0].errors)}")
            continue
        if len({answer.receipt_id for answer in report.answers}) != 1:
            verdict.faults.append(f"{report.fact} was answered with different receipts")
        if kept is None:
            verdict.missing(f"{report.fact} was answered {report.status}, and its service has no receipt of it")
        elif kept.receipt_id != report.answers[0].receipt_id:
            verdict.faults.append(f"{report.fact} has another receipt than it was answered with")
        elif kept.status != "accepted":
            verdict.faults.append(f"{report.fact} was answered {report.status} and is {kept.status}")
        else:
            accepted.append(report)
    verdict.faults += history.answers_wrong
    return accepted


def became(accepted: Iterable[Report], events: Events, verdict: Verdict) -> dict[str, list[Published]]:
    """Each report accepted is one event, with what Samspil adds to it; and there is nothing else."""
    came_of: dict[str, list[Published]] = defaultdict(list)
    for event in events.values():
        came_of[event.causation].append(event)
    expected: set[str] = set()

    def once(cause: str, fact: str, service: str) -> str | None:
        found = [e for e in came_of[cause] if e.type == full(fact)]
        expected.update(e.id for e in found)
        if not found:
            verdict.missing(f"{fact} was accepted and is not on the topic of {service}")
        if len(found) > 1:
            verdict.surplus(f"{fact} was published {len(found)} times")
        return found[0].id if found else None

    for report in accepted:
        event_id = once(report.id, report.fact, report.service)
        if event_id is not None and report.fact in FOLLOWS:
            once(event_id, FOLLOWS[report.fact], "referral")
    for event in events.values():
        if event.id not in expected and event.type != TOLD_OF:
            verdict.surplus(f"{short(event.type)} on the topic of {event.service} comes of no accepted report")
    return came_of


def receipts(
    history: History,
    accepted: Iterable[Report],
    came_of: dict[str, list[Published]],
    events: Events,
    verdict: Verdict,
) -> None:
    """What a receipt says was published and told is what was."""
    by_report: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, kept in enumerate(history.receipts):
        by_report[kept.service, kept.event_id].append(n)
    for report in accepted:
        places = by_report[report.service, report.id]
        if len(places) > 1:
            verdict.surplus(f"{report.fact} has {len(places)} receipts")
        kept = history.receipts[places[0]]
        became = {event.id for event in came_of[report.id] if event.type != TOLD_OF}
        if set(kept.published) != became:
            verdict.faults.append(f"the receipt of {report.fact} names other events than were published")
        for event_id in kept.published:
            event = events.get(event_id)
            life = history.journal.lives[report.citizen]
            if event is None:
                continue
            should = {who.shown for who in told(short(event.type), life)}
            named = kept.told.get(event_id, frozenset())
            if named != should:
                verdict.faults.append(f"the receipt of {report.fact} tells of {sorted(named)}, not {sorted(should)}")
