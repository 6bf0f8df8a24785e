"""The judgement: pure, from a history to a verdict."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.faults.load.journal import Report
from tests.faults.oracle.history import History, Published
from tests.faults.oracle.model import FOLLOWS, TOLD_OF, Told, full, short, told


@dataclass(slots=True)
class Verdict:
    """`accepted` reports; `delivered` notices that should be there and are. `faults` are a sentence each.

    `lost`, `doubled` and `reordered` count what is missing, what is there more than once or should not be, and what
    came out of order. There may be faults of other kinds.
    """

    accepted: int = 0
    delivered: int = 0
    lost: int = 0
    doubled: int = 0
    reordered: int = 0
    faults: list[str] = field(default_factory=list)

    def missing(self, sentence: str) -> None:
        self.lost += 1
        self.faults.append(sentence)

    def extra(self, sentence: str) -> None:
        self.doubled += 1
        self.faults.append(sentence)

    def disorder(self, sentence: str) -> None:
        self.reordered += 1
        self.faults.append(sentence)


def judge_history(history: History) -> Verdict:
    """Holds it all against the model. An empty list of faults is the promise kept."""
    verdict = Verdict()
    events = _first_seen(history.published)
    accepted = _answers(history, verdict)
    verdict.accepted = len(accepted)
    came_of = _became(accepted, events, verdict)
    _versions(history.published, verdict)
    _notices(history, events, verdict)
    _notices_in_order(history, events, verdict)
    _said_delivered(history, events, verdict)
    _receipts(history, accepted, came_of, events, verdict)
    _sent_out(history, events, verdict)
    verdict.faults += [f"{count} left in {place}" for place, count in history.left.items() if count]
    verdict.faults += [f"a dead letter: {line}" for line in history.dead]
    verdict.faults += history.shown_wrong
    return verdict


def _first_seen(published: Iterable[Published]) -> dict[str, Published]:
    """Each event once: the relay may send one again, under the same id."""
    found: dict[str, Published] = {}
    for event in published:
        found.setdefault(event.id, event)
    return found


def _answers(history: History, verdict: Verdict) -> list[Report]:
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


def _became(accepted: Iterable[Report], events: dict[str, Published], verdict: Verdict) -> dict[str, list[Published]]:
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
            verdict.extra(f"{fact} was published {len(found)} times")
        return found[0].id if found else None

    for report in accepted:
        event_id = once(report.id, report.fact, report.service)
        if event_id is not None and report.fact in FOLLOWS:
            once(event_id, FOLLOWS[report.fact], "referral")
    for event in events.values():
        if event.id not in expected and event.type != TOLD_OF:
            verdict.extra(f"{short(event.type)} on the topic of {event.service} comes of no accepted report")
    return came_of


def _versions(published: Iterable[Published], verdict: Verdict) -> None:
    """Per subject and service 1…n by first occurrence, without a gap."""
    seen: dict[tuple[str, str], list[int]] = defaultdict(list)
    ids: dict[tuple[str, str, int], str] = {}
    for event in published:
        place = (event.service, event.subject)
        first = ids.setdefault((*place, event.version), event.id)
        if first != event.id:
            verdict.extra(f"{event.service} has given the version {event.version} to two events of one subject")
        elif event.version not in seen[place]:
            seen[place].append(event.version)
    for (service, _), versions in seen.items():
        if versions != sorted(versions):
            verdict.disorder(f"on the topic of {service} a subject's versions are {_some(versions)}")
        if gaps := set(range(1, max(versions) + 1)) - set(versions):
            verdict.missing(f"on the topic of {service} a subject lacks the versions {_some(sorted(gaps))}")


def _notices(history: History, events: dict[str, Published], verdict: Verdict) -> None:
    """Published × who should be told, and nobody else; each once."""
    there: dict[str, Counter[Told]] = defaultdict(Counter)
    for notice in history.notices:
        there[notice.event_id][Told(notice.recipient, notice.channel)] += 1
    for event in events.values():
        life = history.journal.lives.get(event.subject)
        if event.type == TOLD_OF or life is None:
            continue
        found = there.pop(event.id, Counter())
        for who in told(short(event.type), life):
            times = found.pop(who, 0)
            verdict.delivered += min(times, 1)
            if times == 0:
                verdict.missing(f"{_kind(who)} was not told of {short(event.type)}")
            if times > 1:
                verdict.extra(f"{_kind(who)} was told {times} times of {short(event.type)}")
        for who in found:
            verdict.extra(f"{_kind(who)} was told of {short(event.type)} and should not be")
    for notices in there.values():
        verdict.extra(f"{_kind(next(iter(notices)))} was told of an event that is on no topic")


def _notices_in_order(history: History, events: dict[str, Published], verdict: Verdict) -> None:
    """Per recipient and subject, what one service published is told in version order."""
    last: dict[tuple[str, str, str], int] = {}
    for notice in history.notices:
        event = events.get(notice.event_id)
        if event is None:
            continue
        place = (notice.recipient, event.subject, event.service)
        if event.version < last.get(place, 0):
            who = _kind(Told(notice.recipient, notice.channel))
            verdict.disorder(f"{who} was told of version {event.version} after {last[place]} of {event.service}")
        last[place] = max(event.version, last.get(place, 0))


def _said_delivered(history: History, events: dict[str, Published], verdict: Verdict) -> None:
    """`besked.leveret`: once per event that anybody is told of, naming those told."""
    said: dict[str, list[Published]] = defaultdict(list)
    for event in events.values():
        if event.type == TOLD_OF:
            said[str(event.data["event_id"])].append(event)
    for event in events.values():
        life = history.journal.lives.get(event.subject)
        if event.type == TOLD_OF or life is None:
            continue
        should = {who.shown for who in told(short(event.type), life)}
        words = said.pop(event.id, [])
        if should and not words:
            verdict.missing(f"that {short(event.type)} was delivered was never published")
        if len(words) > 1:
            verdict.extra(f"that {short(event.type)} was delivered was published {len(words)} times")
        for one in words[:1]:
            named = {(t["recipient_kind"], t.get("department") or "", t["channel"]) for t in one.data["told"]}
            if named != should:
                verdict.faults.append(
                    f"of {short(event.type)} besked.leveret names {sorted(named)}, not {sorted(should)}"
                )
    for words in said.values():
        verdict.extra(f"besked.leveret was published {len(words)} times of an event that is on no topic")


def _receipts(
    history: History,
    accepted: Iterable[Report],
    came_of: dict[str, list[Published]],
    events: dict[str, Published],
    verdict: Verdict,
) -> None:
    """What a receipt says was published and told is what was."""
    by_report: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, kept in enumerate(history.receipts):
        by_report[kept.service, kept.event_id].append(n)
    for report in accepted:
        places = by_report[report.service, report.id]
        if len(places) > 1:
            verdict.extra(f"{report.fact} has {len(places)} receipts")
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


def _sent_out(history: History, events: dict[str, Published], verdict: Verdict) -> None:
    """Mails and webhooks: at least once to whom they are for, by their ids, and none to anybody else."""
    notices = {(n.event_id, n.recipient, n.channel): n for n in history.notices}
    mails, calls = Counter(letter.message_id for letter in history.letters), Counter(call.id for call in history.calls)
    expected: set[str] = set()
    addresses = {life.email: citizen for citizen, life in history.journal.lives.items()}
    for sending in history.sendings:
        event = events.get(sending.event_id)
        if event is None:
            continue
        fact = short(event.type)
        expected.add(sending.id)
        arrived = calls if sending.channel == "webhook" else mails
        if not arrived[sending.id]:
            verdict.missing(f"the {sending.channel} about {fact} never arrived and is {sending.status}")
        elif sending.status != "delivered":
            verdict.faults.append(f"the {sending.channel} about {fact} arrived and is {sending.status}")
    queued = {(s.event_id, s.to, s.channel) for s in history.sendings}
    for event_id, recipient, channel in _owed(history, events) - queued:
        verdict.missing(
            f"a {channel} to {_kind(Told(recipient, channel))} of {short(events[event_id].type)} was never queued"
        )
    for event_id, recipient, channel in queued - _owed(history, events):
        if event_id in events:
            verdict.extra(f"a {channel} to {_kind(Told(recipient, channel))} should not have been queued")
    for key, notice in notices.items():
        if notice.channel in ("mail", "webhook") and key not in queued:
            verdict.missing(f"a notice by {notice.channel} has no delivery")
    for letter in history.letters:
        if letter.to in addresses and letter.message_id not in expected:
            verdict.extra("a mail arrived that nobody was to be sent")
    for call in history.calls:
        if call.subject in history.journal.lives and call.id not in expected:
            verdict.extra(f"{call.app} was called with what it was not to be sent")


def _owed(history: History, events: dict[str, Published]) -> set[tuple[str, str, str]]:
    owed = set()
    for event in events.values():
        life = history.journal.lives.get(event.subject)
        if event.type == TOLD_OF or life is None:
            continue
        for who in told(short(event.type), life):
            if who.channel != "inbox":
                owed.add((event.id, who.recipient, who.channel))
        if short(event.type) == "paaroerende.udpeget" and "mail" in life.channels:
            owed.add((event.id, f"relative:{life.citizen}/{life.designation}", "mail"))
    return owed


def _kind(who: Told) -> str:
    """Whom, without the citizen's id."""
    kind, department, channel = who.shown
    return f"{department or kind} ({channel})"


def _some(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:12])) + (" …" if len(numbers) > 12 else "")
