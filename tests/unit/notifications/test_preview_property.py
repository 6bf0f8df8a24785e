"""What the preview says is what then happens, whatever happened before and whatever the rules are (P3, I3)."""

from collections.abc import Iterator
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
    ReferralAccepted,
    ReferralCreated,
    Refused,
    SubGoalReached,
    Waits,
)
from shared.contracts.codes import DEPARTMENTS
from tests.fakes.notifications import FakeWorld
from tests.suites.notifications_story import says
from tests.suites.notifications_world import WORK
from tests.unit.notifications.lives import ACCEPT, APPLICATION, CORRECT, DECIDE, REFER, REFER_ON, Life

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
