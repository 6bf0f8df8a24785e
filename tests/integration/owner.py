"""A service's database as its owner: what no running service can do, for tests that break or inspect it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from deploy.embedded.stack import Stack


@asynccontextmanager
async def owner(stack: Stack, service: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(stack.environment(service)["SAMSPIL_MIGRATION_DATABASE_URL"])
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def trigger(stack: Stack, service: str, table: str, when: str, body: str) -> AsyncIterator[None]:
    """Inside the block, a row trigger on the table, made by the owner; `when` is e.g. `BEFORE INSERT`."""
    async with owner(stack, service) as connection:
        await connection.execute(
            f"CREATE FUNCTION sabotage() RETURNS trigger LANGUAGE plpgsql AS $sabotage$ BEGIN {body} END $sabotage$;"
            f"CREATE TRIGGER sabotage {when} ON {table} FOR EACH ROW EXECUTE FUNCTION sabotage();"
        )
        try:
            yield
        finally:
            await connection.execute(f"DROP TRIGGER sabotage ON {table}; DROP FUNCTION sabotage();")
