"""Notices: published × who should be told, each once, in order, and said to be delivered."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from tests.faults.oracle.history import Events, History, Published
from tests.faults.oracle.model import TOLD_OF, Told, short, told
from tests.faults.oracle.verdict import Verdict


def versions(published: Iterable[Published], verdict: Verdict) -> None:
    """Per subject and service 1…n by first occurrence, without a gap."""
    seen: dict[tuple[str, str], list[int]] = defaultdict(list)
    ids: dict[tuple[str, str, int], str] = {}
    for event in published:
        place = (event.service, event.subject)
        first = ids.setdefault((*place, event.version), event.id)
        if first != event.id:
            verdict.surplus(f"{event.service} has given the version {event.version} to two events of one subject")
        elif event.version not in seen[place]:
            seen[place].append(event.version)
    for (service, _), numbers in seen.items():
        if numbers != sorted(numbers):
            verdict.disorder(f"on the topic of {service} a subject's versions are {_some(numbers)}")
        if gaps := set(range(1, max(numbers) + 1)) - set(numbers):
            verdict.missing(f"on the topic of {service} a subject lacks the versions {_some(sorted(gaps))}")


def notices(history: History, events: Events, verdict: Verdict) -> None:
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
                verdict.missing(f"{who.who} was not told of {short(event.type)}")
            if times > 1:
                verdict.surplus(f"{who.who} was told {times} times of {short(event.type)}")
        for who in found:
            verdict.surplus(f"{who.who} was told of {short(event.type)} and should not be")
    for found in there.values():
        verdict.surplus(f"{next(iter(found)).who} was told of an event that is on no topic")


def notices_in_order(history: History, events: Events, verdict: Verdict) -> None:
    """Per recipient and subject, what one service published is told in version order."""
    last: dict[tuple[str, str, str], int] = {}
    for notice in history.notices:
        event = events.get(notice.event_id)
        if event is None:
            continue
        place = (notice.recipient, event.subject, event.service)
        if event.version < last.get(place, 0):
            who = Told(notice.recipient, notice.channel).who
            verdict.disorder(f"{who} was told of version {event.version} after {last[place]} of {event.service}")
        last[place] = max(event.version, last.get(place, 0))


def said_delivered(history: History, events: Events, verdict: Verdict) -> None:
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
            verdict.surplus(f"that {short(event.type)} was delivered was published {len(words)} times")
        for one in words[:1]:
            named = {(t["recipient_kind"], t.get("department") or "", t["channel"]) for t in one.data["told"]}
            if named != should:
                verdict.faults.append(
                    f"of {short(event.type)} besked.leveret names {sorted(named)}, not {sorted(should)}"
                )
    for words in said.values():
        verdict.surplus(f"besked.leveret was published {len(words)} times of an event that is on no topic")


def _some(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:12])) + (" …" if len(numbers) > 12 else "")
