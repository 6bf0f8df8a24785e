"""Access by principal: everybody tries everything on the real broker, and what they may is what was declared."""

import asyncio
import time

import pytest

from shared.messaging.topics import Grant
from shared.messaging.topics_admin import connect, ensure_rights, take_rights
from tests.integration.acls.attempts import Access, Principal
from tests.integration.acls.conftest import Broker
from tests.integration.acls.expected import by_hand, declared, every_group, every_topic

PATIENCE_S = 30.0


async def _may(broker: Broker, name: str) -> set[Access]:
    async with Principal.signed_in(broker.cluster.bootstrap, name, broker.passwords[name]) as principal:
        return await principal.everything(every_topic(broker.apps), every_group(broker.apps))


async def _settled(broker: Broker, name: str, wanted: set[Access]) -> set[Access]:
    """What the principal may, once it is as wanted: a right that comes or goes takes a moment to be known."""
    until = time.monotonic() + PATIENCE_S
    while True:
        seen = await _may(broker, name)
        if seen == wanted or time.monotonic() > until:
            return seen
        await asyncio.sleep(0.1)


@pytest.fixture(scope="module")
async def seen(broker: Broker) -> set[Access]:
    """All that anybody could do with any topic and any group."""
    return {access for name in broker.principals for access in await _settled(broker, name, _of(broker, name))}


def _of(broker: Broker, name: str) -> set[Access]:
    return {access for access in declared(broker.apps) if access.principal == name}


def test_everybody_may_what_is_declared_and_nothing_else(broker: Broker, seen: set[Access]) -> None:
    """Access by principal: every principal × every topic and group, tried, against the one declaration."""
    assert sorted(seen - declared(broker.apps)) == []
    assert sorted(declared(broker.apps) - seen) == []


def test_everybody_may_what_was_written_down_by_hand(broker: Broker, seen: set[Access]) -> None:
    """An app reaches its own two topics, a service writes its own events and answers, the auditor writes nothing.

    Written out again, so that a slip in the declaration is not taken for the rule.
    """
    assert sorted(seen ^ by_hand(broker.apps)) == []


async def test_one_right_too_many_is_found(broker: Broker, seen: set[Access]) -> None:
    """The proof proves: an app that is let at a service's events stands out, and is shut out again when it goes."""
    intruder = "svr-app"
    admin = await asyncio.to_thread(connect, broker.cluster)
    extra = Grant(intruder, "topic", "referral.events", ("read", "write", "describe"))
    within = {access for access in seen if access.principal == intruder}
    more = {Access(intruder, operation, "referral.events") for operation in ("see", "read", "write")}
    await asyncio.to_thread(ensure_rights, admin, [extra], extras=False)
    try:
        assert await _settled(broker, intruder, within | more) == within | more
    finally:
        await asyncio.to_thread(take_rights, admin, [extra])
    assert await _settled(broker, intruder, within) == within
