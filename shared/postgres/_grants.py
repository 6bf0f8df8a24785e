"""What the unprivileged roles of a service may do with the tables its owner made."""

from collections.abc import Sequence

from shared.postgres._pool import Connection

READER_SUFFIX = "_reader"
"""The role under which a service reads for people is named like its everyday role, with this behind it."""

_POLICED = """
SELECT quote_ident(c.relname) AS "table", c.relrowsecurity AS walled, p.policies, p.mine, p.inserts
FROM pg_class c CROSS JOIN LATERAL (
    SELECT array_agg(quote_ident(polname)) FILTER (WHERE polroles = '{0}') AS policies,
        bool_or(polname = 'work') AS mine, bool_or(polcmd = 'a') AS inserts, count(*) AS number
    FROM pg_policy WHERE polrelid = c.oid
) p WHERE c.relnamespace = 'public'::regnamespace AND p.number > 0 ORDER BY c.relname
"""


class NoReader(Exception):
    """The role under which a service reads for people is not there, or not as it must be. The text says what to run."""


async def grant_service_role(connection: Connection, role: str) -> None:
    """Lets `role` read and write every table of schema public and use its sequences, and change no definition; and lets
    the role beside it, `<role>_reader`, see what the tables' policies show, and nothing where a table has none.

    The record of migrations `role` may read alone. To be run by the owner after each migration: a grant covers the
    tables that exist, not those to come. Raises NoReader.
    """
    name = await connection.fetchval("SELECT quote_ident($1)", role)
    reader = await reader_of(connection, role)
    async with connection.transaction():
        await connection.execute(f"GRANT USAGE ON SCHEMA public TO {name}, {reader}")
        await connection.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
        await connection.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        if await connection.fetchval("SELECT to_regclass('public.schema_migrations') IS NOT NULL"):
            await connection.execute(f"REVOKE INSERT, UPDATE, DELETE ON public.schema_migrations FROM {name}")
    for row in await connection.fetch(_POLICED):
        if row["policies"] or not (row["walled"] and row["mine"]):
            await _wall(connection, row["table"], row["policies"] or (), row["mine"], name, reader)
        rights = "SELECT, INSERT" if row["inserts"] else "SELECT"
        await connection.execute(f"GRANT {rights} ON public.{row['table']} TO {reader}")


async def _wall(
    connection: Connection, table: str, policies: Sequence[str], mine: bool, name: str, reader: str
) -> None:
    """In one transaction: a service that runs meanwhile is never without its own policy. A table at a time, so that
    nobody who holds another is waited for with this one locked."""
    async with connection.transaction():
        for policy in policies:
            await connection.execute(f"ALTER POLICY {policy} ON public.{table} TO {reader}")
        if not mine:
            await connection.execute(f"CREATE POLICY work ON public.{table} TO {name} USING (true) WITH CHECK (true)")
        await connection.execute(f"ALTER TABLE public.{table} ENABLE ROW LEVEL SECURITY")


async def reader_of(connection: Connection, role: str) -> str:
    """The quoted name of the role under which `role` reads for people. Raises NoReader."""
    reader = f"{role}{READER_SUFFIX}"
    found = await connection.fetchrow(
        "SELECT quote_ident($1) AS name, EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS there", reader
    )
    assert found is not None  # noqa: S101 (a query without a table gives one row)
    name: str = found["name"]
    fit = found["there"] and await connection.fetchval(
        "SELECT NOT (rolbypassrls OR rolsuper) AND pg_has_role($2, oid, 'SET') AND NOT pg_has_role($2, oid, 'USAGE')"
        " FROM pg_roles WHERE rolname = $1",
        reader,
        role,
    )
    if not fit:
        everyday = await connection.fetchval("SELECT quote_ident($1)", role)
        raise NoReader(
            f"the role {name} is missing, or is not as it must be; as an administrator of the database run: "
            f"CREATE ROLE {name} NOLOGIN NOBYPASSRLS; GRANT {name} TO {everyday} WITH INHERIT FALSE, SET TRUE"
        )
    return name
