"""When a delivery is tried again, and when it is given up."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.notifications.domain import recipient as to
from services.notifications.domain.delivery import PATIENCE, Outcome, Step, backoff, lane_of, step
from tests.suites.notifications_story import NOON, webhook_delivery

ID = UUID("0192f5a0-0000-7000-8000-000000000001")
FAILED = Outcome("refused", retry=True)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome("delivered", delivered=True, status=204), "delivered"),
        (Outcome("gone", stop=True, status=410), "stopped"),
        (Outcome("rejected"), "given_up"),
        (FAILED, "queued"),
    ],
)
def test_an_outcome_leaves_a_delivery_in_a_named_state(outcome: Outcome, status: str) -> None:
    """N4: delivered, wanted no more, never to succeed, or to be tried again."""
    assert step(webhook_delivery(), outcome, now=NOON, luck=0.0).status == status


@given(attempts=some.integers(1, 1000), luck=some.floats(0, 1, exclude_max=True))
def test_pauses_double_with_jitter_up_to_an_hour(attempts: int, luck: float) -> None:
    """A receiver that is down is not knocked over by all at once when it comes back, nor left for too long."""
    whole = min(timedelta(seconds=5) * 2 ** min(attempts - 1, 30), timedelta(hours=1))
    assert whole / 2 <= backoff(attempts, luck) <= whole


@given(luck=some.floats(0, 1, exclude_max=True))
def test_a_delivery_is_tried_for_24_hours_and_then_given_up(luck: float) -> None:
    """Given up is a named state, reached 24 hours after the first attempt, whose last try falls on the end of them."""
    now, attempts = NOON, 0
    while True:
        attempts += 1
        left = step(webhook_delivery(attempts=attempts), FAILED, now=now, luck=luck)
        if left.status != "queued":
            break
        assert left.next_at is not None
        assert left.next_at > now
        now = left.next_at
    assert left == Step("given_up")
    assert now - NOON == PATIENCE
    assert 24 <= attempts <= 70


def test_a_receiver_that_names_a_time_is_given_it() -> None:
    """429 and 503 with Retry-After: not before then, but never beyond the delivery's day."""
    for asked, waited in ((timedelta(minutes=7), timedelta(minutes=7)), (timedelta(days=3), PATIENCE)):
        left = step(webhook_delivery(), FAILED._replace(after=asked), now=NOON, luck=0.0)
        assert left.next_at == NOON + waited
    soon = step(webhook_delivery(attempts=10), FAILED._replace(after=timedelta(seconds=1)), now=NOON, luck=0.0)
    assert soon.next_at == NOON + backoff(10, 0.0)


def test_each_app_has_a_lane_of_its_own_and_mail_one_together() -> None:
    """A slow receiver delays its own deliveries alone; what mails meet is the mail server."""
    assert lane_of("webhook", to.app("kraftcenter", "k-app")) == "app:k-app"
    assert {lane_of("mail", to.relative(ID, ID)), lane_of("mail", to.citizen(ID))} == {"mail"}


def test_what_is_told_of_a_delivery_given_up() -> None:
    """N4: whose it was and how often it was tried; nothing of where to."""
    delivery = webhook_delivery(attempts=40)
    told = delivery.given_up()
    assert (told.notice_id, told.recipient_kind, told.department, told.channel, told.attempts) == (
        delivery.id, "app", "kraftcenter", "webhook", 40,
    )  # fmt: skip
