"""Which manager may see who has looked a citizen up."""

from uuid import UUID

from fastapi import Request

from shared.contracts.involvement import Involvement
from shared.identity import Actor, reading
from shared.postgres import Pool

_KNOWN = "SELECT involvement, now() AS now FROM subjects WHERE subject = $1"


async def manager_may_read(request: Request, manager: Actor, citizen_id: UUID) -> bool:
    """A manager of a department that may read the citizen's name (I1, I2); another department's may not even ask."""
    pool: Pool = request.app.state.pool
    async with reading(pool, manager.reporter()) as connection:
        known = await connection.fetchrow(_KNOWN, citizen_id)
    return known is not None and Involvement.load(known["involvement"]).may_read_name(manager.department, known["now"])
