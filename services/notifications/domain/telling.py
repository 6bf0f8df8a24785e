"""Who is told of an event, what is asked of them, and who is not told and why (I1, I2, I5, N2, P1, P2).

One pure function, asked by whoever tells (events heard, reports decided) and by the preview, so that what is shown
beforehand is what happens.
"""

from collections.abc import Callable, Sequence

from services.notifications.domain import recipient as to
from services.notifications.domain import tell_corrections, tell_departments, tell_people
from services.notifications.domain.change import Change
from services.notifications.domain.hospital import only_uncovered
from services.notifications.domain.receivers import NO_RECEIVERS, Receivers
from services.notifications.domain.rules import Rules
from services.notifications.domain.told import INBOX, SILENCE, WEBHOOK, Handled, Telling, Told, Withheld, Working


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


def _not_told(told: Working) -> tuple[Withheld, ...]:
    if not told.withheld:
        return ()
    reached = {recipient for recipient, _ in told.lines}
    return tuple([Withheld(*pair) for pair in told.withheld.items() if pair[0] not in reached])


_TELLERS: dict[str, Callable[[Working], None]] = {
    "N": tell_departments.next_owner,
    "concerned": tell_departments.at_work,
    "m": tell_departments.managers,
    "s": tell_departments.supervisors,
    "parties": tell_departments.parties,
    "I": tell_departments.involved,
    "hospital": tell_departments.hospital,
    "asked": tell_departments.asked,
    "referrers": tell_departments.referrers,
    "rel": tell_departments.relatives_team,
    "D": tell_people.designated,
    "itself": tell_people.itself,
    "C": tell_people.citizen,
    "original": tell_corrections.original,
    "corrector": tell_corrections.corrector,
    "sender": tell_departments.sender,
}
