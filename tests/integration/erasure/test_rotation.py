"""A new wrapping key takes over, and the old one opens nothing any more."""

import os
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from deploy.embedded.stack import Stack
from services.notifications.domain.knowledge import Said
from services.notifications.storage import WRAPS as NOTIFICATIONS
from services.notifications.storage import PostgresWebhooks
from services.notifications.web.sealing import Sealer
from shared.identity import WRAPS, Keyring, Unreadable, rotate
from shared.postgres import Pool, open_pool
from tests.integration.notifications_world import RealWorld
from tests.suites.notifications_invitations import invited, the_invitation
from tests.suites.notifications_knowledge import TEAM
from tests.suites.notifications_story import accepted, asked

OLD, NEW = os.urandom(32), os.urandom(32)
COLUMNS = (*WRAPS, *NOTIFICATIONS)
EMPTY = (
    *("subscriptions", "stand_ins", "knowledge", "webhooks", "web_sessions", "bindings", "invitations"),
    *("designations", "citizen_keys", "deliveries", "notices", "events", "subjects", "outbox"),
)


@pytest.fixture
async def pool(still: Stack) -> AsyncIterator[Pool]:
    """Of a database in which nothing lies under any other key."""
    opened = await open_pool(still.environment("notifications")["SAMSPIL_DATABASE_URL"], application_name="rotation")
    try:
        for table in EMPTY:
            await opened.execute(f"DELETE FROM {table}")  # noqa: S608 (names above)
        yield opened
    finally:
        await opened.close()


async def _something_everywhere(pool: Pool, keyring: Keyring) -> tuple[RealWorld, UUID]:
    """A row in every column that is wrapped; the citizen whose relative has been invited."""
    world, anna = RealWorld(pool, keyring), uuid4()
    created = asked(anna)
    await world.hear(created)
    await world.hear(accepted(created))
    await invited(world, anna)
    await world.knowledge.put(uuid4(), Said("Om en", "Ord.", None))
    async with pool.acquire() as connection:
        await keyring.ensure_key(connection, anna)
    hooks = PostgresWebhooks(pool, Sealer(keyring))
    await hooks.put("svr-app", "svr", "https://svr.example", ())
    await hooks.rotate("svr-app")
    for table, columns in (
        ("subscriptions", "own_key, id, sub, recipient, contact, quiet, seen"),
        ("stand_ins", "own_key, id, department, set_by, contact, begins_on, ends_on"),
    ):
        id_, last = uuid4(), "'{}', ''" if table == "subscriptions" else "now(), now()"
        await pool.execute(
            f"INSERT INTO {table} ({columns}) VALUES ($1, $2, 'svr', 'svr', '', {last})",  # noqa: S608 (written here)
            keyring.new_key(id_)[0],
            id_,
        )
    sealed = Sealer(keyring).seal(b"token", b"digest")
    await pool.execute("INSERT INTO web_sessions VALUES ($1, $2, now() + interval '1 hour')", b"digest", sealed)
    return world, anna


async def test_everything_moves_under_the_new_key_and_the_old_one_opens_nothing(pool: Pool) -> None:
    """V1: each wrapped key and each envelope is wrapped anew; then the new key alone opens all, the old one nothing."""
    world, anna = await _something_everywhere(pool, Keyring(OLD))
    for column in COLUMNS:
        count = f"SELECT count(*) FROM {column.table} WHERE {column.column} IS NOT NULL"  # noqa: S608 (from code)
        assert await pool.fetchval(count) > 0, column
    before = await world.letters.of(await the_invitation(world, anna))
    done = await rotate(pool, Keyring(NEW, previous=[OLD]), COLUMNS)
    assert (done.rewrapped, done.unreadable) == (done.seen, 0)
    assert done.seen >= len(COLUMNS)
    new = RealWorld(pool, Keyring(NEW))
    assert await new.letters.of(await the_invitation(new, anna)) == before
    (item,) = (await new.knowledge.unmatched(TEAM)).items
    assert item.said.words == "Ord."
    hook = await PostgresWebhooks(pool, Sealer(Keyring(NEW))).get("svr-app")
    assert hook is not None
    assert len(hook.secrets) == 2
    sealed = await pool.fetchval("SELECT access_token FROM web_sessions")
    assert Sealer(Keyring(NEW)).unseal(sealed, b"digest") == b"token"
    wrapped = (
        ("citizen_keys", "citizen_id", "wrapped"),
        ("designations", "designation_id", "own_key"),
        ("knowledge", "id", "own_key"),
        ("subscriptions", "id", "own_key"),
        ("stand_ins", "id", "own_key"),
    )
    for table, owner, name in wrapped:
        for row in await pool.fetch(f"SELECT {owner}, {name} FROM {table}"):  # noqa: S608 (names above)
            with pytest.raises(Unreadable):
                Keyring(OLD).unwrap(row[1], row[0])
    for table, name in (("webhooks", "secret"), ("webhooks", "previous"), ("web_sessions", "access_token")):
        for value in await pool.fetch(f"SELECT {name} FROM {table}"):  # noqa: S608 (names above)
            with pytest.raises(Unreadable):
                Keyring(OLD).unwrap(value[0][16:77], UUID(bytes=value[0][:16]))


async def test_stopped_half_way_it_goes_on(pool: Pool) -> None:
    """V1: what is wrapped anew already is left alone, and told as what it is."""
    await _something_everywhere(pool, Keyring(OLD))
    ring = Keyring(NEW, previous=[OLD])
    first = await rotate(pool, ring, COLUMNS[:1])
    rest = await rotate(pool, ring, COLUMNS)
    assert rest.seen == first.rewrapped + rest.rewrapped
    assert (await rotate(pool, ring, COLUMNS)).rewrapped == 0


async def test_a_key_that_is_missing_is_said(pool: Pool) -> None:
    """V1: where neither key opens a row it is counted, left as it is, and the old keys may not be dropped."""
    await _something_everywhere(pool, Keyring(OLD))
    kept = await pool.fetchval("SELECT wrapped FROM citizen_keys LIMIT 1")
    done = await rotate(pool, Keyring(NEW), COLUMNS)
    assert done.rewrapped == 0
    # Sessions and secrets that are over in a day are nobody's loss.
    assert done.unreadable == done.seen - 2
    assert await pool.fetchval("SELECT wrapped FROM citizen_keys LIMIT 1") == kept
