"""Whether there is room to write: on a full disk every read succeeds, `SELECT 1` among them."""

from shared.postgres._pool import Connection

# More than the server keeps in that little memory, so that it writes a temporary file beside the data: new blocks,
# without a row, a log record or a table.
_MEMORY = "SET LOCAL work_mem = '64kB'"
_SPILL = "SELECT count(*) FROM generate_series(1, 5000)"


async def ensure_room(connection: Connection) -> None:
    """Raises what the server says where it cannot write: `DiskFullError`, which is infrastructure."""
    async with connection.transaction():
        await connection.execute(_MEMORY)
        await connection.fetchval(_SPILL)
