"""The work on one citizen, loaded set-wise and written in one statement."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from asyncpg import Record

from services.kraftcenter.domain import Goal, Intervention, SubGoal
from services.kraftcenter.storage import rows as r
from services.kraftcenter.storage.words import SealedWords
from shared.identity import Keyring
from shared.messaging.rows import Rows
from shared.messaging.subjects import SubjectRow
from shared.messaging.unit import Unit
from shared.messaging.work import SubjectWork
from shared.postgres import Connection

T = TypeVar("T")

_NOUNS = {"interventions": r.INTERVENTION, "goals": r.GOAL, "sub_goals": r.SUB_GOAL}
_OF_CITIZENS = (
    "SELECT '{table}' AS noun, citizen_id, ROW({columns}) AS it FROM {table} WHERE citizen_id = ANY($1::uuid[])"
)
_LOAD = " UNION ALL ".join(_OF_CITIZENS.format(table=table, columns=r.columns(it)) for table, it in _NOUNS.items())


class KraftcenterWork(SubjectWork):
    """See `ports.Work`."""

    def __init__(
        self,
        unit: Unit,
        row: SubjectRow,
        keyring: Keyring,
        interventions: Sequence[Intervention],
        goals: Sequence[Goal],
        sub_goals: Sequence[SubGoal],
    ) -> None:
        super().__init__("kraftcenter", unit, row, keyring)
        self.interventions = Rows(unit, ((i.id, i) for i in interventions), self._write_intervention)
        self.goals = Rows(unit, ((g.id, g) for g in goals), self._write_goal)
        self.sub_goals = Rows(unit, ((s.id, s) for s in sub_goals), self._write_sub_goal)
        self.words = SealedWords(self)

    def _write_intervention(self, intervention: Intervention) -> None:
        self.put(r.INTERVENTION, (self.subject, intervention.id), r.intervention_row(self.subject, intervention))

    def _write_goal(self, goal: Goal) -> None:
        self.put(r.GOAL, (self.subject, goal.id), r.goal_row(self.subject, goal))

    def _write_sub_goal(self, sub_goal: SubGoal) -> None:
        self.put(r.SUB_GOAL, (self.subject, sub_goal.id), r.sub_goal_row(self.subject, sub_goal))


class KraftcenterStorage:
    """How the service loads what its handlers need: one statement for any number of citizens."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    async def open(
        self, connection: Connection, unit: Unit, rows: Sequence[SubjectRow]
    ) -> Mapping[UUID, KraftcenterWork]:
        found = await connection.fetch(_LOAD, [row.subject for row in rows])
        interventions = _by_citizen(found, "interventions", r.intervention_from)
        goals = _by_citizen(found, "goals", r.goal_from)
        sub_goals = _by_citizen(found, "sub_goals", r.sub_goal_from)
        return {
            row.subject: KraftcenterWork(
                unit,
                row,
                self._keyring,
                interventions.get(row.subject, ()),
                goals.get(row.subject, ()),
                sub_goals.get(row.subject, ()),
            )
            for row in rows
        }


def _by_citizen(rows: Sequence[Record], noun: str, read: Callable[[r.Columns], T]) -> dict[UUID, list[T]]:
    names = [name for name, _ in _NOUNS[noun].columns]
    found: dict[UUID, list[T]] = {}
    for row in rows:
        if row["noun"] == noun:
            found.setdefault(row["citizen_id"], []).append(read(dict(zip(names, row["it"], strict=True))))
    return found
