"""Keys per citizen."""

import os
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.identity import Keyring, Unreadable, reason_in
from shared.identity._access_log import _bound_to

RING = Keyring(os.urandom(32))
CITIZEN = uuid4()
WRAPPED, KEY = RING.new_key(CITIZEN)


@given(st.binary(max_size=300), st.binary(max_size=40))
def test_what_is_sealed_opens_under_the_same_key_and_place(words: bytes, associated: bytes) -> None:
    """V1: words stand encrypted, and come back whole."""
    assert RING.decrypt(KEY, RING.encrypt(KEY, words, associated), associated) == words


def test_a_wrapped_key_is_bound_to_its_citizen_and_its_ring() -> None:
    """V3: a row copied to another citizen, or a database without the key from outside, opens nothing."""
    assert RING.unwrap(WRAPPED, CITIZEN) == KEY
    assert KEY not in WRAPPED
    for ring, citizen in ((RING, uuid4()), (Keyring(os.urandom(32)), CITIZEN)):
        with pytest.raises(Unreadable):
            ring.unwrap(WRAPPED, citizen)


def test_what_is_sealed_is_bound_to_its_row_and_key() -> None:
    """V1: words moved to another row, altered, or read under another's key are unreadable, not wrong."""
    sealed = RING.encrypt(KEY, b"words", b"referral.note")
    other = RING.new_key(uuid4())[1]
    altered = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for key, text, associated in (
        (KEY, sealed, b"another"),
        (other, sealed, b"referral.note"),
        (KEY, altered, b"referral.note"),
        (KEY, b"", b"referral.note"),
        (KEY, sealed[:5], b"referral.note"),
        (KEY, b"\x02" + sealed[1:], b"referral.note"),
    ):
        with pytest.raises(Unreadable):
            RING.decrypt(key, text, associated)


def test_the_same_words_never_look_the_same() -> None:
    """V1: equal texts about one citizen cannot be told by looking at the table."""
    assert RING.encrypt(KEY, b"words", b"") != RING.encrypt(KEY, b"words", b"")


def test_a_digest_tells_same_from_other_for_one_citizen_only() -> None:
    """Reports in: content is compared by an HMAC under the citizen's key, of a subkey apart from the encryption's."""
    other = RING.new_key(uuid4())[1]
    assert RING.digest(KEY, b"content") == RING.digest(KEY, b"content")
    assert len(RING.digest(KEY, b"content")) == 32
    assert RING.digest(KEY, b"content") != RING.digest(KEY, b"other content")
    assert RING.digest(KEY, b"content") != RING.digest(other, b"content")


def test_a_new_wrapping_key_leaves_the_old_ones_readable() -> None:
    """V3: the key from outside can be changed without rewriting all rows at once."""
    old, new = os.urandom(32), os.urandom(32)
    wrapped, key = Keyring(old).new_key(CITIZEN)
    ring = Keyring(new, previous=[old])
    assert ring.unwrap(wrapped, CITIZEN) == key
    assert Keyring(new).unwrap(ring.wrap(key, CITIZEN), CITIZEN) == key
    anew = ring.rewrapped(wrapped, CITIZEN)
    assert anew is not None
    assert Keyring(new).unwrap(anew, CITIZEN) == key
    assert ring.rewrapped(anew, CITIZEN) is None


def test_a_wrapping_key_of_another_length_is_refused() -> None:
    """A half-set secret is said at the start, and not in its own words."""
    with pytest.raises(ValueError, match="32 bytes"):
        Keyring(b"too short")


def test_what_an_earlier_version_sealed_is_read_by_what_it_was_bound_to() -> None:
    """V1: a row is bound more narrowly from here on, and those from before stay readable; another row's is not."""
    sealed = RING.encrypt(KEY, b"words", b"before")
    assert RING.decrypt(KEY, sealed, b"row and field", b"before") == b"words"
    assert RING.decrypt(KEY, RING.encrypt(KEY, b"words", b"row and field"), b"row and field", b"before") == b"words"
    with pytest.raises(Unreadable):
        RING.decrypt(KEY, sealed, b"row and field", b"another")


def test_a_reason_excuses_the_read_it_was_given_for_alone() -> None:
    """V2: moved to another read of the same citizen, by another or at another time, it opens no more."""
    at = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC)
    before = RING.encrypt(KEY, b"Akut.", b"access_log.reason")
    assert reason_in(before, RING, KEY, CITIZEN, "anne", at) == "Akut."
    for bound in ((CITIZEN, "anne", at + timedelta(microseconds=1)), (CITIZEN, "mette", at), (uuid4(), "anne", at)):
        sealed = RING.encrypt(KEY, b"Akut.", _bound_to(*bound))
        assert reason_in(sealed, RING, KEY, *bound) == "Akut."
        with pytest.raises(Unreadable):
            reason_in(sealed, RING, KEY, CITIZEN, "anne", at)
