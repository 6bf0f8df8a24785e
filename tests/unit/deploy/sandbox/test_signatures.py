"""Webhooks the sandbox takes, against the specification's own library."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from deploy.embedded.sandbox.webhooks import BadSecret, key_of, line_of, signed

NOW = datetime.now(UTC)
SECRET = "whsec_" + base64.b64encode(b"en hemmelighed til at prove med").decode()
OTHER = "whsec_" + base64.b64encode(b"en anden").decode()


def _headers(id_: str, body: str, at: datetime = NOW, secret: str = SECRET) -> dict[str, str]:
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(id_, at, body),
    }


@given(st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True), st.text(max_size=200))
def test_what_the_library_signs_is_taken_and_nothing_else(id_: str, body: str) -> None:
    """Standard Webhooks: id, time and body are all signed."""
    headers, raw, keys = _headers(id_, body), body.encode("utf-8", "surrogatepass"), [key_of(SECRET)]
    assert signed(keys, headers, raw, NOW) is None
    assert signed([key_of(OTHER)], headers, raw, NOW) is not None
    assert signed(keys, headers, raw + b" ", NOW) is not None
    assert signed(keys, {**headers, "webhook-id": id_ + "x"}, raw, NOW) is not None
    assert signed([key_of(OTHER), key_of(SECRET)], headers, raw, NOW) is None


def test_two_signatures_stand_side_by_side_while_a_secret_is_changed() -> None:
    """Standard Webhooks: any one that fits will do."""
    first, second = _headers("a", "{}"), _headers("a", "{}", secret=OTHER)
    both = {**first, "webhook-signature": f"{first['webhook-signature']} v2,abc {second['webhook-signature']}"}
    assert signed([key_of(OTHER)], both, b"{}", NOW) is None


@pytest.mark.parametrize("apart", [timedelta(minutes=6), timedelta(minutes=-6)])
def test_an_old_webhook_sent_again_by_somebody_is_not_taken_for_true(apart: timedelta) -> None:
    """Standard Webhooks: five minutes apart at most."""
    assert "fem minutter" in str(signed([key_of(SECRET)], _headers("a", "{}", NOW + apart), b"{}", NOW))


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_all_three_headers_must_be_there(missing: str) -> None:
    """Standard Webhooks: a signature without what it signs says nothing."""
    headers = {name: value for name, value in _headers("a", "{}").items() if name != missing}
    assert "alle være der" in str(signed([key_of(SECRET)], headers, b"{}", NOW))


@pytest.mark.parametrize("secret", ["", "whsec_", "ikke base64!", "whsec_æ"])
def test_what_is_no_secret_is_not_taken_for_one(secret: str) -> None:
    """Vendors: a slip of the mouse is told."""
    with pytest.raises(BadSecret):
        key_of(secret)


def test_a_line_says_whether_it_was_verified_and_shows_what_came() -> None:
    """Vendors: unverified without a secret, and what cannot be read is said."""
    body = json.dumps({"type": "dk.samspil.delmaal.naaet.v1", "traceparent": f"00-{'a' * 32}-{'b' * 16}-01"})
    plain = line_of("x-app", 1, _headers("a", body), body.encode(), NOW, [], 204)
    assert (plain.title, plain.tone, plain.words, plain.trace_id) == (
        "Delmål nået",
        "open",
        "Ikke efterprøvet",
        "a" * 32,
    )
    right = line_of("x-app", 2, _headers("a", body), body.encode(), NOW, [key_of(SECRET)], 204)
    assert (right.tone, right.words) == ("good", "Underskriften passer")
    wrong = line_of("x-app", 3, _headers("a", body), body.encode(), NOW, [key_of(OTHER)], 500)
    assert (wrong.tone, wrong.words) == ("bad", "Underskriften passer ikke; svaret her var 500")
    assert line_of("x-app", 4, {}, b"[]", NOW, [], 204).words == "Kan ikke læses"
