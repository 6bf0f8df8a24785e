"""What is kept for a time goes when it is over, and nothing before."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from deploy.embedded.stack import Stack
from services.notifications.storage.held import HELD
from services.notifications.storage.leftovers import LEFTOVERS
from shared.contracts import InterventionEnteredInError
from shared.identity import LEFTOVERS as OF_IDENTITY
from shared.intake import LEFTOVERS as OF_INTAKE
from shared.messaging.leftovers import LEFTOVERS as OF_MESSAGING
from shared.postgres import Leftover, Pool, open_pool
from shared.runtime.parts import HELD_BY_ALL
from shared.runtime.purging import Purger
from shared.telemetry import Metrics

DAY = timedelta(days=1)
EVERY = (*LEFTOVERS, *OF_INTAKE, *OF_MESSAGING, *OF_IDENTITY)
OLD, YOUNG = 40, 20
"""Days. Everything here is kept for thirty."""


@pytest.fixture
async def pool(still: Stack) -> AsyncIterator[Pool]:
    opened = await open_pool(still.environment("notifications")["SAMSPIL_DATABASE_URL"], application_name="purge")
    try:
        for table in ("receipt_told", "receipt_events", "receipts", "correction_reach", "deliveries", "invitations",
                      "delivery_attempts", "web_sessions", "subscriptions", "stand_ins", "mutes",
                      "tombstones", "inbox", "access_log", "outbox"):  # fmt: skip
            await opened.execute(f"DELETE FROM {table}")  # noqa: S608 (names above)
        await opened.execute("DELETE FROM subjects WHERE involvement @> '{\"erased\": true}'")
        yield opened
    finally:
        await opened.close()


def purger(pool: Pool) -> Purger:
    kept = [(each, timedelta(0) if each.keep is None else 30 * DAY) for each in EVERY]
    return Purger(pool, kept, (*HELD, *HELD_BY_ALL), Metrics())


async def _one_of_each(pool: Pool, days: int) -> UUID:
    """Rows of that age in every table that is purged; the citizen they are about."""
    citizen, receipt, event, delivery = uuid4(), uuid4(), uuid4(), uuid4()
    ago = f"now() - interval '{days} days'"

    async def put(table: str, columns: str, values: str, *args: Any) -> None:
        await pool.execute(f"INSERT INTO {table} ({columns}) VALUES ({values})", *args)  # noqa: S608 (written here)

    await put("inbox", "id, read_at", f"$1, {ago}", uuid4())
    await put(
        "access_log", "at, citizen_id, purpose, service, actor, role, route", f"{ago}, $1, 'p', 's', 'a', 'r', '/'",
        citizen,
    )  # fmt: skip
    columns = (
        "receipt_id, subject, source, event_id, type, reporter, status, digest, published, hints, errors, created_at"
    )
    for id_, status in ((receipt, "accepted"), (uuid4(), "waiting")):
        await put(
            "receipts", columns, f"$1, $2, 's', $3, 't', 'r', '{status}', '', '[]', '[]', '[]', {ago}", id_, citizen,
            uuid4(),
        )  # fmt: skip
    await put("receipt_events", "event_id, receipt_id", "$1, $2", event, receipt)
    await put("receipt_told", "event_id, recipient_kind, department, channel", "$1, 'citizen', '', 'inbox'", event)
    await put("correction_reach", "event_id, subject, correction, told, reached, outstanding, withheld, version",
              "$1, $2, $3, 1, 1, 0, 0, 1", event, citizen, uuid4())  # fmt: skip
    columns = (
        "id, channel, recipient, lane, event_id, event_type, subject, correlationid, because, status, created_at,"
        " next_at"
    )
    for id_, status in ((delivery, "delivered"), *((uuid4(), other) for other in ("queued", "stopped", "given_up"))):
        await put("deliveries", columns,
                  f"$1, 'mail', 'r', 'mail', $2, 't', $3, $4, 'b', '{status}', {ago}, {ago}",
                  id_, uuid4(), citizen, uuid4())  # fmt: skip
        await put("delivery_attempts", "delivery_id, at, code, ms", f"$1, {ago}, 'c', 1", id_)
    await put("invitations", "citizen_id, designation_id, id, digest, expires_at", f"$1, $2, $3, $4, {ago}",
              citizen, uuid4(), uuid4(), uuid4().bytes)  # fmt: skip
    await put("web_sessions", "digest, access_token, ends_at", f"$1, '', {ago}", uuid4().bytes)
    return citizen


async def _count(pool: Pool) -> dict[str, int]:
    tables = ("inbox", "access_log", "receipts", "receipt_events", "receipt_told", "correction_reach", "deliveries",
              "delivery_attempts", "invitations", "web_sessions")  # fmt: skip
    return {table: await pool.fetchval(f"SELECT count(*) FROM {table}") for table in tables}  # noqa: S608 (as above)


async def test_what_is_old_goes_and_what_a_guarantee_needs_stays(pool: Pool) -> None:
    """V2, P3: old rows go with what hangs on them; a report that waits stays, however old, and so does a delivery
    that is tried, or that nobody got: by it the citizen is told who was not reached.
    """
    await _one_of_each(pool, OLD)
    gone = await purger(pool).round()
    went = ("deliveries", "invitations", "web_sessions", "receipts", "inbox", "access_log")
    assert {kind: number for kind, number in gone.items() if number} == dict.fromkeys(went, 1)
    left = {table: number for table, number in (await _count(pool)).items() if number}
    assert left == {"receipts": 1, "deliveries": 3, "delivery_attempts": 3}
    assert await pool.fetchval("SELECT status FROM receipts") == "waiting"


async def test_what_tells_how_far_a_correction_came_stays(pool: Pool) -> None:
    """R7: a notice without its delivery counts as arrived: one of a correction that did not arrive is kept."""
    await _one_of_each(pool, OLD)
    await pool.execute(
        "UPDATE deliveries SET status = 'given_up', event_type = $1 WHERE status = 'delivered'",
        InterventionEnteredInError.type,
    )
    assert (await purger(pool).round())["deliveries"] == 0
    await pool.execute("UPDATE deliveries SET status = 'delivered' WHERE status = 'given_up'")
    assert (await purger(pool).round())["deliveries"] == 2


async def test_what_is_young_stays(pool: Pool) -> None:
    """V2: nothing goes before its time, but sessions, which are over."""
    await _one_of_each(pool, YOUNG)
    before = await _count(pool)
    gone = await purger(pool).round()
    assert {kind for kind, number in gone.items() if number} == {"web_sessions"}
    assert await _count(pool) == {**before, "web_sessions": 0}


async def test_a_colleague_who_has_left_is_forgotten(pool: Pool) -> None:
    """Staff: who has not signed in for half a year can be handed nothing; their name goes, and nobody else's."""
    await pool.execute("DELETE FROM colleagues")
    for sub, days in (("left", 181), ("here", 179)):
        await pool.execute(
            "INSERT INTO colleagues VALUES ('department:kraftcenter', $1, 'Navn', now() - make_interval(days => $2))",
            sub,
            days,
        )
    assert (await purger(pool).round())["colleagues"] == 1
    assert [row["sub"] for row in await pool.fetch("SELECT sub FROM colleagues")] == ["here"]


