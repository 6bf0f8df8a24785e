"""Which departments the codes of a rule name, and what is asked of them (I1, I2, I5)."""

from services.notifications.domain import recipient as to
from services.notifications.domain.concerned import concerned
from services.notifications.domain.hospital import only_uncovered, uncovered
from services.notifications.domain.tending import answers_to
from services.notifications.domain.told import Working
from shared.contracts.codes import OFFERS, RELATIVES_TEAM
from shared.contracts.kraftcenter import CourseOpened, FollowUpOverdue


def next_owner(told: Working) -> None:
    owner = _waited_for(told)
    if owner is not None:
        told.add(to.department(owner), "next_owner", told.rule.asks)


def at_work(told: Working) -> None:
    for code in sorted(concerned(told.change.after)):
        told.add(to.department(code), "concerned", told.rule.asks)


def managers(told: Working) -> None:
    """R4: of the one waited for at level 2, of both sides at level 3. N4: of the one the notice was meant for."""
    data, loop = told.event.data, told.change.loop
    waiting_for = _waited_for(told)
    if not hasattr(data, "level"):
        waiting_for = data.department or (RELATIVES_TEAM if data.recipient_kind == "relative" else waiting_for)
    sides = {waiting_for}
    if getattr(data, "level", 0) == 3 and loop is not None:
        sides |= {loop.sender, loop.receiver}
    for code in sorted(filter(None, sides)):
        told.add(to.managers(code), "manager", told.rule.managers)


def supervisors(told: Working) -> None:
    """V2: those who answer for how their department reads, also where they broke the glass themselves."""
    told.add(to.managers(told.event.data.department), "supervises", told.rule.managers)


def parties(told: Working) -> None:
    if told.change.loop is not None:
        for code in filter(None, (told.change.loop.sender, told.change.loop.receiver)):
            told.add(to.department(code), "party", told.rule.asks)


def involved(told: Working) -> None:
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


def hospital(told: Working) -> None:
    """N5: what rests on § 82 is kept from it, whatever the rules say."""
    involved, circle = told.change.reach()
    kept_out = uncovered(told.change, told.earlier)
    for code in sorted(involved & circle & told.rules.hospitals):
        if kept_out:
            told.withhold(to.department(code), "uncovered")
        else:
            told.add(to.department(code), "involved")


def relatives_team(told: Working) -> None:
    told.add(to.department(RELATIVES_TEAM), "relatives_team")


def referrers(told: Working) -> None:
    opened = [h.event.data for h in told.earlier if isinstance(h.event.data, CourseOpened)]
    offer = getattr(told.event.data, "offer", None) or next((data.offer for data in opened), None)
    if offer is not None:
        for code in sorted(OFFERS[offer].senders):
            told.add(to.department(code), "may_refer")


def asked(told: Working) -> None:
    """C3: the sender of a referral hears of its place once, and nothing more (S3: nothing is reported back)."""
    id_ = told.event.data.referral_id
    referral = None if id_ is None else told.change.after.referral(id_)
    answered = any(getattr(h.event.data, "place_id", None) and h.event.data.referral_id == id_ for h in told.earlier)
    if referral is not None and referral.sender is not None and not answered:
        told.add(to.department(referral.sender), "answer_to_referral")


def sender(told: Working) -> None:
    """Whom the word is for; a department's notice is acknowledged, so nobody answers itself."""
    fact = told.event.data
    reader = to.department(fact.department)
    for handled in told.earlier:
        recipient = answers_to(handled.event, reader) if handled.event.id == fact.event_id else None
        if recipient is not None:
            told.add(recipient, "acknowledged")


def _waited_for(told: Working) -> str | None:
    """A follow-up is owed by who runs its intervention, whatever has become of the referral since (R4)."""
    data = told.event.data
    named: str | None = getattr(data, "waiting_for", None)
    if named is None and isinstance(data, FollowUpOverdue):
        intervention = told.change.after.intervention(data.intervention_id)
        named = None if intervention is None else intervention.provider
    return named or (None if told.change.loop is None else told.change.loop.next_owner)
