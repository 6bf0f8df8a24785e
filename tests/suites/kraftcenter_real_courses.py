"""The kraftcenter service on PostgreSQL with its courses."""

from uuid import UUID

from services.kraftcenter.clocks import clocks
from services.kraftcenter.storage import PostgresCourses
from shared.postgres import Pool
from shared.runtime.parts import Parts
from shared.timers import Timer
from tests.suites.kraftcenter_real import RealWorld

_TABLES = """
SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
"""


class RealCourseWorld(RealWorld):
    """`tests.suites.kraftcenter_courses.World`: one instance of the service on a database others may use, too."""

    def __init__(self, pool: Pool, parts: Parts) -> None:
        super().__init__(pool, parts)
        self.known = PostgresCourses(lambda: pool, lambda: parts.decider)

    async def run_out(self, citizen_id: UUID, kind: str, ref: UUID) -> None:
        if not clocks.is_over_several(kind):
            await super().run_out(citizen_id, kind, ref)
            return
        timer = Timer(kind, ref, citizen_id, (await self.timers_of(citizen_id))[kind, ref])
        assert await self.parts.ticker._fire(timer)

    async def kept_of(self, subject: UUID) -> int:
        """Whatever the column: each row as PostgreSQL writes it out."""
        found = 0
        for row in await self.pool.fetch(_TABLES):
            rows = f"SELECT count(*) FROM {row['name']} t WHERE t::text ~* $1"  # noqa: S608 (a table's own name)
            found += await self.pool.fetchval(rows, f"{subject}|{subject.hex}")
        return found
