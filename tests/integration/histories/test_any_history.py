"""Any history that departments report to the running services."""

import asyncio
from collections.abc import Coroutine
from typing import Any, ClassVar, TypeVar

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from deploy.embedded.stack import Stack
from tests.integration.driver import Driver
from tests.integration.histories.acts import MOVES, OFFERS, Acts
from tests.integration.histories.holding import faults_of
from tests.integration.ledger import at_rest
from tests.integration.owner import owner

T = TypeVar("T")
WHICH = st.integers(0, 1)
WHO = st.sampled_from((False, False, True))
BEGINNINGS = ("asked", "accepted", "held", "begun", "begun and held")
"""How far the first referral is when the history begins: chance alone seldom comes further than an answer."""
SHORT = settings(
    max_examples=4,
    stateful_step_count=12,
    deadline=None,
    # A history that fails is told as it was found: to find a shorter one would ask the services hundreds of times.
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
    database=None,
)


class Histories(RuleBasedStateMachine):
    """Acts in any order, legal or not, at two referrals of one citizen; what is refused changes nothing."""

    beginning: ClassVar[str]

    driver: ClassVar[Driver]
    loop: ClassVar[asyncio.AbstractEventLoop]
    taken: ClassVar[list[str]] = []

    def _wait(self, what: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(what, self.loop).result(120)

    def _note(self, act: str, what: Coroutine[Any, Any, int]) -> None:
        if self._wait(what) == 202:
            self.taken.append(act)

    @initialize(offer=st.sampled_from(sorted(OFFERS)))
    def begin(self, offer: str) -> None:
        self.acts = Acts(self.driver, self._wait(self.driver.citizen()))
        begun = "begun" in self.beginning
        self.ask("kraftcenter-traening" if begun else offer)
        if self.beginning != "asked":
            self.move("accepteret", 0, by_sender=False)
        if begun:
            self.start(0)
            self._wait(at_rest(self.driver))
        if "held" in self.beginning:
            self.move("sat_i_bero", 0, by_sender=False)

    @precondition(lambda self: len(self.acts.referrals) < 2)
    @rule(offer=st.sampled_from(sorted(OFFERS)))
    def ask(self, offer: str) -> None:
        self._note("ask", self.acts.ask(offer))

    @rule(fact=st.sampled_from(MOVES), which=WHICH, by_sender=WHO)
    def move(self, fact: str, which: int, by_sender: bool) -> None:
        self._note(fact, self.acts.move(fact, which, by_sender))

    @rule(which=WHICH)
    def start(self, which: int) -> None:
        self._note("start", self.acts.start(which))

    @rule(which=WHICH)
    def follow_up(self, which: int) -> None:
        self._note("follow up", self.acts.follow_up(which))

    @rule(which=WHICH)
    def end(self, which: int) -> None:
        self._note("end", self.acts.end(which))

    @rule(which=WHICH, granted=st.booleans())
    def decide(self, which: int, granted: bool) -> None:
        self._note("decide", self.acts.decide(which, granted))

    @rule(which=WHICH, back=st.integers(0, 1))
    def correct(self, which: int, back: int) -> None:
        self._note("correct", self.acts.correct(which, back))

    @rule()
    def rest(self) -> None:
        self._holds()

    def teardown(self) -> None:
        if hasattr(self, "acts"):
            self._holds()

    def _holds(self) -> None:
        self._wait(at_rest(self.driver))
        assert self._wait(faults_of(self.driver, self.acts.citizen, self.acts.referrals)) == []


@pytest.mark.parametrize("beginning", BEGINNINGS)
async def test_an_open_referral_has_one_next_owner_and_one_clock(driver: Driver, beginning: str) -> None:
    """R1, I5: in every service, at rest after any history; and every history begins where it says."""
    Histories.driver, Histories.loop, Histories.beginning = driver, asyncio.get_running_loop(), beginning
    Histories.taken.clear()
    await asyncio.to_thread(run_state_machine_as_test, Histories, settings=SHORT)
    steps = {"ask", "accepteret", "start", "sat_i_bero"}
    left = {"asked": 3, "accepted": 2, "held": 1, "begun": 1, "begun and held": 0}[beginning]
    assert len(steps - set(Histories.taken)) <= left


async def test_a_lost_clock_is_seen(driver: Driver, stack: Stack) -> None:
    """R1: the check above fails where a referral has lost its clock."""
    acts = Acts(driver, await driver.citizen())
    await acts.ask("kraftcenter-traening")
    await at_rest(driver)
    assert await faults_of(driver, acts.citizen, acts.referrals) == []
    async with owner(stack, "referral") as connection:
        await connection.execute("DELETE FROM timers WHERE subject = $1", acts.citizen)
    assert await faults_of(driver, acts.citizen, acts.referrals) == ["requested: not one clock: ()"]


async def test_a_second_clock_is_seen(driver: Driver, stack: Stack) -> None:
    """R1: and where the provider's clock runs beside the referral's own."""
    acts = Acts(driver, await driver.citizen())
    await acts.ask("kraftcenter-traening")
    await acts.move("accepteret", 0, by_sender=False)
    await acts.start(0)
    await at_rest(driver)
    await acts.move("sat_i_bero", 0, by_sender=False)
    await at_rest(driver)
    assert await faults_of(driver, acts.citizen, acts.referrals) == []
    timer = "INSERT INTO timers (kind, ref, subject, due) VALUES ('follow_up', $1, $2, now() + interval '1 day')"
    async with owner(stack, "kraftcenter") as connection:
        await connection.execute(timer, acts.referrals[0].intervention, acts.citizen)
    assert await faults_of(driver, acts.citizen, acts.referrals) == [
        "on-hold: a second clock runs at the provider's: ['follow_up']"
    ]
