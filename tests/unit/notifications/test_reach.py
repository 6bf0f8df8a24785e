"""How far a correction has come, counted: of any history, and where something is broken."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.notifications.domain import recipient as to
from services.notifications.domain import tell_corrections
from services.notifications.domain.correction import corrected, taken_back
from services.notifications.domain.reach import Line, reach_at_last
from services.notifications.domain.recipient import Recipient
from services.notifications.domain.told import Handled, Working
from services.notifications.handlers import end_delivery
from shared.contracts import CorrectionReached, InterventionEnteredInError, ReferralEnteredInError
from tests.fakes.notifications import FakeWorld
from tests.suites.notifications_story import NOON, asked, changing, citizen, happened, in_loop, revoking, says
from tests.suites.notifications_taking_back import a_goal_reached, a_relative, reach, taking_back
from tests.suites.notifications_world import a_running_loop
from tests.unit.notifications.tellings import ANNA, CITIZEN, KRAFTCENTER, SOCIALPSYKIATRI, Story

STEPS = ("designate", "designate by mail", "goal", "revoke", "narrow")


def told_of(world: FakeWorld, event_id: UUID) -> set[Recipient]:
    return {n.recipient for kept in world.kept.values() for n in kept.notices.values() if n.event_id == event_id}


@given(
    some.lists(some.tuples(some.sampled_from(STEPS), some.integers(0, 3)), max_size=14),
    some.integers(0, 5),
    some.lists(some.sampled_from(["delivered", "given_up", "stopped"]), max_size=10),
)
async def test_of_any_history(steps: list[tuple[str, int]], which: int, ends: list[str]) -> None:
    """R7: told is everyone the original reached who was not revoked since, withheld are the revoked, and nobody else is
    told; told is reached and outstanding together, when it is told and when the last of it has come to an end."""
    world, anna = FakeWorld(), uuid4()
    start = await a_running_loop(world, anna)
    relatives = [(await a_relative(world, anna, channel)).designation_id for channel in ("inbox", "mail", "mail")]
    goals = [await a_goal_reached(world, anna, start)]
    for step, n in steps:
        world.now += timedelta(minutes=1)
        standing = [d for d in relatives if (it := world.of(anna).involvement.designation(d)) and it.standing]
        if step.startswith("designate"):
            channel = "mail" if step.endswith("mail") else "inbox"
            relatives.append((await a_relative(world, anna, channel)).designation_id)
        elif step == "goal":
            goals.append(await a_goal_reached(world, anna, start))
        elif standing:
            id_ = standing[n % len(standing)]
            fact = revoking(id_) if step == "revoke" else changing(id_, "dk.samspil.indsats.startet.v1")
            await world.report(says(citizen(anna), anna, fact))
    wrong = goals[which % len(goals)]
    original = told_of(world, wrong.id)
    gone = {to.relative(anna, d) for d in relatives if not world.of(anna).involvement.designation(d).standing}  # type: ignore[union-attr]  # each was designated
    correction = taking_back(wrong)
    ((told, reached, outstanding, withheld),) = reach(await world.hear(correction))
    assert told_of(world, correction.id) == original - gone
    assert (told, withheld) == (len(original - gone), len(original & gone))
    assert (told, bool(outstanding)) == (reached + outstanding, bool(await _on_the_way(world, anna)))
    for end in ends:
        for delivery in (await _on_the_way(world, anna))[:1]:
            await end_delivery(delivery, end, world.decisions)  # type: ignore[arg-type]  # one of the three above
    said = [e.data for e in world.of(anna).events.values() if isinstance(e.data, CorrectionReached)]
    assert all(data.told == data.reached + data.outstanding for data in said)
    assert {data.told + data.withheld for data in said} == {len(original)}
    assert len(said) == (2 if outstanding and not await _on_the_way(world, anna) else 1)


async def _on_the_way(world: FakeWorld, anna: UUID) -> list[object]:
    return [d for d in await world.out(anna) if d.event_type == InterventionEnteredInError.type]


@pytest.mark.parametrize("left_out", ["citizen", "department", "relative"])
async def test_a_rule_that_leaves_somebody_out_is_seen(left_out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """R7: the reach is held against who heard of the original: where telling passes one of them over without a word, it
    says that somebody is outstanding, and no delivery ever makes it say otherwise."""
    again = tell_corrections._again

    def forgetful(told: Working, reached: frozenset[Recipient]) -> None:
        again(told, [recipient for recipient in reached if recipient.kind != left_out])

    world, anna = FakeWorld(), uuid4()
    start = await a_running_loop(world, anna)
    await a_relative(world, anna, "mail")
    goal = await a_goal_reached(world, anna, start)
    monkeypatch.setattr(tell_corrections, "_again", forgetful)
    events = await world.hear(taking_back(goal))
    ((told, _, outstanding, _),) = reach(events)
    missing = sum(recipient.kind == left_out for recipient in told_of(world, goal.id))
    assert told == 4
    assert outstanding >= missing >= 1
    for delivery in await _on_the_way(world, anna):
        await end_delivery(delivery, "delivered", world.decisions)  # type: ignore[arg-type]  # as the fake gives it
    *_, last = [e.data for e in world.of(anna).events.values() if isinstance(e.data, CorrectionReached)]
    assert last.outstanding == missing


async def test_a_rule_that_tells_a_stranger_hides_nobody() -> None:
    """R7: who never heard of the original does not count as one of those who did."""
    created = asked(ANNA)
    wrong = [Handled(created, frozenset({KRAFTCENTER, CITIZEN}))]
    first = CorrectionReached(event_id=created.id, told=2, reached=1, outstanding=1, withheld=0)
    last = reach_at_last(first, wrong, [Line(KRAFTCENTER, "given_up"), Line(SOCIALPSYKIATRI, "delivered")])
    assert last is not None
    assert (last.told, last.reached, last.outstanding) == (2, 0, 2)


def test_over_two_channels_both_must_arrive() -> None:
    """R7: one who is told over two channels is one; a channel that was closed to them meanwhile counts no more."""
    sister = to.relative(ANNA, uuid4())
    wrong = [Handled(asked(ANNA), frozenset({sister}))]
    first = CorrectionReached(event_id=uuid4(), told=1, reached=0, outstanding=1, withheld=0)
    for other, expected in (
        ("queued", None),
        ("delivered", (1, 1, 0, 0)),
        ("given_up", (1, 0, 1, 0)),
        ("stopped", (1, 1, 0, 0)),
    ):
        last = reach_at_last(first, wrong, [Line(sister, "delivered"), Line(sister, other)])  # type: ignore[arg-type]  # a status
        assert (last and (last.told, last.reached, last.outstanding, last.withheld)) == expected
    gone = reach_at_last(first, wrong, [Line(sister, "stopped"), Line(sister, "stopped")])
    assert gone is not None
    assert (gone.told, gone.withheld) == (0, 1)


def test_what_a_correction_takes_back() -> None:
    """R7: one event, or a whole referral's, of which the creation gives the reach its name."""
    created, other = asked(ANNA), asked(ANNA)
    story = Story(created, other)
    earlier = [Handled(event, frozenset()) for event in (created, other)]
    whole = in_loop(ReferralEnteredInError(referral_id=created.correlationid), created)
    one = in_loop(ReferralEnteredInError(referral_id=created.correlationid, event_id=other.id), created)
    assert [h.event for h in taken_back(whole, earlier)] == [created]
    assert [h.event for h in taken_back(one, earlier)] == [other]
    assert corrected(whole.data, story.involvement) == created.id
    assert corrected(one.data, story.involvement) == other.id
    assert corrected(created.data, story.involvement) is None
    unheard = happened(ReferralEnteredInError(referral_id=uuid4()), ANNA, uuid4(), at=NOON)
    assert corrected(unheard.data, story.involvement) is None
