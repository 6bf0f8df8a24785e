"""No column of bytes is forgotten when keys change: the database itself is asked which there are."""

from collections.abc import Mapping

import pytest

from deploy.embedded.stack import Stack
from services.notifications.storage import WRAPS as NOTIFICATIONS
from shared.identity import WRAPS
from shared.messaging.topics import SERVICES
from tests.integration.owner import owner

_KEY = "sealed under the citizen's key, which is wrapped"
_OWN = "sealed under the key in own_key, which is wrapped"
_DIGEST = "a digest; nothing opens it"
_FLOORS = {
    "access_log.reason": _KEY,
    "outbox.payload": "an event as it leaves, without a word in it",
    "outbox.wire": "its headers",
    "dead_letters.value": "a record as it came, without a word in it",
    "receipts.digest": _DIGEST,
    "waiting.private": _KEY,
}
NOT_WRAPPED: Mapping[str, Mapping[str, str]] = {
    "referral": _FLOORS
    | {
        "citizens.cpr_index": "a keyed digest, under a key of its own that is not rotated",
        "citizens.cpr": _KEY,
        "citizens.name": _KEY,
        "citizens.birth_date": _KEY,
        "referral_words.sealed": _KEY,
    },
    "kraftcenter": _FLOORS | {"words.sealed": _KEY},
    "notifications": _FLOORS
    | {
        "acknowledgements.sealed": _KEY,
        "designations.contact": _OWN,
        "invitations.digest": _DIGEST,
        "knowledge.sealed": "under the key in own_key until it is matched, under the citizen's afterwards",
        "stand_ins.contact": _OWN,
        "subscriptions.contact": _OWN,
        "web_sessions.digest": _DIGEST,
    },
}
"""Columns that no rotation writes anew, each with the reason; a new one stands here, or among the wrapped."""
_WRAPPED = {service: WRAPS if service != "notifications" else (*WRAPS, *NOTIFICATIONS) for service in SERVICES}
_BYTES = """
SELECT table_name || '.' || column_name AS "column" FROM information_schema.columns
WHERE table_schema = 'public' AND data_type = 'bytea'
"""


async def _unsaid(stack: Stack, service: str) -> tuple[set[str], set[str]]:
    """Columns nobody has said anything of, and those named that are not there."""
    async with owner(stack, service) as connection:
        there = {row["column"] for row in await connection.fetch(_BYTES)}
    named = {f"{each.table}.{each.column}" for each in _WRAPPED[service]} | set(NOT_WRAPPED[service])
    return there - named, named - there


@pytest.mark.parametrize("service", SERVICES)
async def test_every_column_of_bytes_is_wrapped_or_said_not_to_be(still: Stack, service: str) -> None:
    """V1: a column of wrapped keys that `samspil keys rotate` forgot would be lost with the old key."""
    assert await _unsaid(still, service) == (set(), set())


async def test_a_column_nobody_thought_of_is_found(still: Stack) -> None:
    """The check bites: a new column of keys that nobody has named fails it."""
    async with owner(still, "kraftcenter") as connection:
        await connection.execute("ALTER TABLE courses ADD COLUMN own_key bytea")
        try:
            assert await _unsaid(still, "kraftcenter") == ({"courses.own_key"}, set())
        finally:
            await connection.execute("ALTER TABLE courses DROP COLUMN own_key")
