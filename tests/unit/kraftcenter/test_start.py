"""An intervention starts by the right department, on the right referral, under the right law."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from shared.contracts import Event, InterventionStarted, ReferralResumed, Refused
from tests.fakes.kraftcenter import FakeWorld
from tests.suites.kraftcenter_story import DAY, KRAFTCENTER, SOCIALPSYKIATRI, SVR, Story

POLARIS: dict[str, Any] = {"offer": "polaris-gruppe", "department": "socialpsykiatri"}


async def hear(world: FakeWorld, *events: Event[Any]) -> None:
    for event in events:
        await world.hear(event)


async def refusal(world: FakeWorld, story: Story, **changes: Any) -> Refused:
    by = changes.pop("by", KRAFTCENTER)
    with pytest.raises(Refused) as refused:
        await world.report(story.start(by=by, **changes))
    assert not await world.published(story.citizen)
    return refused.value


async def test_an_accepted_referral_can_be_started(world: FakeWorld, story: Story) -> None:
    """R2: accepted → in progress comes from the intervention, told with the legal basis of its offer."""
    await hear(world, story.referred(), story.accepted())
    assert await world.report(story.start()) == "accepted"
    (event,) = await world.published(story.citizen)
    assert isinstance(event.data, InterventionStarted)
    assert event.data == story.start().data
    assert "kraftcenter" in world._of(story.citizen).involvement.departments()


async def test_the_acting_department_is_the_token_s(world: FakeWorld, story: Story) -> None:
    """Another department in the data than the reporter's own is refused, and so is a person who has none."""
    await hear(world, story.referred(), story.accepted())
    for by in (SOCIALPSYKIATRI, story.oneself):
        refused = await refusal(world, story, by=by)
        assert (refused.status, refused.problem) == (403, "wrong-department")
        assert refused.errors[0].pointer == "/data/department"


async def test_only_the_receiver_starts_on_a_referral(world: FakeWorld, story: Story) -> None:
    """R1: an open referral has one receiver; another department that runs the offer does not start on it."""
    await hear(world, story.referred(to_department="sel82"), story.accepted(by="sel82"))
    refused = await refusal(world, story)
    assert (refused.status, refused.errors[0].pointer) == (403, "/data/referral_id")


@pytest.mark.parametrize("close", [Story.rejected, Story.cancelled])
async def test_nothing_starts_on_a_closed_referral(
    world: FakeWorld, story: Story, close: Callable[[Story], Event[Any]]
) -> None:
    """R2: anything else than the legal moves is refused, with those that are legal listed: here none."""
    await hear(world, story.referred(), story.accepted(), close(story))
    refused = await refusal(world, story)
    assert (refused.problem, refused.status, refused.legal_moves) == ("illegal-move", 422, ())


async def test_a_referral_on_hold_is_resumed_before_it_is_started(world: FakeWorld, story: Story) -> None:
    """R2: on hold → in progress is no legal move; resuming is."""
    await hear(world, story.referred(), story.accepted(), story.put_on_hold())
    refused = await refusal(world, story)
    assert refused.legal_moves == (ReferralResumed.type,)


async def test_a_referral_gets_one_intervention(world: FakeWorld, story: Story) -> None:
    """R2: what is in progress does not start again, not even before the referral's own event is heard."""
    await hear(world, story.referred(), story.accepted())
    await world.report(story.start())
    with pytest.raises(Refused) as refused:
        await world.report(story.start(intervention_id=uuid4()))
    assert (refused.value.problem, refused.value.legal_moves) == ("illegal-move", ())


async def test_two_starts_that_waited_for_one_acceptance_make_one_intervention(world: FakeWorld, story: Story) -> None:
    """R2: the second is refused when its turn comes."""
    assert await world.report(story.start()) == "waiting"
    assert await world.report(story.start(intervention_id=uuid4())) == "waiting"
    await hear(world, story.referred(), story.accepted())
    assert len(await world.published(story.citizen)) == 1
    assert await world.waiting(story.citizen) == 0


async def test_the_offer_is_the_referral_s(world: FakeWorld, story: Story) -> None:
    """R5: what was referred to is what is started."""
    await hear(world, story.referred(), story.accepted())
    refused = await refusal(world, story, offer="kraftcenter-hjaelp")
    assert refused.errors[0].pointer == "/data/offer"


@pytest.mark.parametrize("referral", [None, uuid4()])
async def test_a_department_starts_only_what_it_runs(world: FakeWorld, story: Story, referral: Any) -> None:
    """R5: the offer is run by one department, with or without a referral."""
    refused = await refusal(world, story, referral_id=referral, offer="paaroerende-netvaerk")
    assert refused.errors[0].pointer == "/data/offer"


@pytest.mark.parametrize("with_referral", [True, False])
async def test_an_offer_with_courses_has_no_interventions(world: FakeWorld, story: Story, with_referral: bool) -> None:
    """C3, C4: one signs up for a course; an intervention would say of a citizen what is said of a course alone."""
    await hear(world, story.referred(from_department="sel82", offer="peer-gruppe"), story.accepted())
    changes = {} if with_referral else {"referral_id": None}
    refused = await refusal(world, story, offer="peer-gruppe", **changes)
    assert (refused.problem, [error.pointer for error in refused.errors]) == ("not-allowed", ["/data/offer"])
    assert refused.errors[0].detail == "Tilbuddet gennemføres som forløb: borgeren tilmeldes et forløb."


