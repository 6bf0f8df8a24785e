"""Who is told of an event, what is asked of them, and who is not told and why (I1, I2, I5, N2, P1, P2).

One pure function, asked by whoever tells (events heard, reports decided) and by the preview, so that what is shown
beforehand is what happens.
"""

from collections.abc import Callable, Iterable, Sequence

from services.notifications.domain import recipient as to
from services.notifications.domain.change import Change
from services.notifications.domain.correction import corrected, taken_back
from services.notifications.domain.hospital import only_uncovered, uncovered
from services.notifications.domain.receivers import NO_RECEIVERS, Receivers
from services.notifications.domain.recipient import Recipient
from services.notifications.domain.rules import Rules
from services.notifications.domain.sending import by_citizen
from services.notifications.domain.tending import answers_to
from services.notifications.domain.told import INBOX, SILENCE, WEBHOOK, Handled, Telling, Told, Withheld, Working
from shared.contracts.codes import AUTHORITY, OFFERS, RELATIVES_TEAM
from shared.contracts.involvement import Designation, Involvement, Loop
from shared.contracts.kraftcenter import CourseOpened, FollowUpOverdue


def tell(change: Change, rules: Rules, earlier: Sequence[Handled] = (), receivers: Receivers = NO_RECEIVERS) -> Telling:
    """`earlier` are the loop's events before this one; needed where the rule looks back. `receivers` are the apps that
    listen: of a department that is told, each is told too, and never of anything else."""
    event = change.event
    rule = rules.of(event.type)
    codes = rule.codes(event.data)
    if not (codes or rule.silenced) or change.after.erased:
        return SILENCE
    told = Working(event, change, rule, rules, earlier, receivers)
    for code in codes:
        _TELLERS[code](told)
    told.silent = True
    for code in rule.silenced:
        _TELLERS[code](told)
    told.add_apps()
    return Telling(tuple(told.lines.values()), _not_told(told))


def catch_up(
    handled: Handled, department: str, rules: Rules, change: Change, receivers: Receivers = NO_RECEIVERS
) -> tuple[Told, ...]:
    """The notice of an earlier event of the loop to a department that the change has brought into it, and its apps; it
    asks nothing any more. N5: of what a hospital reported none to who is there under § 82 alone."""
    recipient = to.department(department)
    if "I" not in rules.of(handled.event.type).every_code or department in rules.hospitals:
        return ()
    if handled.event.department == department or recipient in handled.told:
        return ()
    if handled.event.department in rules.hospitals and only_uncovered(department, change):
        return ()
    apps = receivers.hearing(department, handled.event.type)
    return Told(recipient, INBOX, "newcomer"), *(Told(app, WEBHOOK, "its_department") for app in apps)


def concerned(known: Involvement) -> frozenset[str]:
    """P4, I1: who is at work in the citizen's open loops, as far as they are involved: who runs an intervention there,
    or the authority whose grant is not used yet, or else whoever has the next step."""
    pieces = (known.loops.referrals, known.loops.interventions, known.loops.decisions)
    loops = (known.loop(id_) for id_ in {piece.loop for kind in pieces for piece in kind.values()})
    return known.departments() & frozenset[str]().union(*(_at_work(loop) for loop in loops if loop and loop.open))


def _at_work(loop: Loop) -> frozenset[str]:
    running = frozenset(intervention.provider for intervention in loop.interventions if intervention.running)
    if running:
        return running
    if loop.granted_and_unused:
        return frozenset({AUTHORITY})
    return frozenset() if loop.next_owner is None else frozenset({loop.next_owner})


def _not_told(told: Working) -> tuple[Withheld, ...]:
    if not told.withheld:
        return ()
    reached = {recipient for recipient, _ in told.lines}
    return tuple([Withheld(*pair) for pair in told.withheld.items() if pair[0] not in reached])


def _next_owner(told: Working) -> None:
    owner = _waited_for(told)
    if owner is not None:
        told.add(to.department(owner), "next_owner", told.rule.asks)


def _waited_for(told: Working) -> str | None:
    """A follow-up is owed by who runs its intervention, whatever has become of the referral since (R4)."""
    data = told.event.data
    named: str | None = getattr(data, "waiting_for", None)
    if named is None and isinstance(data, FollowUpOverdue):
        intervention = told.change.after.intervention(data.intervention_id)
        named = None if intervention is None else intervention.provider
    return named or (None if told.change.loop is None else told.change.loop.next_owner)


def _concerned(told: Working) -> None:
    for code in sorted(concerned(told.change.after)):
        told.add(to.department(code), "concerned", told.rule.asks)


def _managers(told: Working) -> None:
    """R4: of the one waited for at level 2, of both sides at level 3. N4: of the one the notice was meant for."""
    data, loop = told.event.data, told.change.loop
    waiting_for = _waited_for(told)
    if not hasattr(data, "level"):
        waiting_for = data.department or (RELATIVES_TEAM if data.recipient_kind == "relative" else waiting_for)
    concerned = {waiting_for}
    if getattr(data, "level", 0) == 3 and loop is not None:
        concerned |= {loop.sender, loop.receiver}
    for code in sorted(filter(None, concerned)):
        told.add(to.managers(code), "manager", told.rule.managers)


def _supervisors(told: Working) -> None:
    """V2: those who answer for how their department reads, also where they broke the glass themselves."""
    told.add(to.managers(told.event.data.department), "supervises", told.rule.managers)


def _parties(told: Working) -> None:
    if told.change.loop is not None:
        for code in filter(None, (told.change.loop.sender, told.change.loop.receiver)):
            told.add(to.department(code), "party", told.rule.asks)


