"""What the preview says is what then happens, whatever happened before and whatever the rules are (P3, I3)."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

import hypothesis.strategies as some
import pytest
from hypothesis import given

from services.notifications.domain.overlay import Departure, overlay_of, with_overlay
from services.notifications.domain.receivers import Receiver, Receivers
from services.notifications.domain.rules import SHIPPED, Rules
from services.notifications.handlers import preview
from services.notifications.handlers.preview import _earlier, would_tell
from shared.contracts import (
    DesignationEnteredInError,
    DesignationRevoked,
    EligibilityDecided,
    Event,
    Fact,
    InterventionEnded,
    InterventionEnteredInError,
    InterventionStarted,
    ReferralAccepted,
    ReferralCancelled,
    ReferralCreated,
    ReferralEnteredInError,
    ReferralPutOnHold,
    ReferralRejected,
    Refused,
    RelativeDesignated,
    Reporter,
    SubGoalReached,
    Waits,
)
from shared.contracts.codes import DEPARTMENTS, DESIGNABLE, OFFERS
from tests.fakes.notifications import FakeWorld
from tests.suites.notifications_story import citizen, of, says
from tests.suites.notifications_world import WORK

DAY = date(2026, 3, 2)
FREE = {type_: sorted(rule.free) for type_, rule in SHIPPED.by_type.items() if rule.free}


@some.composite
def rules(draw: some.DrawFn) -> Rules:
    """Any overlay a manager could save, perhaps with a hospital among the departments."""
    changed = draw(some.lists(some.sampled_from(sorted(FREE)), unique=True))
    departures = []
    for type_ in changed:
        told = frozenset(draw(some.lists(some.sampled_from(FREE[type_]), unique=True)))
        departures.append(Departure(type_, told, frozenset(FREE[type_]) - told))
    hospitals = frozenset(draw(some.sampled_from([(), (), ("socialpsykiatri",), ("kraftcenter",)])))
    ruled = with_overlay(SHIPPED, overlay_of(departures, SHIPPED), 1)
    return Rules(ruled.by_type, hospitals=hospitals, version=1)


receivers = some.lists(
    some.builds(
        Receiver,
        some.sampled_from(["en-app", "en-anden"]),
        some.sampled_from(sorted(DEPARTMENTS)),
        some.sampled_from([frozenset[str](), frozenset({SubGoalReached.type}), frozenset({ReferralCreated.type})]),
    ),
    max_size=3,
    unique_by=lambda each: (each.app, each.department),
).map(Receivers.of)
steps = some.lists(some.tuples(some.integers(0, 15), some.integers(0, 40)), min_size=3, max_size=14)


class Life:
    """One citizen, and what could be reported about them next."""

    def __init__(self, world: FakeWorld) -> None:
        self.world, self.anna = world, uuid4()

    @property
    def events(self) -> list[Event[Any]]:
        return [event for event in self.world.of(self.anna).events.values() if event.data.reported]

    def next(self, kind: int, which: int) -> tuple[Reporter, Fact] | None:
        """Nothing where there is nothing of the kind yet."""
        return _KINDS[kind % len(_KINDS)](self, which)

    def pick(self, which: int, *facts: type[Fact]) -> Event[Any] | None:
        found = [event for event in self.events if isinstance(event.data, facts)]
        return found[which % len(found)] if found else None


def _refer(life: Life, which: int) -> tuple[Reporter, Fact]:
    sender = (None, "socialpsykiatri", "svr", "sel82", "kraftcenter")[which % 5]
    offer = sorted(OFFERS)[which % len(OFFERS)]
    straight = not OFFERS[offer].needs_decision or sender == "svr"
    fact = ReferralCreated.model_validate(
        {
            "referral_id": uuid4(), "from_department": sender, "offer": offer, "priority": "routine", "themes": (),
            "to_department": OFFERS[offer].run_by if straight else "svr",
            "origin": "professional" if sender else "self",
        }
    )  # fmt: skip
    return (citizen(life.anna) if sender is None else of(sender)), fact


def _answer(fact: type[Fact], **data: Any) -> Callable[[Life, int], tuple[Reporter, Fact] | None]:
    def answered(life: Life, which: int) -> tuple[Reporter, Fact] | None:
        asked = life.pick(which, ReferralCreated)
        if asked is None:
            return None
        known = {"referral_id": asked.data.referral_id, "by_department": asked.data.to_department}
        return of(asked.data.to_department), fact.model_validate(known | data)

    return answered


def _decide(life: Life, which: int) -> tuple[Reporter, Fact] | None:
    asked = life.pick(which, ReferralCreated)
    if asked is None or asked.data.to_department != "svr":
        return None
    return of("svr"), EligibilityDecided.model_validate(
        {
            "decision_id": uuid4(), "referral_id": asked.data.referral_id, "offer": asked.data.offer,
            "legal_basis": "SEL-85", "granted": which % 3 > 0, "assessed_on": DAY,
        }
    )  # fmt: skip


def _refer_on(life: Life, which: int) -> tuple[Reporter, Fact] | None:
    """What svr has granted it refers to who runs it, in the application's loop."""
    decided = life.pick(which, EligibilityDecided)
    if decided is None:
        return None
    offer = decided.data.offer
    fact = ReferralCreated.model_validate(
        {
            "referral_id": uuid4(), "from_department": "svr", "to_department": OFFERS[offer].run_by, "offer": offer,
            "decision_id": decided.data.decision_id, "priority": "routine", "themes": (), "origin": "professional",
        }
    )  # fmt: skip
    return of("svr"), fact


