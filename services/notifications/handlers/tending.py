"""A notice is put off, handed to a colleague or acknowledged, and what was put off comes back."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from services.notifications.domain.notice import Notice
from services.notifications.domain.recipient import Recipient
from services.notifications.domain.rules import SHIPPED, Rules
from services.notifications.domain.tending import TEAMS, Colleague, answers_to, check_words
from services.notifications.handlers.reading import mark_read
from services.notifications.handlers.telling import tell_event
from services.notifications.ports import Colleagues, Decisions, Reads, TimerRanOut, Work
from shared.contracts import Cause, Refused, Reporter

SNOOZE = "snooze"
"""The kind of timer that brings a notice back."""


async def snooze_notice(
    reader: Reporter, name: str, notice_id: UUID, until: datetime, reads: Reads, decisions: Decisions
) -> None:
    """Out of sight until then, for the whole team where it is a team's; again, the moment is moved.

    `name` is what the team knows the reader by. Raises Refused (404) where there is no such notice to the reader, (422,
    /until) for a moment that will not do.
    """

    async def decide(notice: Notice, work: Work) -> None:
        by = name if notice.recipient.kind in TEAMS else None
        work.notices.save(notice.snooze(until, by=by, at=work.now))
        work.set_timer(SNOOZE, notice.id, until, notice.correlationid)

    await _on(reader, notice_id, reads, decisions, decide, "notice put off")


async def wake_notice(reader: Reporter, notice_id: UUID, reads: Reads, decisions: Decisions) -> None:
    """Back at once. One that is not put off: nothing. Raises Refused (404) as above."""

    async def decide(notice: Notice, work: Work) -> None:
        if notice.snoozed_until is not None:
            work.notices.bring_back(notice.wake(work.now))
            work.clear_timer(SNOOZE, notice.id)

    await _on(reader, notice_id, reads, decisions, decide, "notice back")


async def snooze_ran_out(timer: TimerRanOut, work: Work) -> None:
    """Its moment has come: unread if it was, and open pages see it. A listing has shown it from that moment on anyway,
    so that a service that was away loses nothing."""
    notice = await work.notices.get(timer.ref)
    if notice is not None and notice.snoozed_until is not None and notice.snoozed_until <= timer.due:
        work.notices.bring_back(notice.wake(work.now))


async def hand_over_notice(
    reader: Reporter,
    name: str,
    notice_id: UUID,
    sub: str,
    colleagues: Colleagues,
    reads: Reads,
    decisions: Decisions,
) -> None:
    """It is that colleague's to see to; oneself takes it. The team sees who, and the department stays addressed.

    Raises Refused (404) as above, (403) for a notice that is no team's, (422, /to) for nobody of the team.
    """
    if sub == reader.name:
        to: Colleague | None = Colleague(sub, name)
    else:
        to = next((each for each in await colleagues.of(reader) if each.sub == sub), None)

    async def decide(notice: Notice, work: Work) -> None:
        _of_a_team(notice.recipient)
        if to is None:
            raise Refused("invalid-data", "Vælg en kollega fra listen.", pointer="/to")
        work.notices.save(notice.hand_over(to, by=name))

    await _on(reader, notice_id, reads, decisions, decide, "notice handed over")


async def take_back_notice(reader: Reporter, notice_id: UUID, reads: Reads, decisions: Decisions) -> None:
    """Nobody's in particular any more, whoever of the team says so. Raises Refused (404) as above."""

    async def decide(notice: Notice, work: Work) -> None:
        if notice.holder is not None:
            work.notices.save(notice.take_back())

    await _on(reader, notice_id, reads, decisions, decide, "notice taken back")


async def acknowledge_notice(
    reader: Reporter,
    name: str,
    notice_id: UUID,
    words: str,
    reads: Reads,
    decisions: Decisions,
    rules: Rules = SHIPPED,
) -> None:
    """A word to who reported the event, once; the notice is then read, too. It settles no more than reading does.

    Raises Refused (404) as above, (403) where the word would go to nobody, (409) where one has gone, (422, /words).
    """
    said = check_words(words)

    async def decide(notice: Notice, work: Work) -> None:
        handled = await work.timeline.get(notice.event_id)
        if work.involvement.erased or handled is None or answers_to(handled.event, notice.recipient) is None:
            raise Refused("not-allowed", "Der er ingen at kvittere til for denne besked.", status=403)
        acknowledged, fact = mark_read(notice, reader, name, work, rules).acknowledge(by=name, at=work.now)
        work.cause = Cause(notice.id, work.now, reader.department, notice.correlationid, work.cause.traceparent)
        work.notices.save(acknowledged)
        event = work.publish(fact, correlationid=notice.correlationid)
        work.notices.keep_words(event, said)
        await tell_event(event, work)

    await _on(reader, notice_id, reads, decisions, decide, "notice acknowledged")


def _of_a_team(recipient: Recipient) -> None:
    if recipient.kind not in TEAMS:
        raise Refused("not-allowed", "Kun en afdelings beskeder kan overdrages.", status=403)


async def _on(
    reader: Reporter,
    notice_id: UUID,
    reads: Reads,
    decisions: Decisions,
    decide: Callable[[Notice, Work], Awaitable[None]],
    doing: str,
) -> None:
    """`decide` is given the reader's own notice as it stands in the decision. Raises Refused (404)."""
    mine = await reads.addressed(reader, notice_id)

    async def on(work: Work) -> None:
        notice = await work.notices.get(notice_id)
        if notice is not None:
            await decide(notice, work)

    cause = Cause(mine.id, mine.created_at, reader.department, mine.correlationid, mine.traceparent)
    await decisions.on(mine.subject, cause, on, doing=doing)
