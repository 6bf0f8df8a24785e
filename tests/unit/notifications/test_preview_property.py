"""What the preview says is what then happens, whatever happened before and whatever the rules are (P3, I3)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

import hypothesis.strategies as some
import pytest
from hypothesis import given

from services.notifications.domain.overlay import Departure, overlay_of, with_overlay
from services.notifications.domain.receivers import Receiver, Receivers
from services.notifications.domain.rules import SHIPPED, Rules
from services.notifications.handlers import preview
from services.notifications.handlers.preview import _earlier, would_tell
from shared.contracts import (
    Event,
    Fact,
    ReferralAccepted,
    ReferralCreated,
    Refused,
    Report,
    SubGoalReached,
    Waits,
    every_fact,
)
from shared.contracts.codes import DEPARTMENTS
from tests.fakes.notifications import FakeWorld
from tests.suites.notifications_world import WORK
from tests.unit.notifications.lives import Life
from tests.unit.notifications.lives_kinds import ACCEPT, APPLICATION, CORRECT, DECIDE, KINDS, REFER, REFER_ON, whatever

_CHANNELS = some.sampled_from(
    [frozenset({"inbox", "mail"}), frozenset({"inbox"}), frozenset({"inbox", "webhook", "mail"})]
)
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
    return replace(SHIPPED, by_type=ruled.by_type, hospitals=hospitals, version=1, channels=draw(_CHANNELS))


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
steps = some.lists(some.tuples(some.integers(0, len(KINDS) - 1), some.integers(0, 60)), min_size=4, max_size=18)


def test_everything_that_can_be_reported_is_made() -> None:
    """P3: a type that is added is asked of beforehand, too."""
    assert {made for kind in KINDS for made in kind.makes} == {fact for fact in every_fact() if fact.reported}


@given(rules(), receivers, steps)
async def test_whatever_the_preview_says_then_happens(
    ruled: Rules, listening: Receivers, happened: list[tuple[int, int]]
) -> None:
    """P3, I3, N5: recipients and channels, no more and no fewer; and nobody it says is left out is told. What this
    service decides is refused to who asks as to who sends. What referral and kraftcenter alone refuse is theirs to say:
    here a report of theirs that may be asked about is taken to be accepted."""
    world = FakeWorld()
    world.rules, world.receivers = ruled, listening
    life = Life(world)
    await _happens(life, life.next(REFER, happened[0][1]))
    for kind, which in happened:
        await _happens(life, whatever(life, kind, which))


async def test_each_type_is_told_in_one_life() -> None:
    """P3: the comparison reaches every type, none is only ever refused; and every refusal, too."""
    told, refused = await _a_long_life()
    assert told == {fact for fact in every_fact() if fact.reported}
    assert refused >= {
        "already-exists", "illegal-move", "invalid-data", "not-allowed", "not-involved", "rests-on", "unknown-reference"
    }  # fmt: skip


async def test_a_preview_of_what_cannot_be_sent_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """P3, P2: the comparison sees where sending is refused, and asking was not."""

    async def nothing(*_: Any) -> None:
        pass

    monkeypatch.setattr(import_module("services.notifications.handlers.preview"), "foresee", nothing)
    with pytest.raises(Refused):
        await _a_long_life()


async def _a_long_life() -> tuple[set[type[Fact]], set[str | None]]:
    """The types told of, and the problems met."""
    life = Life(FakeWorld())
    told, refused = set[type[Fact]](), set[str | None]()
    for which in range(14):
        for kind in KINDS:
            report = life.next(kind, which)
            refused.add(outcome := await _happens(life, report))
            if report is not None and outcome is None:
                told.add(type(report.data))
    return told, refused


async def _granted_and_referred(world: FakeWorld) -> None:
    """Socialpsykiatri comes into the loop of an application, and its app wants to hear of nothing but answers."""
    world.receivers = Receivers.of([Receiver("en-app", "socialpsykiatri", frozenset({ReferralAccepted.type}))])
    life = Life(world)
    for kind, which in ((REFER, APPLICATION), (ACCEPT, 0), (DECIDE, 1), (REFER_ON, 0), (CORRECT, 1)):
        await _happens(life, life.next(kind, which))


async def test_the_rarer_ways_are_foreseen_too() -> None:
    """P3, I2, R7: who comes into a loop gets what it had before, and who corrects hears how far it came."""
    await _granted_and_referred(FakeWorld())


@pytest.mark.parametrize("forgotten", ["_caught_up", "_reaching"])
async def test_a_preview_that_forgets_one_of_them_is_found_out(forgotten: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """P3: the comparison above sees what it is there to see."""
    monkeypatch.setattr(import_module("services.notifications.handlers.preview"), forgotten, lambda *_: ())
    with pytest.raises(AssertionError):
        await _granted_and_referred(FakeWorld())


async def _happens(life: Life, report: Report[Any] | None) -> str | None:
    """Asked about, then sent, and compared. The problem it was refused with, None where it was not."""
    world = life.world
    if report is None:
        return None
    world.now += timedelta(minutes=1)
    known = world.of(report.subject).involvement
    decided_here = report.data.owner == "notifications"
    try:
        shown = await preview(report, WORK, world.now, world, world.rules, world.receivers)
    except Refused as refused:
        if decided_here:
            await _refused_alike(world, report, refused)
        return refused.problem
    earlier = await _earlier(report, known, world.now, world, world.rules)
    would = would_tell(report, known, world.now, world.rules, world.receivers, earlier)
    before = {subject: set(kept.notices) for subject, kept in world.kept.items()}
    if decided_here:
        await world.report(report)
    for event in _new([each.event for each in would], world.of(report.subject).events):
        await world.hear(event)
    notices = world.of(report.subject).notices.items()
    told = {(n.recipient, n.channel) for key, n in notices if key not in before.get(report.subject, ())}
    expected = {(line.recipient, line.channel) for each in would for line in each.telling.told}
    assert told == expected
    seen = [(r.recipient_kind, r.department, r.channel) for r in shown.recipients]
    everybody = [(r.kind, r.department, channel) for r, channel in told]
    if report.reporter.role in ("app", "relative"):
        # Not all is theirs to see.
        assert set(seen) <= set(everybody)
    else:
        assert sorted(seen, key=str) == sorted(everybody, key=str)
        withheld = {line.recipient for each in would for line in each.telling.withheld}
        assert len(shown.withheld) == len(withheld - {recipient for recipient, _ in told})
    assert shown.rules_version == world.rules.version
    return None


async def _refused_alike(world: FakeWorld, report: Report[Any], asked: Refused) -> None:
    """In the same words; a report about somebody nothing was heard of waits."""
    with pytest.raises((Refused, Waits)) as sent:
        await world.report(report)
    if isinstance(sent.value, Refused):
        assert vars(sent.value) == vars(asked)
    else:
        assert not world.of(report.subject).involvement.known


def _new(events: list[Event[Any]], kept: dict[UUID, Event[Any]]) -> Iterator[Event[Any]]:
    """Heard from the service that decides it, with what that says because of it."""
    return (event for event in events if event.id not in kept and event.data.owner != "notifications")