def _start(life: Life, which: int) -> tuple[Reporter, Fact] | None:
    asked = life.pick(which, ReferralCreated)
    if asked is None:
        return None
    offer, own = asked.data.offer, which % 4 == 0
    fact = InterventionStarted.model_validate(
        {
            "intervention_id": uuid4(), "referral_id": None if own else asked.data.referral_id, "offer": offer,
            "department": OFFERS[offer].run_by, "follow_up_on": DAY,
        }
    )  # fmt: skip
    return of(fact.department), fact


def _reach(life: Life, which: int) -> tuple[Reporter, Fact] | None:
    start = life.pick(which, InterventionStarted)
    if start is None:
        return None
    fact = SubGoalReached.model_validate(
        {
            "sub_goal_id": uuid4(), "goal_id": uuid4(), "intervention_id": start.data.intervention_id,
            "reached_on": DAY, "informant": "professional",
        }
    )  # fmt: skip
    return (citizen(life.anna) if which % 5 == 0 else of(start.data.department)), fact


def _end(life: Life, which: int) -> tuple[Reporter, Fact] | None:
    start = life.pick(which, InterventionStarted)
    if start is None:
        return None
    ended = {"intervention_id": start.data.intervention_id, "outcome": "completed", "by": "professional"}
    return of(start.data.department), InterventionEnded.model_validate(ended)


def _designate(life: Life, which: int) -> tuple[Reporter, Fact]:
    named = [type_ for number, type_ in enumerate(DESIGNABLE) if (which >> number % 5) & 1] or [SubGoalReached.type]
    channels = (("inbox",), ("inbox", "webhook"), ("webhook",))[which % 3]
    fact = RelativeDesignated.model_validate(
        {"designation_id": uuid4(), "relation": "family", "may_know": named, "channels": channels}
    )
    return (citizen(life.anna) if which % 2 else of("paaroerende")), fact


def _revoke(life: Life, which: int) -> tuple[Reporter, Fact] | None:
    named = life.pick(which, RelativeDesignated)
    return None if named is None else (citizen(life.anna), DesignationRevoked(designation_id=named.data.designation_id))


def _correct(life: Life, which: int) -> tuple[Reporter, Fact] | None:
    wrong = life.pick(
        which, ReferralCreated, ReferralAccepted, EligibilityDecided, InterventionStarted, InterventionEnded,
        SubGoalReached, RelativeDesignated,
    )  # fmt: skip
    if wrong is None:
        return None
    who = citizen(life.anna) if wrong.department is None else of(wrong.department)
    if wrong.data.owner == "referral":
        return who, ReferralEnteredInError(referral_id=wrong.data.referral_id, event_id=wrong.id)
    wrong_one = DesignationEnteredInError if wrong.data.owner == "notifications" else InterventionEnteredInError
    return who, wrong_one(event_id=wrong.id)


