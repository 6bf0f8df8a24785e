"""What the unprivileged role of a service may do with the tables its owner made."""

from shared.postgres._pool import Connection


async def grant_service_role(connection: Connection, role: str) -> None:
    """Lets `role` read and write every table of schema public and use its sequences, and change no definition.

    The record of migrations it may read alone. To be run by the owner after each migration: a grant covers the tables
    that exist, not those to come.
    """
    name = await connection.fetchval("SELECT quote_ident($1)", role)
    async with connection.transaction():
        await connection.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        await connection.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
        await connection.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        if await connection.fetchval("SELECT to_regclass('public.schema_migrations') IS NOT NULL"):
            await connection.execute(f"REVOKE INSERT, UPDATE, DELETE ON public.schema_migrations FROM {name}")
