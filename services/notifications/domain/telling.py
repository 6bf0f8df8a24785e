"""Who is told of an event, what is asked of them, and who is not told and why (I1, I2, I5, N2, P1, P2).

One pure function, asked by whoever tells (events heard, reports decided) and by the preview, so that what is shown
beforehand is what happens.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.notifications.domain import recipient as to
from services.notifications.domain.recipient import Recipient
from services.notifications.domain.rules import Ask, Rule, Rules
from shared.contracts.codes import OFFERS, RELATIVES_TEAM
from shared.contracts.event import Event
from shared.contracts.involvement import Designation, Involvement, Loop
from shared.contracts.kraftcenter import CourseOpened

INBOX = "inbox"


class Told(NamedTuple):
    """One notice to come. `action` and `because` are codes of `words.toml`."""

    recipient: Recipient
    channel: str
    because: str
    action: str | None = None
    due: datetime | None = None


class Withheld(NamedTuple):
    recipient: Recipient
    because: str


class Telling(NamedTuple):
    """At most one `told` per recipient and channel."""

    told: tuple[Told, ...]
    withheld: tuple[Withheld, ...]


class Handled(NamedTuple):
    """An event told of earlier, and to whom."""

    event: Event[Any]
    told: frozenset[Recipient]


def tell(
    event: Event[Any], before: Involvement, after: Involvement, rules: Rules, earlier: Sequence[Handled] = ()
) -> Telling:
    """`before` and `after` are the involvement around the event; `earlier` the loop's events if the rule looks back."""
    rule = rules.of(event.type)
    codes = rule.codes(event.data)
    if not codes or after.erased:
        return Telling((), ())
    told = _Told(event, before, after, rule, rules, after.loop(event.correlationid), earlier)
    for code in codes:
        _TELLERS[code](told)
    reached = {line.recipient for line in told.lines.values()}
    withheld = tuple(Withheld(*pair) for pair in told.withheld.items() if pair[0] not in reached)
    return Telling(tuple(told.lines.values()), withheld)


def newcomers(event: Event[Any], before: Involvement, after: Involvement) -> frozenset[str]:
    """Departments that the event first brings into its loop: they get what the loop had before."""
    if after is before or before.loop(event.correlationid) is None:
        return frozenset()
    return circle(after, event.correlationid) - circle(before, event.correlationid)


def catch_up(handled: Handled, department: str, rules: Rules) -> Told | None:
    """The notice of an earlier event of the loop to a department just come into it; it asks nothing any more."""
    recipient = to.department(department)
    if "I" not in rules.of(handled.event.type).every_code:
        return None
    if handled.event.department == department or recipient in handled.told:
        return None
    return Told(recipient, INBOX, "newcomer")


def circle(involvement: Involvement, loop_id: UUID) -> frozenset[str]:
    """I1, I2: the involved departments that may be told of this loop."""
    involved = involvement.departments()
    loop = involvement.loop(loop_id)
    if loop is not None and loop.quiet:
        return involved & {loop.receiver or ""}
    if RELATIVES_TEAM in involved and (loop is None or RELATIVES_TEAM not in loop.parties):
        return involved - {RELATIVES_TEAM}
    return involved


@dataclass(slots=True)
class _Told:
    """What one event comes to, while it is worked out."""

    event: Event[Any]
    before: Involvement
    after: Involvement
    rule: Rule
    rules: Rules
    loop: Loop | None
    earlier: Sequence[Handled]
    lines: dict[tuple[Recipient, str], Told] = field(default_factory=dict)
    withheld: dict[Recipient, str] = field(default_factory=dict)

    def add(self, recipient: Recipient, because: str, asks: Ask | None = None, channel: str = INBOX) -> None:
        """The first reason a recipient is told for stands; those who are asked something come first."""
        if (recipient, channel) in self.lines:
            return
        if recipient.kind == "department" and recipient.name == self.event.department:
            self.withhold(recipient, "reported_it")
        elif self._kept_quiet_from(recipient):
            self.withhold(recipient, "quiet")
        else:
            action = None if asks is None else asks.of(self.event.data)
            due = None if action is None else self.rule.due_of(self.event.data)
            self.lines[recipient, channel] = Told(recipient, channel, because, action, due)

    def withhold(self, recipient: Recipient, because: str) -> None:
        self.withheld.setdefault(recipient, because)

    def _kept_quiet_from(self, recipient: Recipient) -> bool:
        if self.loop is None or not self.loop.quiet or recipient.kind == "citizen":
            return False
        return recipient.department is None or recipient.department != self.loop.receiver


def _next_owner(told: _Told) -> None:
    owner = _waited_for(told)
    if owner is not None:
        told.add(to.department(owner), "next_owner", told.rule.asks)


def _waited_for(told: _Told) -> str | None:
    named: str | None = getattr(told.event.data, "waiting_for", None)
    return named or (None if told.loop is None else told.loop.next_owner)


def _concerned(told: _Told) -> None:
    heard = told.after.loops
    pieces = (heard.referrals, heard.interventions, heard.decisions)
    loops = (told.after.loop(id_) for id_ in {piece.loop for kind in pieces for piece in kind.values()})
    for owner in sorted({loop.next_owner for loop in loops if loop and loop.open and loop.next_owner}):
        told.add(to.department(owner), "concerned", told.rule.asks)


