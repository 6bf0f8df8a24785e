"""P3: who would get what of an event not yet sent, by the very function that tells.

What Samspil says by itself because of it is counted in (`domain.following`), as to those who get it it is one thing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid7

from services.notifications.domain import wording
from services.notifications.domain.change import Change
from services.notifications.domain.correction import CORRECTIONS, corrected, stands, taken_back
from services.notifications.domain.designating import a_word, last_said
from services.notifications.domain.following import following
from services.notifications.domain.reach import reach_when_told
from services.notifications.domain.receivers import NO_RECEIVERS, Receivers
from services.notifications.domain.recipient import Recipient, app_of, designation_of
from services.notifications.domain.rules import SHIPPED, Rule, Rules
from services.notifications.domain.sending import loop_of, may_correct, may_send
from services.notifications.domain.shown import Preview, WouldBeTold, WouldNotBeTold
from services.notifications.domain.telling import catch_up, tell
from services.notifications.domain.told import INBOX, WEBHOOK, Handled, Telling, Told, Withheld
from services.notifications.handlers.designations import foresee
from services.notifications.ports import Reads, Why
from shared.contracts import (
    SOURCE_PREFIX,
    CourseEnded,
    DesignationEnteredInError,
    Event,
    Fact,
    Refused,
    Report,
)
from shared.contracts.codes import DEPARTMENTS, RELATIVES_TEAM
from shared.contracts.involvement import Involvement

_EVENT = ("citizen_id", "event_type", "time", "data", "trace_id")
_ALWAYS = ("citizen_id", "event_type", "text", "created_at", "trace_id")


async def preview(
    report: Report[Any],
    why: Why,
    now: datetime,
    reads: Reads,
    rules: Rules = SHIPPED,
    receivers: Receivers = NO_RECEIVERS,
) -> Preview:
    """Each recipient once a channel, for the first reason there is. `receivers` are the apps that listen. Raises
    Refused (403, 422) where the reader could not send it, as far as that is decided here."""
    around = await reads.around(report.reporter, report.subject, why)
    may_send(report, around.involvement)
    await foresee(report, around.involvement, reads, rules)
    earlier = await _earlier(report, around.involvement, now, reads, rules)
    would = would_tell(report, around.involvement, now, rules, receivers, earlier)
    tellings = [(rules.of(event.type), telling) for event, telling, _ in would]
    if report.reporter.role in ("app", "relative"):
        event, _, after = would[-1]
        parties = after.parties(event.correlationid)
        app = report.reporter.role == "app"
        tellings = [(rule, _for_outsiders(telling, parties, app=app)) for rule, telling in tellings]
    return shown(tellings, around.names, rules.version)


async def _earlier(
    report: Report[Any], known: Involvement, now: datetime, reads: Reads, rules: Rules
) -> Sequence[Handled]:
    """The loop's events, where who is told rests on them: what is taken back (R7), what the rule looks back on, and
    what a department that comes into the loop is told of, too (I2)."""
    if report.type in CORRECTIONS:
        return await _taken_back(report, known, reads)
    event = _event(report, known, now)
    looks_back = rules.of(report.type).looks_back or isinstance(report.data, CourseEnded)
    if looks_back or Change(event, known, known.apply(event)).newcomers():
        return await reads.loop(report.subject, event.correlationid)
    return ()


async def _taken_back(report: Report[Any], known: Involvement, reads: Reads) -> Sequence[Handled]:
    """R7: the loop of what it takes back, with who heard of each event."""
    id_ = corrected(report.data, known)
    loop = () if id_ is None else await reads.loop_of(report.subject, id_)
    wrong = next((handled.event for handled in loop if handled.event.id == id_), None)
    if isinstance(report.data, DesignationEnteredInError):
        last_said(a_word(report.reporter, wrong), known)
        return loop
    if wrong is None:
        field = "referral_id" if report.data.event_id is None else "event_id"
        raise Refused("unknown-reference", "Hændelsen kendes ikke.", pointer=f"/data/{field}")
    may_correct(report.reporter, wrong)
    return loop


class WouldTell(NamedTuple):
    """An event to come, whom it would be told to, and the involvement with it."""

    event: Event[Any]
    telling: Telling
    after: Involvement


def would_tell(
    report: Report[Any],
    before: Involvement,
    now: datetime,
    rules: Rules,
    receivers: Receivers = NO_RECEIVERS,
    earlier: Sequence[Handled] = (),
) -> tuple[WouldTell, ...]:
    """What sending it now would come to, in the loop of `earlier` where that is given: what newcomers are told of
    before, its event, how far it comes where it is a correction, and those that follow from it."""
    event = _event(report, before, now, earlier)
    first = _told(event, before, rules, receivers, earlier)
    found = [*_caught_up(first, before, rules, receivers, earlier), first]
    past = [*earlier, _handled(first)]
    found += _reaching(first, rules, receivers, past)
    after = first.after
    for fact in following(event, after, earlier):
        # Another service's word on it is Samspil's own, and so is what goes with a correction.
        own = fact.owner != report.data.owner or fact.type in CORRECTIONS
        department = None if own else event.department
        # What a companionship answers is of another loop than the course.
        then = replace(_then(event, fact, department), correlationid=loop_of(fact, after) or event.correlationid)
        second = _told(then, after, rules, receivers, past)
        found += [second, *_reaching(second, rules, receivers, [*past, _handled(second)])]
        after = second.after
    return tuple(found)


def _event(report: Report[Any], before: Involvement, now: datetime, earlier: Sequence[Handled] = ()) -> Event[Any]:
    id_ = uuid7()
    return Event(
        id=id_,
        source=SOURCE_PREFIX + report.data.owner,
        subject=report.subject,
        time=report.time,
        registeredtime=now,
        version=1,
        causationid=report.id,
        correlationid=earlier[0].event.correlationid if earlier else loop_of(report.data, before) or id_,
        department=report.reporter.department,
        traceparent=None,
        data=report.data,
    )


def _then(event: Event[Any], fact: Fact, department: str | None) -> Event[Any]:
    """What is said because of the event."""
    source = SOURCE_PREFIX + fact.owner
    return replace(event, id=uuid7(), causationid=event.id, source=source, department=department, data=fact)


def _caught_up(
    first: WouldTell, before: Involvement, rules: Rules, receivers: Receivers, earlier: Sequence[Handled]
) -> Iterable[WouldTell]:
    """I2: what the loop had before, to departments that the event brings into it."""
    change = Change(first.event, before, first.after)
    new = sorted(change.newcomers())
    for handled in earlier if new else ():
        if stands(handled.event, first.after):
            late = chain.from_iterable(catch_up(handled, department, rules, change, receivers) for department in new)
            yield WouldTell(handled.event, Telling(tuple(late), ()), first.after)


def _reaching(
    correction: WouldTell, rules: Rules, receivers: Receivers, past: Sequence[Handled]
) -> Iterable[WouldTell]:
    """R7: how far a correction comes is told to who corrected; of any other event nothing."""
    event, telling, after = correction
    wrong = corrected(event.data, after)
    if wrong is not None:
        reach = reach_when_told(wrong, taken_back(event, past), telling)
        yield _told(_then(event, reach, None), after, rules, receivers, past)


def _handled(told: WouldTell) -> Handled:
    return Handled(told.event, frozenset(line.recipient for line in told.telling.told))


def _told(
    event: Event[Any], before: Involvement, rules: Rules, receivers: Receivers, earlier: Sequence[Handled]
) -> WouldTell:
    after = before.apply(event)
    return WouldTell(event, tell(Change(event, before, after), rules, earlier, receivers), after)


def _for_outsiders(telling: Telling, parties: frozenset[str], *, app: bool) -> Telling:
    """As in receipts: an app learns nothing of citizens, relatives or the relatives' team outside its own loops.

    A relative learns of no department but the loop's own.
    """
    shown = set(parties)
    if app:
        shown |= set(DEPARTMENTS) - {RELATIVES_TEAM}
    return Telling(
        tuple(t for t in telling.told if t.recipient.department in shown),
        tuple(w for w in telling.withheld if w.recipient.department in shown),
    )


def shown(tellings: Iterable[tuple[Rule, Telling]], names: Mapping[UUID, str], version: int) -> Preview:
    """Each recipient once a channel. `names` are the relatives' by designation, `version` that of the rules."""
    lines: dict[tuple[Recipient, str], tuple[Told, Rule]] = {}
    withheld: dict[Recipient, Withheld] = {}
    for rule, telling in tellings:
        for line in telling.told:
            lines.setdefault((line.recipient, line.channel), (line, rule))
        for not_told in telling.withheld:
            withheld.setdefault(not_told.recipient, not_told)
    reached = {recipient for recipient, _ in lines}
    recipients = tuple(
        WouldBeTold(
            recipient_kind=line.recipient.kind,
            department=line.recipient.department,
            name=_name(line.recipient, names),
            channel=line.channel,
            fields=fields(line, rule),
            because=wording.because(line.because, line.recipient),
        )
        for line, rule in lines.values()
    )
    return Preview(
        recipients,
        tuple(
            WouldNotBeTold(w.recipient.kind, wording.not_because(w.because, w.recipient), w.recipient.department)
            for w in withheld.values()
            if w.recipient not in reached
        ),
        version,
    )


def _name(recipient: Recipient, names: Mapping[UUID, str]) -> str | None:
    if recipient.kind == "app":
        return app_of(recipient)
    return names.get(designation_of(recipient)) if recipient.kind == "relative" else None


def fields(line: Told, rule: Rule) -> tuple[str, ...]:
    """What the notice holds. Its deadline is Samspil's to set, and so not in the report."""
    if line.channel == WEBHOOK:
        return _EVENT
    if line.channel != INBOX:
        # N1: that there is something to read, and nothing of it.
        return ()
    asked = () if line.action is None else ("action",) if rule.due is None else ("action", "due")
    return (*_ALWAYS, *asked)
