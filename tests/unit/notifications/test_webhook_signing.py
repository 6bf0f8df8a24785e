"""What is signed verifies with the public library of the specification, and with nothing else."""

import json
import os
import time
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some
from standardwebhooks import Webhook as Oracle
from standardwebhooks import WebhookVerificationError

from services.notifications.channels.webhook.body import structured, trial
from services.notifications.channels.webhook.signing import signed
from services.notifications.domain.webhook import key_of, secret_from
from shared.contracts.cloudevents import attributes
from tests.suites.notifications_story import NOON, asked


def a_secret() -> str:
    return secret_from(os.urandom(32))


@given(body=some.text(), key=some.binary(min_size=24, max_size=64))
def test_whatever_is_signed_verifies(body: str, key: bytes) -> None:
    """Standard Webhooks: the library that receivers use accepts the headers, for any body and any key it allows."""
    secret = secret_from(key)
    headers = signed(uuid4(), int(time.time()), body.encode(), [secret])
    Oracle(secret).verify(body, headers, json_parse=False)


def test_another_body_id_time_or_secret_does_not() -> None:
    """The signature covers id, time and body."""
    secret, now = a_secret(), int(time.time())
    headers = signed(uuid4(), now, b"{}", [secret])
    Oracle(secret).verify("{}", headers)
    for body, changed, key in (
        ("{ }", {}, secret),
        ("{}", {"webhook-id": str(uuid4())}, secret),
        ("{}", {"webhook-timestamp": str(now + 1)}, secret),
        ("{}", {}, a_secret()),
    ):
        with pytest.raises(WebhookVerificationError):
            Oracle(key).verify(body, headers | changed)


def test_during_a_rotation_either_secret_verifies() -> None:
    """Two live secrets: one signature each, the newest first, so that a receiver can change when it likes."""
    new, old = a_secret(), a_secret()
    headers = signed(uuid4(), int(time.time()), b"{}", [new, old])
    for secret in (new, old):
        Oracle(secret).verify("{}", headers)
    assert len(headers["webhook-signature"].split(" ")) == 2


def test_a_secret_is_written_as_the_specification_says() -> None:
    """`whsec_` and base64 of 24 to 64 random bytes."""
    secret = a_secret()
    assert secret.startswith("whsec_")
    assert 24 <= len(key_of(secret)) <= 64


def test_the_body_is_the_event_as_it_stands_on_kafka() -> None:
    """V1: the same attributes and data, and nothing beside them; the same bytes each time."""
    event = asked(uuid4())
    body = json.loads(structured(event))
    named = attributes(event)
    assert body.pop("data") == event.data.model_dump(mode="json")
    assert body.pop("datacontenttype") == named.pop("content-type")
    assert body.pop("version") == event.version
    assert {f"ce_{name}": value for name, value in body.items()} == named
    assert structured(event) == structured(event)


def test_a_test_event_is_about_nobody() -> None:
    """The test button sends no subject and no data."""
    body = json.loads(trial(uuid4(), NOON))
    assert "subject" not in body
    assert body["data"] == {}
