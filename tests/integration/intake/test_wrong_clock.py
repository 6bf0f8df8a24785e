"""What an app's own clock says decides nothing: neither whether its records stay nor whether they are taken."""

import json
import time
from uuid import uuid4

import pytest

from tests.integration.driver import Driver, a_referral, an_event
from tests.integration.intake.writer import At, KafkaApp
from tests.integration.story import SOCIAL

DAY_MS = 24 * 3600 * 1000


@pytest.mark.parametrize("days", [-20_000, -8, 1, 400])
async def test_an_app_whose_clock_is_wrong_is_answered(driver: Driver, social: KafkaApp, days: int) -> None:
    """Kafka intake: a record that says it is from another day would be refused by the broker, or expire unread. It has
    the time at which the broker got it."""
    event = an_event(SOCIAL, "henvisning.oprettet", await driver.citizen(), a_referral(str(uuid4())))
    sent_at = int(time.time() * 1000)
    done = await social.producer.send_and_wait(
        social.topic,
        json.dumps(event).encode(),
        key=str(event["subject"]).encode(),
        headers=[("content-type", b"application/cloudevents+json")],
        timestamp_ms=max(0, sent_at + days * DAY_MS),
    )
    assert abs(done.timestamp - sent_at) < 60_000
    answer = await social.final(At(done.partition, done.offset), 20)
    assert answer.kind == "accepteret"