def _involved(told: Working) -> None:
    involved, circle = told.change.reach()
    hospitals = told.rules.hospitals
    from_hospital = told.event.department in hospitals
    for code in sorted(involved):
        if code in hospitals:
            if "hospital" not in told.rule.told:
                told.withhold(to.department(code), "hospital")
        elif code in circle:
            if from_hospital and only_uncovered(code, told.change):
                told.withhold(to.department(code), "uncovered")
            else:
                told.add(to.department(code), "involved")
        elif told.change.quiet:
            told.withhold(to.department(code), "quiet")
        else:
            told.withhold(to.department(code), "not_party")


def _hospital(told: Working) -> None:
    """N5: what rests on § 82 is kept from it, whatever the rules say."""
    involved, circle = told.change.reach()
    kept_out = uncovered(told.change, told.earlier)
    for code in sorted(involved & circle & told.rules.hospitals):
        if kept_out:
            told.withhold(to.department(code), "uncovered")
        else:
            told.add(to.department(code), "involved")


def _citizen(told: Working) -> None:
    told.add(to.citizen(told.event.subject), "own")


def _relatives_team(told: Working) -> None:
    told.add(to.department(RELATIVES_TEAM), "relatives_team")


def _designated(told: Working) -> None:
    """P1, P2: no designation, no notice; nothing earlier than the naming, nothing after it was revoked."""
    named = False
    for designation in told.change.after.designations.all.values():
        recipient = to.relative(told.event.subject, designation.id)
        since = designation.names_since(told.event.type)
        if designation.since is not None and told.event.type not in designation.may_know:
            told.withhold(recipient, "not_named")
        elif not designation.standing:
            told.withhold(recipient, _why_it_stands_no_more(designation))
        elif since is None or told.event.registeredtime < since:
            told.withhold(recipient, "before_designation")
        else:
            named = True
            _over_its_channels(told, designation, "designated")
    if named:
        told.add(to.department(RELATIVES_TEAM), "designation_names_it")


def _why_it_stands_no_more(designation: Designation | None) -> str:
    """R7: the citizen never named who was designated in error, and so revoked nothing."""
    return "entered_in_error" if designation is not None and designation.since is None else "revoked"


def _itself(told: Working) -> None:
    """In the inbox alone: the mail about it is the invitation."""
    designation = told.change.after.designation(told.event.data.designation_id)
    if designation is None or not designation.standing:
        return
    recipient = to.relative(told.event.subject, designation.id)
    if designation.channels & told.rules.channels:
        told.add(recipient, "designated_itself")
    else:
        told.withhold(recipient, "no_channel")


def _over_its_channels(told: Working, designation: Designation, because: str) -> None:
    usable = sorted(designation.channels & told.rules.channels)
    for channel in usable:
        told.add(to.relative(told.event.subject, designation.id), because, channel=channel)
    if not usable:
        told.withhold(to.relative(told.event.subject, designation.id), "no_channel")


def _referrers(told: Working) -> None:
    opened = [h.event.data for h in told.earlier if isinstance(h.event.data, CourseOpened)]
    offer = getattr(told.event.data, "offer", None) or next((data.offer for data in opened), None)
    if offer is not None:
        for code in sorted(OFFERS[offer].senders):
            told.add(to.department(code), "may_refer")


def _asked(told: Working) -> None:
    """C3: the sender of a referral hears of its place once, and nothing more (S3: nothing is reported back)."""
    id_ = told.event.data.referral_id
    referral = None if id_ is None else told.change.after.referral(id_)
    answered = any(getattr(h.event.data, "place_id", None) and h.event.data.referral_id == id_ for h in told.earlier)
    if referral is not None and referral.sender is not None and not answered:
        told.add(to.department(referral.sender), "answer_to_referral")


def _original(told: Working) -> None:
    """R7: whoever the original reached; who was revoked since counts as withheld."""
    for handled in taken_back(told.event, told.earlier):
        _again(told, handled.told)


def _again(told: Working, reached: Iterable[Recipient]) -> None:
    for recipient in sorted(reached):
        if recipient.kind == "app":
            told.add_app(recipient)
            continue
        if recipient.kind == "relative":
            designation = told.change.after.designation(to.designation_of(recipient))
            if designation is None or not designation.standing:
                told.withhold(recipient, _why_it_stands_no_more(designation))
            else:
                _over_its_channels(told, designation, "told_before")
            continue
        told.lines.setdefault((recipient, INBOX), Told(recipient, INBOX, "told_before"))


def _corrector(told: Working) -> None:
    """Who corrected: the department, or the citizen of what the citizen had reported. What Samspil takes back by
    itself, as it rested on what was wrong, is told to nobody."""
    about = told.event.data.event_id
    own = any(handled.event.id == about and by_citizen(handled.event) for handled in told.earlier)
    for handled in told.earlier:
        if corrected(handled.event.data, told.change.after) == about:
            if handled.event.department is not None:
                told.add(to.department(handled.event.department), "corrected_it")
            elif own:
                told.add(to.citizen(told.event.subject), "corrected_it")


def _sender(told: Working) -> None:
    """Whom the word is for; a department's notice is acknowledged, so nobody answers itself."""
    fact = told.event.data
    reader = to.department(fact.department)
    for handled in told.earlier:
        recipient = answers_to(handled.event, reader) if handled.event.id == fact.event_id else None
        if recipient is not None:
            told.add(recipient, "acknowledged")


_TELLERS: dict[str, Callable[[Working], None]] = {
    "N": _next_owner,
    "concerned": _concerned,
    "m": _managers,
    "s": _supervisors,
    "parties": _parties,
    "I": _involved,
    "hospital": _hospital,
    "asked": _asked,
    "referrers": _referrers,
    "rel": _relatives_team,
    "D": _designated,
    "itself": _itself,
    "C": _citizen,
    "original": _original,
    "corrector": _corrector,
    "sender": _sender,
}
