"""An hour's outage of a whole service: what was said meanwhile is heard, and nobody is called silent for it."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from deploy.embedded.stack import Stack
from shared.contracts.referral import ReferralAccepted, ReferralOverdue
from tests.integration.driver import Driver, an_event
from tests.integration.intake.writer import KafkaApp
from tests.integration.ledger import at_rest
from tests.integration.owner import owner
from tests.integration.story import KRAFT, Story, until

_RAN_OUT = "UPDATE timers SET due = now() - interval '50 minutes' WHERE subject = ANY($1)"
_AWAY = "UPDATE listening SET heard_until = now() - interval '1 hour', spared_before = '{}', spared_until = '{}'"
# As after a clock that was set back: what was before is not known.
_FORGOTTEN = "UPDATE listening SET heard_until = now() + interval '1 hour', spared_before = '{}', spared_until = '{}'"
_SPARED = "SELECT spared_until[1] - spared_before[1] AS time FROM listening"


@pytest.mark.parametrize("forgotten", [False, True])
async def test_an_outage_is_nobodys_silence(driver: Driver, stack: Stack, forgotten: bool) -> None:
    """R4: two answers were due while referral was away. One stands on Kafka, and counts; who had no door to answer
    through has as long again. That this test sees it: where the outage is forgotten, that one is told of."""
    answered, unheard = [Story(driver, await driver.citizen()) for _ in range(2)]
    subjects = [UUID(answered.citizen), UUID(unheard.citizen)]
    for story in (answered, unheard):
        await story.ask()
    await at_rest(driver)
    instances = stack.instances("referral")
    try:
        async with KafkaApp.open(stack, KRAFT) as app:
            for instance in instances:
                await stack.stop_part(instance)
            try:
                async with owner(stack, "referral") as database:
                    await database.execute(_RAN_OUT, subjects)
                    await database.execute(_FORGOTTEN if forgotten else _AWAY)
                said = {"referral_id": answered.referral, "by_department": "kraftcenter"}
                await app.binary(an_event(KRAFT, "henvisning.accepteret", answered.citizen, said))
            finally:
                for instance in instances:
                    await stack.start_part(instance)
            await until(lambda: _told(driver, subjects, ReferralAccepted))
        # The clocks look twice a second, and this one's time was up before they did first.
        await asyncio.sleep(3)
        assert await _told(driver, subjects, ReferralOverdue) == ({unheard.citizen} if forgotten else set())
        async with driver.database("referral") as database:
            spared = await database.fetchval(_SPARED)
        assert spared is None if forgotten else spared >= timedelta(hours=1)
    finally:
        async with owner(stack, "referral") as database:
            await database.execute("DELETE FROM timers WHERE subject = ANY($1)", subjects)
            await database.execute("UPDATE listening SET spared_before = '{}', spared_until = '{}'")


async def _told(driver: Driver, subjects: list[UUID], what: type) -> set[str]:
    events = await driver.on_topic("referral.events", set(subjects))
    return {str(event.subject) for event in events if isinstance(event.data, what)}