async def test_a_tombstone_goes_with_its_subject_once_nothing_of_it_is_to_leave(pool: Pool) -> None:
    """V3: while an event about the citizen stands in the outbox, whoever hears it must still know of the erasure."""
    citizen = uuid4()
    await pool.execute("INSERT INTO tombstones VALUES ($1, now() - interval '40 days')", citizen)
    await pool.execute('INSERT INTO subjects VALUES ($1, 1, 1, \'{"known":true,"erased":true}\')', citizen)
    await pool.execute(
        "INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, headers)"
        " VALUES ($1, 'a', $2, 't', '', '{}')",
        uuid4(),
        citizen,
    )
    assert (await purger(pool).round())["tombstones"] == 0
    await pool.execute("DELETE FROM outbox")
    assert (await purger(pool).round())["tombstones"] == 1
    assert await pool.fetchval("SELECT count(*) FROM tombstones") == 0
    assert await pool.fetchval("SELECT count(*) FROM subjects WHERE subject = $1", citizen) == 0


async def test_what_a_reader_left_after_an_erasure_is_swept_away(pool: Pool) -> None:
    """V3: whoever began to read before an erasure and ended after it leaves a row; it goes within the hour."""
    citizen = await _one_of_each(pool, 1)
    await pool.execute("INSERT INTO tombstones VALUES ($1)", citizen)
    assert (await purger(pool).round())["erased"] > 0
    assert await pool.fetchval("SELECT count(*) FROM access_log WHERE citizen_id = $1", citizen) == 0
    assert await pool.fetchval("SELECT count(*) FROM tombstones WHERE citizen_id = $1", citizen) == 1