def _managers(told: _Told) -> None:
    """R4: of the one waited for at level 2, of both sides at level 3. N4: of the one the notice was meant for."""
    data, loop = told.event.data, told.loop
    waiting_for = _waited_for(told)
    if not hasattr(data, "level"):
        waiting_for = data.department or (RELATIVES_TEAM if data.recipient_kind == "relative" else waiting_for)
    concerned = {waiting_for}
    if getattr(data, "level", 0) == 3 and loop is not None:
        concerned |= {loop.sender, loop.receiver}
    for code in sorted(filter(None, concerned)):
        told.add(to.managers(code), "manager", told.rule.managers)


def _parties(told: _Told) -> None:
    if told.loop is not None:
        for code in filter(None, (told.loop.sender, told.loop.receiver)):
            told.add(to.department(code), "party", told.rule.asks)


def _involved(told: _Told) -> None:
    involved, may = told.after.departments(), circle(told.after, told.event.correlationid)
    if told.before is not told.after:
        involved |= told.before.departments()
        may |= circle(told.before, told.event.correlationid)
    for code in sorted(involved):
        if code in may:
            told.add(to.department(code), "involved")
        elif told.loop is not None and told.loop.quiet:
            told.withhold(to.department(code), "quiet")
        else:
            told.withhold(to.department(code), "not_party")


def _citizen(told: _Told) -> None:
    told.add(to.citizen(told.event.subject), "own")


def _relatives_team(told: _Told) -> None:
    told.add(to.department(RELATIVES_TEAM), "relatives_team")


def _designated(told: _Told) -> None:
    """P1, P2: no designation, no notice; nothing earlier than it, nothing after it was revoked."""
    named = False
    for designation in told.after.designations.all.values():
        recipient = to.relative(told.event.subject, designation.id)
        if told.event.type not in designation.may_know:
            told.withhold(recipient, "not_named")
        elif not designation.standing:
            told.withhold(recipient, "revoked")
        elif designation.since is None or told.event.registeredtime < designation.since:
            told.withhold(recipient, "before_designation")
        else:
            named = True
            _over_its_channels(told, designation, "designated")
    if named:
        told.add(to.department(RELATIVES_TEAM), "designation_names_it")


def _itself(told: _Told) -> None:
    designation = told.after.designation(told.event.data.designation_id)
    if designation is not None and designation.standing:
        _over_its_channels(told, designation, "designated_itself")


def _over_its_channels(told: _Told, designation: Designation, because: str) -> None:
    usable = sorted(designation.channels & told.rules.channels)
    for channel in usable:
        told.add(to.relative(told.event.subject, designation.id), because, channel=channel)
    if not usable:
        told.withhold(to.relative(told.event.subject, designation.id), "no_channel")


def _referrers(told: _Told) -> None:
    opened = [h.event.data for h in told.earlier if isinstance(h.event.data, CourseOpened)]
    offer = getattr(told.event.data, "offer", None) or next((data.offer for data in opened), None)
    if offer is not None:
        for code in sorted(OFFERS[offer].senders):
            told.add(to.department(code), "may_refer")


def _asked(told: _Told) -> None:
    """C3: the sender of a referral hears of its place once, and nothing more (S3: nothing is reported back)."""
    id_ = told.event.data.referral_id
    referral = None if id_ is None else told.after.referral(id_)
    answered = any(getattr(h.event.data, "place_id", None) and h.event.data.referral_id == id_ for h in told.earlier)
    if referral is not None and referral.sender is not None and not answered:
        told.add(to.department(referral.sender), "answer_to_referral")


def _original(told: _Told) -> None:
    """R7: whoever the original reached; who was revoked since counts as withheld."""
    data = told.event.data
    wrong: UUID | None = data.event_id
    referral_id = getattr(data, "referral_id", None)
    for handled in told.earlier:
        of_referral = wrong is None and getattr(handled.event.data, "referral_id", None) == referral_id
        if handled.event.id == wrong or of_referral:
            _again(told, handled.told)


def _again(told: _Told, reached: Iterable[Recipient]) -> None:
    for recipient in sorted(reached):
        if recipient.kind == "relative":
            designation = told.after.designation(to.designation_of(recipient))
            if designation is None or not designation.standing:
                told.withhold(recipient, "revoked")
                continue
        told.lines.setdefault((recipient, INBOX), Told(recipient, INBOX, "told_before"))


def _corrector(told: _Told) -> None:
    corrections = (
        h.event.department for h in told.earlier if getattr(h.event.data, "event_id", None) == told.event.data.event_id
    )
    for code in filter(None, corrections):
        told.add(to.department(code), "corrected_it")


_TELLERS: dict[str, Callable[[_Told], None]] = {
    "N": _next_owner,
    "concerned": _concerned,
    "m": _managers,
    "parties": _parties,
    "I": _involved,
    "asked": _asked,
    "referrers": _referrers,
    "rel": _relatives_team,
    "D": _designated,
    "itself": _itself,
    "C": _citizen,
    "original": _original,
    "corrector": _corrector,
}