@pytest.mark.parametrize("with_referral", [True, False])
async def test_an_offer_within_courses_has_no_interventions(
    world: FakeWorld, story: Story, with_referral: bool
) -> None:
    """C4, C6: companionship takes a place and ends within six months; an intervention would do without either."""
    await hear(world, story.referred(from_department="sel82", offer="foelgeskab"), story.accepted())
    changes = {} if with_referral else {"referral_id": None}
    refused = await refusal(world, story, offer="foelgeskab", **changes)
    assert (refused.problem, [error.pointer for error in refused.errors]) == ("not-allowed", ["/data/offer"])


async def test_a_department_starts_its_own_offer_without_a_referral(world: FakeWorld, story: Story) -> None:
    """I1: no involvement is needed, nothing need have been heard, and the loop is the intervention's own id."""
    assert await world.report(story.start(referral_id=None)) == "accepted"
    (event,) = await world.published(story.citizen)
    assert event.correlationid == story.intervention


async def test_the_legal_basis_follows_the_offer(world: FakeWorld, story: Story) -> None:
    """A paragraph of law is data of the offer, whatever the report says."""
    await world.report(story.start(referral_id=None, legal_basis="SEL-82d"))
    (event,) = await world.published(story.citizen)
    assert event.data.legal_basis is None


async def test_sel_85_does_not_start_without_a_decision(world: FakeWorld, story: Story) -> None:
    """R6: neither without a referral, nor on one that carries out no granted decision."""
    refused = await refusal(world, story, by=SOCIALPSYKIATRI, referral_id=None, **POLARIS)
    assert refused.errors[0].pointer == "/data/referral_id"
    referred = story.referred(from_department="svr", to_department="socialpsykiatri", offer="polaris-gruppe")
    await hear(world, referred, story.accepted(by="socialpsykiatri"))
    assert (await refusal(world, story, by=SOCIALPSYKIATRI, **POLARIS)).problem == "not-allowed"


@pytest.mark.parametrize("granted", [True, False])
async def test_sel_85_starts_on_the_referral_that_carries_out_a_grant(
    world: FakeWorld, story: Story, granted: bool
) -> None:
    """R6: an individual assessment, recorded and granted, opens the intervention; its loop is the application's."""
    carried_out = story.carrying_out()
    await hear(
        world,
        story.referred(to_department="svr", offer="polaris-gruppe"),
        story.accepted(by="svr"),
        story.decided(granted=granted),
    )
    referred = carried_out.referred(
        from_department="svr", to_department="socialpsykiatri", offer="polaris-gruppe", decision_id=story.decision
    )
    await hear(world, referred, carried_out.accepted(by="socialpsykiatri"))
    if not granted:
        await refusal(world, carried_out, by=SOCIALPSYKIATRI, **POLARIS)
        return
    await world.report(carried_out.start(by=SOCIALPSYKIATRI, **POLARIS))
    (event,) = await world.published(story.citizen)
    assert event.data.legal_basis == "SEL-85"
    assert event.correlationid == story.referral


async def test_the_authority_starts_nothing_on_an_application(world: FakeWorld, story: Story) -> None:
    """R6: an application to the authority is answered by a decision; the offer is run by another department."""
    await hear(world, story.referred(to_department="svr", offer="polaris-gruppe"), story.accepted(by="svr"))
    refused = await refusal(world, story, by=SVR, department="svr", offer="polaris-gruppe")
    assert refused.errors[0].pointer == "/data/offer"


async def test_a_name_is_used_once(world: FakeWorld, story: Story) -> None:
    """The reporter names the intervention; another start under the same name would overwrite it."""
    await world.report(story.start(referral_id=None))
    with pytest.raises(Refused) as refused:
        await world.report(story.start(referral_id=None))
    assert (refused.value.problem, refused.value.errors[0].pointer) == ("already-exists", "/data/intervention_id")


async def test_nothing_starts_on_a_day_to_come(world: FakeWorld, story: Story) -> None:
    """R2: an intervention begins on a day until today; one of tomorrow could be neither ended nor followed up."""
    asked = story.start(referral_id=None)
    tomorrow = replace(asked, time=asked.time + DAY)
    with pytest.raises(Refused) as refused:
        await world.report(tomorrow)
    assert (refused.value.problem, refused.value.errors[0].pointer) == ("invalid-data", "/time")
    assert not await world.published(story.citizen)
    assert await world.report(replace(asked, time=asked.time - DAY)) == "accepted"


async def test_follow_up_does_not_come_before_the_start(world: FakeWorld, story: Story) -> None:
    """R4: the follow-up's clock starts with the intervention; a day already gone by would be overdue at birth."""
    refused = await refusal(world, story, referral_id=None, follow_up_on=story.today - DAY)
    assert refused.errors[0].pointer == "/data/follow_up_on"
