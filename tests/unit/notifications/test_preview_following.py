"""What follows from an event by itself is asked of beforehand with it, and comes out so."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts import (
    CompanionshipStarted,
    Event,
    Fact,
    InterventionEnded,
    InterventionEnteredInError,
    ReferralCompleted,
    Report,
    Reporter,
)
from tests.fakes.notifications import FakeWorld
from tests.fakes.referral import FakeWorld as Referrals
from tests.suites.notifications_story import citizen, designating, happened, of, says
from tests.suites.referral_story import accepting, asking, correcting, deciding, started
from tests.suites.referral_world import somebody
from tests.unit.notifications.test_preview import asks

Recipients = set[tuple[str, str | None, str]]


class Both:
    """The referral service and this one, which hears all that is published, of one citizen."""

    def __init__(self, referrals: Referrals, told: FakeWorld, anna: UUID) -> None:
        self.referrals, self.told, self.anna = referrals, told, anna
        # Designations are told here alone, and name types from their own moment on.
        self.told.now = self.referrals.now

    async def say(self, who: Reporter, fact: Fact) -> list[Event[Any]]:
        self._mark()
        report: Report[Any] = says(who, self.anna, fact)
        events = list(await self.referrals.report(report))
        for event in events:
            await self.told.hear(event)
        return events

    async def hear(self, event: Event[Any]) -> list[Event[Any]]:
        self._mark()
        events = [event, *await self.referrals.hear(event)]
        for each in events:
            await self.told.hear(each)
        return events

    async def would(self, who: Reporter, fact: Fact) -> Recipients:
        found = await asks(self.told, who, self.anna, fact)
        lines = [(r.recipient_kind, r.department, r.channel) for r in found.recipients]
        assert len(set(lines)) == len(lines), "each once"
        return set(lines)

    def _mark(self) -> None:
        self._before = {n.id for n in self.told.of(self.anna).notices.values()}

    def got(self, events: list[Event[Any]]) -> Recipients:
        """Every notice since, of whatever event: what newcomers are told of before, and how far a correction came."""
        assert events
        notices = [n for n in self.told.of(self.anna).notices.values() if n.id not in self._before]
        return {(n.recipient.kind, n.recipient.department, n.channel) for n in notices}


@pytest.fixture
async def both(world: FakeWorld) -> Both:
    referrals = Referrals()
    return Both(referrals, world, await somebody(referrals))


async def a_relative(both: Both) -> None:
    """Who may know that a referral is completed, and nothing else."""
    await both.told.report(says(citizen(both.anna), both.anna, designating("henvisning.gennemfoert"), name="Eva"))


async def an_application(both: Both) -> UUID:
    """Kraftcenter applies to Visitationen, which takes it."""
    fact = asking(from_department="kraftcenter", to_department="svr", offer="polaris-gruppe")
    await both.say(of("kraftcenter"), fact)
    await both.say(of("svr"), accepting(fact.referral_id, "svr"))
    return fact.referral_id


async def test_the_end_of_an_intervention_completes_its_referral(both: Both) -> None:
    """P3: who ends one is shown that who is to know of the completion hears; and who takes the end back, too (R7)."""
    await a_relative(both)
    fact = asking()
    await both.say(of("socialpsykiatri"), fact)
    await both.say(of("kraftcenter"), accepting(fact.referral_id))
    start = replace(started(both.anna, fact.referral_id), department="kraftcenter")
    await both.hear(start)
    ended = InterventionEnded(intervention_id=start.data.intervention_id, outcome="completed", by="professional")
    would = await both.would(of("kraftcenter"), ended)
    assert {kind for kind, *_ in would} == {"department", "citizen", "relative"}
    events = await both.hear(happened(ended, both.anna, start.correlationid, by="kraftcenter"))
    assert both.got(events) == would
    assert any(isinstance(event.data, ReferralCompleted) for event in events)
    wrong = InterventionEnteredInError(event_id=events[0].id)
    would = await both.would(of("kraftcenter"), wrong)
    assert both.got(await both.hear(happened(wrong, both.anna, start.correlationid, by="kraftcenter"))) == would
    assert "relative" in {kind for kind, *_ in would}, "who was told that it was completed"


async def test_an_end_after_the_referral_closed_completes_nothing(both: Both) -> None:
    """P3: what was closed meanwhile is not completed again."""
    await a_relative(both)
    fact = asking()
    await both.say(of("socialpsykiatri"), fact)
    await both.say(of("kraftcenter"), accepting(fact.referral_id))
    start = replace(started(both.anna, fact.referral_id), department="kraftcenter")
    await both.hear(start)
    await both.say(of("kraftcenter"), ReferralCompleted(referral_id=fact.referral_id, outcome="completed"))
    ended = InterventionEnded(intervention_id=start.data.intervention_id, outcome="completed", by="professional")
    would = await both.would(of("kraftcenter"), ended)
    assert both.got(await both.hear(happened(ended, both.anna, start.correlationid, by="kraftcenter"))) == would
    assert "relative" not in {kind for kind, *_ in would}


async def test_a_decision_completes_its_application(both: Both) -> None:
    """P3, R7: and what takes the decision back takes the completion back, from everybody it was told to."""
    await a_relative(both)
    application = await an_application(both)
    decision = deciding(application)
    would = await both.would(of("svr"), decision)
    events = await both.say(of("svr"), decision)
    assert both.got(events) == would
    assert "relative" in {kind for kind, *_ in would}
    wrong = correcting(application, events[0].id)
    would = await both.would(of("svr"), wrong)
    assert both.got(await both.say(of("svr"), wrong)) == would
    assert "relative" in {kind for kind, *_ in would}


async def test_what_follows_is_hidden_from_apps_like_the_rest(both: Both) -> None:
    """P3, I2: an app learns of no relative by what follows, either."""
    await a_relative(both)
    application = await an_application(both)
    found = await asks(both.told, Reporter("svr-app", "app", "svr"), both.anna, deciding(application))
    assert {r.recipient_kind for r in found.recipients} == {"department"}
    assert "paaroerende" not in {r.department for r in found.recipients}


async def test_a_companionship_completes_the_referrals_to_it(both: Both) -> None:
    """P3, C6: who reports one is shown that the senders of what it answers hear of it, each in its own loop."""
    await a_relative(both)
    for asked in (
        asking(from_department="sel82", offer="foelgeskab"),
        asking(from_department="sel82", offer="peer-gruppe"),
    ):
        await both.say(of("sel82"), asked)
        await both.say(of("kraftcenter"), accepting(asked.referral_id))
    own = asking(from_department=None, offer="foelgeskab", origin="self")
    await both.say(citizen(both.anna), own)
    await both.say(of("kraftcenter"), accepting(own.referral_id))
    course = uuid4()
    fact = CompanionshipStarted(companionship_id=uuid4(), course_id=course, ends_by=date(2027, 5, 1))
    would = await both.would(of("kraftcenter"), fact)
    events = await both.hear(happened(fact, both.anna, course, by="kraftcenter"))
    assert len([event for event in events if isinstance(event.data, ReferralCompleted)]) == 2
    assert both.got(events) == would
    assert {"sel82", "kraftcenter"} <= {department for _, department, _ in would}
    assert "relative" in {kind for kind, *_ in would}
