"""What the database itself shows somebody of one citizen, without any of the services' own checks."""

from uuid import UUID

from shared.contracts import Reporter
from shared.identity import reading
from shared.postgres import Pool

_WALLED = """
SELECT quote_ident(c.relname) AS "table", quote_ident(a.attname) AS "column"
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND a.attname IN ('citizen_id', 'subject') AND NOT a.attisdropped
AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = 'r')
"""


async def shown_of(pool: Pool, citizen: UUID, reader: Reporter, *, breaks_the_glass: bool = False) -> set[str]:
    """The tables in which `reader` sees any row about the citizen."""
    places = [(row["table"], row["column"]) for row in await pool.fetch(_WALLED)]
    async with reading(pool, reader, breaks_the_glass=breaks_the_glass, about=citizen) as connection:
        return {
            table
            for table, column in places
            if await connection.fetchval(f"SELECT EXISTS (SELECT FROM {table} WHERE {column} = $1)", citizen)  # noqa: S608 (from the catalogue)
        }
