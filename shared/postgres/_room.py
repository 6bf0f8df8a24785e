"""Whether there is room to write: a full disk lets every read succeed, `SELECT 1` among them."""

import asyncpg

from shared.postgres._pool import Connection

# A megabyte of a temporary table, gone with the statement: it needs new blocks, as the next events will.
_WRITE = """
CREATE TEMPORARY TABLE room ON COMMIT DROP AS SELECT repeat('.', 1000) AS filled FROM generate_series(1, 1000)
"""


def is_full(exc: BaseException) -> bool:
    """True where the server refused to write for want of room on its disk."""
    return isinstance(exc, asyncpg.DiskFullError)


async def try_to_write(connection: Connection, seconds: float) -> None:
    """Writes a little and takes it back; raises what the server says, or `TimeoutError`.

    To be called only after a write was refused: it touches the catalogue. A role that may make no temporary tables
    learns nothing.
    """
    try:
        await connection.execute(_WRITE, timeout=seconds)
    except asyncpg.InsufficientPrivilegeError:
        return
