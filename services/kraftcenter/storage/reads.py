"""Reads for people and apps: authorised where the data is, logged in the same transaction."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from asyncpg import Record

from services.kraftcenter.domain import Goal, SubGoal, open_loops
from services.kraftcenter.ports import Look, SeenGoal, SeenIntervention, Wanted
from services.kraftcenter.storage import rows as r
from services.kraftcenter.storage.words import citizen_words
from services.kraftcenter.storage.work import KraftcenterWork
from shared.contracts.involvement import READABLE_AFTER_CLOSING, Involvement
from shared.identity import Actor, Keyring, Purpose, PurposeCode, record_read
from shared.messaging.glass import Glass, tried_again
from shared.postgres import Connection

_CITIZEN = """
SELECT s.involvement, k.wrapped, now() AS now FROM (SELECT $1::uuid AS id) q
LEFT JOIN subjects s ON s.subject = q.id LEFT JOIN citizen_keys k ON k.citizen_id = q.id
"""
_GOALS = f"""
SELECT {r.columns(r.GOAL)} FROM goals WHERE citizen_id = $1 AND loop = ANY($2::uuid[]) AND NOT erred
AND ($3::uuid IS NULL OR event_id > $3) ORDER BY event_id LIMIT $4
"""  # noqa: S608 (constants of this service)
_SUB_GOALS = f"""
SELECT {r.columns(r.SUB_GOAL)} FROM sub_goals WHERE citizen_id = $1 AND goal_id = ANY($2::uuid[]) AND NOT erred
"""  # noqa: S608 (constants of this service)
_WORDS = "SELECT event_id, sealed FROM words WHERE citizen_id = $1 AND event_id = ANY($2::uuid[])"
_INTERVENTION = f"""
SELECT {r.columns(r.INTERVENTION)}, s.involvement, now() AS now
FROM interventions JOIN subjects s ON s.subject = citizen_id WHERE intervention_id = $1 ORDER BY event_id
"""  # noqa: S608 (constants of this service)
# The last id there can be, so that the place of the first page is a condition on the index, too.
_OWN = f"""
SELECT {r.columns(r.INTERVENTION)}, s.involvement, now() AS now
FROM interventions JOIN subjects s ON s.subject = citizen_id
WHERE department = $1 AND NOT erred AND ($2::uuid IS NULL OR citizen_id = $2)
AND event_id < coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
AND %s ORDER BY event_id DESC LIMIT $4
"""  # noqa: S608 (constants of this service)
_LATE = "(overdue_level > 0 AND stopped_at IS NULL)"
_RUNNING = {
    None: "ended_on IS NULL",
    True: f"ended_on IS NULL AND {_LATE}",
    False: f"ended_on IS NULL AND NOT {_LATE}",
}
_ENDED = f"ended_on >= (now() - interval '{READABLE_AFTER_CLOSING.days} days')::date"


class PostgresReads:
    """See `ports.Reads`."""

    def __init__(self, keyring: Keyring, glass: Glass[KraftcenterWork]) -> None:
        self._glass = glass
        self._keyring = keyring

    @tried_again
    async def goals(
        self, look: Look, citizen_id: UUID, *, after: UUID | None = None, limit: int = 50
    ) -> Sequence[SeenGoal] | None:
        who, glass = look.reader, look.breaks_the_glass
        async with self._glass.reading(who, breaks_the_glass=glass, about=citizen_id) as connection:
            citizen = await connection.fetchrow(_CITIZEN, citizen_id)
            assert citizen is not None  # noqa: S101 (the query joins to one row of its own)
            loops = _open_loops(look, citizen_id, citizen)
            if loops is None:
                return None
            goals = list(map(r.goal_from, await connection.fetch(_GOALS, citizen_id, loops, after, limit)))
            seen = await self._with_sub_goals(connection, citizen_id, citizen["wrapped"], goals)
            if _known(citizen):
                await self._record(connection, look, [citizen_id], "/citizens/{citizen_id}/goals")
        return seen

    @tried_again
    async def intervention(self, look: Look, intervention_id: UUID) -> SeenIntervention | None:
        async with self._glass.reading(look.reader, breaks_the_glass=look.breaks_the_glass) as connection:
            for row in await connection.fetch(_INTERVENTION, intervention_id):
                seen = _seen(look, row)
                if seen is not None:
                    await self._record(connection, look, [seen.citizen_id], "/interventions/{intervention_id}")
                    return seen
        return None

    async def interventions(self, look: Look, wanted: Wanted) -> Sequence[SeenIntervention]:
        if wanted.state == "ended" and wanted.overdue:
            return []
        sql = _OWN % (_ENDED if wanted.state == "ended" else _RUNNING[wanted.overdue])
        found: list[SeenIntervention] = []
        before, enough = wanted.before, wanted.limit + 1
        async with self._glass.reading(look.reader, breaks_the_glass=False) as connection:
            while len(found) < enough:
                rows = await connection.fetch(sql, look.reader.department, wanted.citizen_id, before, enough)
                found += [seen for row in rows if (seen := _seen(look, row)) is not None]
                if len(rows) < enough:
                    break
                # Some of a full page may be in loops closed for too long: the next rows then fill it up.
                before = rows[-1]["event_id"]
            shown = found[: wanted.limit]
            await self._record(connection, look, (seen.citizen_id for seen in shown), "/interventions")
        return found[:enough]

    async def _with_sub_goals(
        self, connection: Connection, citizen_id: UUID, wrapped: bytes | None, goals: Sequence[Goal]
    ) -> list[SeenGoal]:
        found = await connection.fetch(_SUB_GOALS, citizen_id, [goal.id for goal in goals])
        sub_goals = sorted(map(r.sub_goal_from, found), key=lambda sub_goal: sub_goal.history[0].event_id)
        words = await self._words(connection, citizen_id, wrapped, sub_goals)
        return [SeenGoal(goal, [s for s in sub_goals if s.goal_id == goal.id], words) for goal in goals]

    async def _words(
        self, connection: Connection, citizen_id: UUID, wrapped: bytes | None, sub_goals: Sequence[SubGoal]
    ) -> dict[UUID, str]:
        if wrapped is None:
            return {}
        key = self._keyring.unwrap(wrapped, citizen_id)
        events = [step.event_id for sub_goal in sub_goals for step in sub_goal.history]
        opened = {
            row["event_id"]: citizen_words(self._keyring, key, row["event_id"], row["sealed"])
            for row in await connection.fetch(_WORDS, citizen_id, events)
        }
        return {event_id: words for event_id, words in opened.items() if words is not None}

    async def _record(self, connection: Connection, look: Look, citizens: Iterable[UUID], route: str) -> None:
        """V2: one row per citizen. A failure here fails the read."""
        who = look.reader
        actor = Actor(who.name, frozenset({who.role}), who.department, who.citizen_id, who.designations)
        purpose = Purpose(PurposeCode(look.purpose), look.reason)
        await record_read(
            connection, actor, citizens, purpose, service="kraftcenter", route=route, keyring=self._keyring
        )


def _seen(look: Look, row: Record) -> SeenIntervention | None:
    seen = SeenIntervention(row["citizen_id"], r.intervention_from(row))
    return seen if seen.intervention.loop in (_open_loops(look, seen.citizen_id, row) or ()) else None


def _known(row: Record) -> bool:
    """A row about somebody nothing is known of would be all there is about them."""
    citizen = Involvement.load(row["involvement"])
    return citizen.known and not citizen.erased


def _open_loops(look: Look, citizen_id: UUID, row: Record) -> list[UUID] | None:
    citizen = Involvement.load(row["involvement"])
    return open_loops(look.reader, citizen_id, citizen, row["now"], breaks_the_glass=look.breaks_the_glass)
