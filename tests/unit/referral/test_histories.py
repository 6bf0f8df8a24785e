"""Any history of reports, of what kraftcenter tells, of silence, and of what was an error."""

from datetime import date
from itertools import pairwise

import hypothesis.strategies as st
from hypothesis.stateful import invariant, precondition, rule

from services.referral.domain import MOVES, fold, reported_by, with_its_use
from services.referral.domain.journal import STEPS
from shared.contracts import (
    EligibilityDecided,
    InterventionStarted,
    ReferralCreated,
    ReferralEnteredInError,
    ReferralOverdue,
)
from tests.suites import referral_story as story
from tests.suites.referral_story import asking, says
from tests.unit.referral.test_rows import as_stored
from tests.unit.referral.told import SAID, Told, now, one

DEPARTMENTS = ("svr", "socialpsykiatri", "kraftcenter", "sel82", "paaroerende")
WHO = st.sampled_from((*DEPARTMENTS, "citizen"))
OFFERS = ("kraftcenter-traening", "paaroerende-netvaerk", "polaris-gruppe")
WHICH = st.integers(0, 40)


class Histories(Told):
    """Every move of everybody, in any order."""

    @precondition(lambda self: len(self.ids) < 3)
    @rule(who=WHO, offer=st.sampled_from(OFFERS), priority=st.sampled_from(("routine", "urgent")))
    def ask(self, who: str, offer: str, priority: str) -> None:
        origin = "self" if who == "citizen" else "professional"
        to = {"to_department": "svr"} if offer == "polaris-gruppe" else {}
        sender = None if who == "citizen" else who
        self._asked(who, asking(from_department=sender, origin=origin, offer=offer, priority=priority, **to))

    @precondition(lambda self: any(isinstance(e.data, EligibilityDecided) for e in self.told) and len(self.ids) < 5)
    @rule(which=WHICH)
    def refer_on_a_decision(self, which: int) -> None:
        decided = one([e.data.decision_id for e in self.told if isinstance(e.data, EligibilityDecided)], which)
        self._asked("svr", asking(from_department="svr", offer="polaris-gruppe", decision_id=decided))

    @precondition(lambda self: any(self._offered(which, "accept") for which in range(len(self.ids))))
    @rule(which=WHICH)
    def accept(self, which: int) -> None:
        """Nothing much happens to a referral before."""
        asked = [n for n in range(len(self.ids)) if self._offered(n, "accept")]
        referral = self._referral(one(asked, which))
        self._say(referral, referral.receiver, "accept")

    @precondition(lambda self: any(self._offered(which, *SAID) for which in range(len(self.ids))))
    @rule(which=WHICH, data=st.data())
    def go_on_as_offered(self, which: int, data: st.DataObject) -> None:
        """R2: what is offered as legal is taken."""
        referral = self._referral(one([n for n in range(len(self.ids)) if self._offered(n, *SAID)], which))
        offered = [act for act in SAID if self._is_legal(referral, act)]
        act = data.draw(st.sampled_from(offered))
        if act == "decide" and referral.offer != "polaris-gruppe":
            return
        before = len(self.told)
        self._say(referral, referral.receiver, act)
        assert len(self.told) > before

    @precondition(lambda self: self.ids)
    @rule(which=WHICH, own=st.booleans(), who=WHO, act=st.sampled_from(("accept", "reject", "cancel", *SAID)))
    def say_anything(self, which: int, own: bool, who: str, act: str) -> None:
        referral = self._referral(which)
        self._say(referral, referral.receiver if own else who, act)

    @precondition(lambda self: self.ids)
    @rule(which=WHICH)
    def begin(self, which: int) -> None:
        """As kraftcenter lets it: one intervention on a referral, whatever has become of it meanwhile."""
        referral = self._referral(which)
        loops = now(self.world.involvement_of(self.anna)).loops
        used = any(i.referral == referral.id and not i.erred for i in loops.interventions.values())
        if not used and not referral.application:
            self._hear(story.started(self.anna, referral.id, referral.receiver))

    @precondition(lambda self: self.heard)
    @rule(which=WHICH, on=st.dates(date(2027, 1, 1), date(2028, 1, 1)), act=st.sampled_from(("end", "follow", "err")))
    def go_on(self, which: int, on: date, act: str) -> None:
        event = one(self.heard, which)
        loops = now(self.world.involvement_of(self.anna)).loops
        intervention = loops.interventions[event.data.intervention_id]
        begun = isinstance(event.data, InterventionStarted)
        if act == "err" and event.id not in loops.erred and not (begun and intervention.ended):
            self._hear(story.erred(event))
        elif act != "err" and begun and intervention.running:
            self._hear(story.ended(event) if act == "end" else story.followed_up(event, on))

    @precondition(lambda self: self.ids)
    @rule(which=WHICH)
    def give_a_place(self, which: int) -> None:
        self.places.append(story.place_given(self.anna, self._referral(which).id))
        self._hear(self.places[-1])

    @precondition(lambda self: self.places)
    @rule(which=WHICH)
    def give_a_place_back(self, which: int) -> None:
        """C3: a place given back moves no referral."""
        given, before = one(self.places, which), len(self.told)
        self.released.add(given.data.place_id)
        self._hear(story.place_released(given))
        assert len(self.told) == before

    @precondition(lambda self: now(self.world.timers_of(self.anna)))
    @rule(which=WHICH)
    def stay_silent(self, which: int) -> None:
        (kind, ref), due = one(self._timers(), which)
        self.world.now = max(self.world.now, due)
        before = now(self.world.referral_of(self.anna, ref))
        told = now(self.world.run_out(self.anna, kind, ref))
        self._took(told)
        assert told, "a clock that runs out is never heard in vain"
        if kind != "hold":
            assert before is not None
            assert told[0].data.level == before.overdue_level + 1, "no level is told twice"

    @precondition(lambda self: self.told)
    @rule(which=WHICH, back=st.integers(1, 4), latest=st.booleans(), whole=st.booleans(), who=WHO)
    def correct(self, which: int, back: int, latest: bool, whole: bool, who: str) -> None:
        """Often what was told last, by who told it: the rest is nearly always refused."""
        event = self.told[-min(back, len(self.told))] if latest else one(self.told, which)
        if isinstance(event.data, ReferralCreated) and not whole:
            return
        who = event.department or ("citizen" if latest else who)
        wrong = None if isinstance(event.data, ReferralCreated) and which % 2 else event.id
        self._report(says(self._who(who), self.anna, story.correcting(event.data.referral_id, wrong)))

    @precondition(lambda self: self.ids)
    @rule(which=WHICH, who=WHO)
    def take_back_as_offered(self, which: int, who: str) -> None:
        """R7: an error is offered to exactly those who can report one, also of an application decided on."""
        referral, reporter = self._referral(which), self._who(who)
        referral = with_its_use(referral, now(self.world.involvement_of(self.anna)))
        offered = ReferralEnteredInError.type in referral.legal_moves(reporter)
        own = [e.event_id for e in referral.history if e.by == reported_by(reporter) and referral.last_of(e)]
        before = len(self.told)
        self._report(says(reporter, self.anna, story.correcting(referral.id, own[-1] if own else None)))
        assert len(self.told) == before or offered
        assert len(self.told) > before or not offered

    @invariant()
    def an_open_referral_has_one_next_owner_and_one_clock(self) -> None:
        """R1, R2, R7: after every step; and the fold that all services keep agrees, corrections and all."""
        involvement, timers = now(self.world.involvement_of(self.anna)), now(self.world.timers_of(self.anna))
        for which in range(len(self.ids)):
            referral = self._referral(which)
            running = {kind: due for (kind, ref), due in timers.items() if ref == referral.id}
            assert referral.position == fold(referral.history)
            assert as_stored(referral) == referral
            assert referral.state == involvement.loops.referrals[referral.id].state == self.states[referral.id]
            loop = involvement.loop(referral.loop)
            assert loop is not None
            if loop.referral is involvement.referral(referral.id):
                assert referral.next_owner == loop.next_owner, "I5 is told alike in both places"
            if not referral.open:
                assert (running, referral.due, referral.overdue_level) == ({}, None, 0)
                continue
            assert referral.next_owner is not None
            assert referral.due is not None
            if referral.clock is None:
                assert referral.state == "in-progress" or referral.overdue_level == 3
                assert running == {}, "the follow-up's clock runs at the provider's; after level 3 it counts as running"
            else:
                assert running == {referral.clock.kind: referral.clock.rings}

    @invariant()
    def what_stands_is_a_legal_history(self) -> None:
        """R2, R7: whatever was taken back, what is left led along the arrows, and of silence what was told of it."""
        for id_, folded in now(self.world.involvement_of(self.anna)).loops.referrals.items():
            for before, after in pairwise(move.state for move in folded.moves):
                held = before == "on-hold" and after in ("accepted", "in-progress")
                erred = before == after
                assert erred or held or any(before in move.start and after == move.end for move in MOVES.values())
            referral = now(self.world.referral_of(self.anna, id_))
            assert referral is not None
            told = {e.data.level for e in self.told if e.type == ReferralOverdue.type and e.data.referral_id == id_
                    and STEPS.get(referral.state) == e.data.step and e.data.due == referral.due}  # fmt: skip
            assert referral.overdue_level == max(told, default=0)

    @invariant()
    def a_place_answers_once_there_is_an_answer_to_give(self) -> None:
        """C3: one that is kept completes what is accepted, whatever was taken back; one given back is kept no more."""
        for which in range(len(self.ids)):
            referral = self._referral(which)
            if referral.place is not None:
                assert referral.place.place_id not in self.released
                assert referral.state == "requested" or not referral.open

    @invariant()
    def versions_have_no_gap(self) -> None:
        """What is refused changes nothing."""
        assert [event.version for event in self.told] == list(range(1, len(self.told) + 1))


TestHistories = Histories.TestCase
