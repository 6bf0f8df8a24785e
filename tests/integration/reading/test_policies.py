"""Which tables people may see rows of, asked of PostgreSQL itself."""

from collections.abc import Mapping

import asyncpg
import pytest

from deploy.embedded.stack import Stack
from deploy.migrations import folders
from shared.messaging.topics import SERVICES
from shared.postgres import MigrationFailed, migrate

_FLOORS = {
    "schema_migrations": "which files have run",
    "outbox": "on its way to Kafka",
    "inbox": "ids of events read",
    "dead_letters": "for operations alone",
    "waiting": "what nobody has decided on yet",
    "timers": "clocks",
    "listening": "one moment, about nobody",
    "receipts": "an answer is its sender's, and says nothing of a citizen but what they reported",
    "receipt_events": "as receipts",
    "receipt_told": "as receipts",
    "correction_reach": "counts, for who reported",
}
NOT_FOR_READERS: Mapping[str, Mapping[str, str]] = {
    "referral": _FLOORS | {"overviews": "figures of a year, the same for everybody"},
    "kraftcenter": _FLOORS | {"journal": "who reported what, for corrections"},
    "notifications": _FLOORS
    | {
        "deliveries": "the queue; its log is shown to the app it is for, without a citizen",
        "delivery_attempts": "as deliveries",
        "circuits": "lanes that have failed",
        "webhooks": "an app's own",
        "invitations": "digests of links",
        "web_sessions": "digests of cookies",
        "rule_versions": "rules are about nobody",
        "held": "as deliveries",
        "subscriptions": "a person's own, found by their own name alone",
        "stand_ins": "a department's own settings",
        "colleagues": "names within a team, asked by its own",
    },
}
"""Tables no read for a person touches, each with the reason. Every other table has a policy that says who sees what."""
ABOUT_NOBODY = frozenset({"courses", "tombstones"})
"""Tables with a policy that shows all, as their rows are about no citizen."""

_TABLES = """
SELECT c.relname, c.relrowsecurity AS walled, has_table_privilege($1, c.oid, 'SELECT') AS seen,
    has_any_column_privilege($1, c.oid, 'UPDATE') OR has_table_privilege($1, c.oid, 'DELETE, TRUNCATE') AS changed,
    has_table_privilege($1, c.oid, 'INSERT') AS added, pg_get_userbyid(c.relowner) AS owner,
    EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polroles = ARRAY[$1::regrole::oid]
        AND p.polcmd = 'r') AS shown,
    EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polroles = '{0}') AS anybodys
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
"""


async def _owner(databases: Stack, service: str) -> "asyncpg.Connection[asyncpg.Record]":
    return await asyncpg.connect(databases.environment(service)["SAMSPIL_MIGRATION_DATABASE_URL"])


async def _gaps(connection: "asyncpg.Connection[asyncpg.Record]", service: str) -> set[str]:
    """Tables that are neither behind the wall nor out of reach."""
    gaps = set()
    for row in await connection.fetch(_TABLES, f"{service}_reader"):
        if row["relname"] in NOT_FOR_READERS[service]:
            whole = not (row["seen"] or row["added"] or row["changed"])
        else:
            whole = row["walled"] and row["shown"] and not row["anybodys"] and not row["changed"]
        if not whole or row["owner"] != f"{service}_owner":
            gaps.add(row["relname"])
    return gaps


@pytest.mark.parametrize("service", SERVICES)
async def test_every_table_is_behind_the_wall_or_out_of_reach(databases: Stack, service: str) -> None:
    """I1, I2: a table of citizens' data is read for people through a policy of its own, or not at all; a table added
    without either, and a policy taken away, are noticed."""
    connection = await _owner(databases, service)
    try:
        assert await _gaps(connection, service) == set()
        changes = (
            "CREATE TABLE forgotten (citizen_id uuid)",
            "ALTER TABLE access_log DISABLE ROW LEVEL SECURITY",
            "DROP POLICY reading ON subjects",
            f"GRANT SELECT ON outbox TO {service}_reader",
        )
        for change, table in zip(changes, ("forgotten", "access_log", "subjects", "outbox"), strict=True):
            broken = connection.transaction()
            await broken.start()
            await connection.execute(change)
            assert await _gaps(connection, service) == {table}
            await broken.rollback()
    finally:
        await connection.close()


@pytest.mark.parametrize("service", SERVICES)
async def test_the_readers_role_is_nobodys_but_the_services(databases: Stack, service: str) -> None:
    """The role nobody signs in with passes no policy by; the service may step into it and has nothing of it by itself;
    the service's own role passes none by either."""
    connection = await _owner(databases, service)
    try:
        roles = await connection.fetch(
            "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole AS mighty, rolcanlogin,"
            " pg_has_role($1, oid, 'SET') AS stepped_into, pg_has_role($1, oid, 'USAGE') AS inherited"
            " FROM pg_roles WHERE rolname = ANY($2)",
            service,
            [service, f"{service}_reader", f"{service}_owner"],
        )
        told = {r["rolname"]: (r["mighty"], r["rolcanlogin"], r["stepped_into"], r["inherited"]) for r in roles}
    finally:
        await connection.close()
    assert told == {
        service: (False, True, True, True),
        f"{service}_reader": (False, False, True, False),
        f"{service}_owner": (False, True, False, False),
    }


@pytest.mark.parametrize("service", SERVICES)
async def test_who_says_nothing_sees_nothing(databases: Stack, service: str) -> None:
    """Without the settings of the door a reader sees no row of any table about citizens, also where there are some."""
    everyday = await asyncpg.connect(databases.environment(service)["SAMSPIL_DATABASE_URL"])
    try:
        await everyday.execute("INSERT INTO subjects VALUES (gen_random_uuid(), 1, 1, '{\"known\": true}')")
        owner_tables = await everyday.fetch(
            "SELECT quote_ident(relname) AS name FROM pg_class WHERE relrowsecurity AND relname <> ALL($1)",
            sorted(ABOUT_NOBODY),
        )
        async with everyday.transaction():
            await everyday.execute(f"SET LOCAL ROLE {service}_reader")
            for (table,) in owner_tables:
                assert await everyday.fetchval(f"SELECT count(*) FROM {table}") == 0, table  # noqa: S608 (a quoted name)
        assert await everyday.fetchval("SELECT count(*) FROM subjects") > 0
    finally:
        await everyday.close()


async def test_migrating_says_which_role_is_missing_before_it_changes_anything(databases: Stack) -> None:
    """A database from before there was such a role: what is missing is named with the words that make it."""
    environment = databases.environment("referral")
    with pytest.raises(MigrationFailed) as failed:
        await migrate(environment["SAMSPIL_MIGRATION_DATABASE_URL"], folders("referral"), service_role="referral_owner")
    assert "CREATE ROLE referral_owner_reader NOLOGIN NOBYPASSRLS" in str(failed.value)
    assert "GRANT referral_owner_reader TO referral_owner WITH INHERIT FALSE, SET TRUE" in str(failed.value)