async def test_who_was_erased_beside_an_older_instance_is_swept_too(pool: Pool) -> None:
    """V3: where it is folded that a citizen is erased, and nothing was deleted, the sweep deletes it; nobody else's."""
    erased, other = await _one_of_each(pool, 1), await _one_of_each(pool, 1)
    for citizen, involvement in ((erased, '{"known":true,"erased":true}'), (other, '{"known":true}')):
        await pool.execute("INSERT INTO subjects VALUES ($1, 1, 1, $2)", citizen, involvement)
    assert (await purger(pool).round())["erased"] > 0
    left = "SELECT count(*) FROM access_log WHERE citizen_id = $1"
    assert [await pool.fetchval(left, citizen) for citizen in (erased, other)] == [0, 1]
    assert await pool.fetchval("SELECT array_agg(citizen_id) FROM tombstones") == [erased]


async def test_all_subjects_are_read_when_an_instance_begins_and_once_a_day(pool: Pool) -> None:
    """V3: the last instance of an upgrade sweeps what older ones folded; to read them all each hour is for nothing."""
    long_running = purger(pool)
    await long_running.round()
    await pool.execute("INSERT INTO subjects VALUES ($1, 1, 1, $2)", uuid4(), '{"erased":true}')
    found = "SELECT count(*) FROM tombstones"
    for _ in range(23):
        await long_running.round()
    assert await pool.fetchval(found) == 0
    await long_running.round()
    assert await pool.fetchval(found) == 1
    await pool.execute("INSERT INTO subjects VALUES ($1, 1, 1, $2)", uuid4(), '{"erased":true}')
    await purger(pool).round()
    assert await pool.fetchval(found) == 2


async def test_what_fails_stops_nothing_else(pool: Pool) -> None:
    """V2, V3: with one kind of rows that cannot be purged the others go, and who is erased is swept."""
    citizen = await _one_of_each(pool, OLD)
    await pool.execute("INSERT INTO tombstones VALUES ($1)", citizen)
    broken = Leftover("broken", "DELETE FROM nowhere WHERE $1::interval IS NULL AND $2::int IS NULL")
    kept = [(broken, DAY), *((each, timedelta(0) if each.keep is None else 30 * DAY) for each in EVERY)]
    gone = await Purger(pool, kept, (*HELD, *HELD_BY_ALL), Metrics()).round()
    assert "broken" not in gone
    assert gone["inbox"] == 1
    assert gone["erased"] > 0


async def test_many_go_in_batches_and_what_others_hold_is_passed_over(pool: Pool) -> None:
    """V2: several instances purge at once; none waits for another, and none counts a row twice."""
    await pool.execute(
        "INSERT INTO inbox SELECT gen_random_uuid(), now() - interval '40 days' FROM generate_series(1, 2500)"
    )
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT FROM inbox LIMIT 10 FOR UPDATE")
        assert (await purger(pool).round())["inbox"] == 2490
    assert (await purger(pool).round())["inbox"] == 10


async def test_who_is_not_seen_for_long_is_forgotten(pool: Pool) -> None:
    """V1: a subscription goes 90 days after its person last signed in, a stand-in a month after their last day, and
    what somebody has muted half a year after they were last seen."""
    for table in ("subscriptions", "stand_ins", "mutes", "colleagues"):
        await pool.execute(f"DELETE FROM {table}")  # noqa: S608 (names above)
    for who, days in (("gone", 91), ("here", 89)):
        await pool.execute(
            "INSERT INTO subscriptions (id, sub, recipient, contact, own_key, quiet, seen, signed_in_at)"
            " VALUES ($1, $2, 'department:svr', '', '', '{}', '1:1:', now() - $3::interval)",
            uuid4(),
            who,
            days * DAY,
        )
    for who, days in (("gone", 40), ("here", 20)):
        await pool.execute(
            "INSERT INTO stand_ins (department, id, contact, own_key, begins_on, ends_on, set_by)"
            " VALUES ($1, $2, '', '', current_date - 90, current_date - $3::int, '')",
            who,
            uuid4(),
            days,
        )
    for who, days in (("gone", 190), ("here", 170), ("seen", 190)):
        await pool.execute("INSERT INTO mutes VALUES ($1, 't', now() - $2::interval)", who, days * DAY)
    await pool.execute("INSERT INTO colleagues VALUES ('department:svr', 'seen', 'Anne', now())")
    await purger(pool).round()
    left = "SELECT sub FROM subscriptions UNION ALL SELECT department FROM stand_ins UNION ALL SELECT person FROM mutes"
    assert sorted(row[0] for row in await pool.fetch(left)) == ["here", "here", "here", "seen"]