_KINDS: tuple[Callable[[Life, int], tuple[Reporter, Fact] | None], ...] = (
    _refer,
    _answer(ReferralAccepted),
    _answer(ReferralAccepted),
    _answer(ReferralRejected, reason="no_capacity"),
    _answer(ReferralPutOnHold, reason="no_capacity", until=DAY),
    _answer(ReferralCancelled, reason="moved", by="receiver"),
    _decide,
    _refer_on,
    _start,
    _reach,
    _reach,
    _end,
    _designate,
    _designate,
    _revoke,
    _correct,
)


@given(rules(), receivers, steps)
async def test_whatever_the_preview_says_then_happens(
    ruled: Rules, listening: Receivers, happened: list[tuple[int, int]]
) -> None:
    """P3, I3, N5: recipients and channels, no more and no fewer; and nobody it says is left out is told."""
    world = FakeWorld()
    world.rules, world.receivers = ruled, listening
    life = Life(world)
    await _happens(life, 0, happened[0][1])
    for kind, which in happened:
        await _happens(life, kind, which)


APPLICATION = next(
    which for which in range(100) if OFFERS[sorted(OFFERS)[which % len(OFFERS)]].needs_decision and which % 5 == 4
)
REFER, ACCEPT, DECIDE, REFER_ON, CORRECT = (
    _KINDS.index(kind) for kind in (_refer, _KINDS[1], _decide, _refer_on, _correct)
)


async def _granted_and_referred(world: FakeWorld) -> None:
    """Socialpsykiatri comes into the loop of an application, and its app wants to hear of nothing but answers."""
    world.receivers = Receivers.of([Receiver("en-app", "socialpsykiatri", frozenset({ReferralAccepted.type}))])
    life = Life(world)
    for kind, which in ((REFER, APPLICATION), (ACCEPT, 0), (DECIDE, 1), (REFER_ON, 0), (CORRECT, 1)):
        await _happens(life, kind, which)


async def test_the_rarer_ways_are_foreseen_too() -> None:
    """P3, I2, R7: who comes into a loop gets what it had before, and who corrects hears how far it came."""
    await _granted_and_referred(FakeWorld())


@pytest.mark.parametrize("forgotten", ["_caught_up", "_reaching"])
async def test_a_preview_that_forgets_one_of_them_is_found_out(forgotten: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """P3: the comparison above sees what it is there to see."""
    monkeypatch.setattr(import_module("services.notifications.handlers.preview"), forgotten, lambda *_: ())
    with pytest.raises(AssertionError):
        await _granted_and_referred(FakeWorld())


async def _happens(life: Life, kind: int, which: int) -> None:
    world, anna = life.world, life.anna
    said = life.next(kind, which)
    if said is None:
        return
    world.now += timedelta(minutes=1)
    who, fact = said
    report = says(who, anna, fact)
    known = world.of(anna).involvement
    try:
        shown = await preview(report, WORK, world.now, world, world.rules, world.receivers)
    except Refused:
        return
    earlier = await _earlier(report, known, world.now, world, world.rules)
    would = would_tell(report, known, world.now, world.rules, world.receivers, earlier)
    before = set(world.of(anna).notices)
    try:
        await _becomes(world, life, report, [each.event for each in would])
    except (Refused, Waits):
        return
    told = {(n.recipient, n.channel) for key, n in world.of(anna).notices.items() if key not in before}
    expected = {(line.recipient, line.channel) for each in would for line in each.telling.told}
    assert told == expected
    seen = [(r.recipient_kind, r.department, r.channel) for r in shown.recipients]
    assert sorted(seen, key=str) == sorted(((r.kind, r.department, channel) for r, channel in told), key=str)
    withheld = {line.recipient for each in would for line in each.telling.withheld}
    assert len(shown.withheld) == len(withheld - {recipient for recipient, _ in told})
    assert shown.rules_version == world.rules.version


async def _becomes(world: FakeWorld, life: Life, report: Any, events: list[Event[Any]]) -> None:
    """Decided here, or heard from the service that decides it, with what that says because of it."""
    kept = world.of(life.anna).events
    if report.data.owner == "notifications":
        await world.report(report)
        return
    for event in _new(events, kept):
        await world.hear(event)


def _new(events: list[Event[Any]], kept: dict[UUID, Event[Any]]) -> Iterator[Event[Any]]:
    return (event for event in events if event.id not in kept and event.data.owner != "notifications")
