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

_OF_CITIZENS = "SELECT {columns} FROM {table} WHERE citizen_id = ANY($1::uuid[])"
_INTERVENTIONS = _OF_CITIZENS.format(columns=r.columns(r.INTERVENTION), table="interventions")
_GOALS = _OF_CITIZENS.format(columns=r.columns(r.GOAL), table="goals")
_SUB_GOALS = _OF_CITIZENS.format(columns=r.columns(r.SUB_GOAL), table="sub_goals")


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
    """How the service loads what its handlers need: three statements for any number of citizens."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    async def open(
        self, connection: Connection, unit: Unit, rows: Sequence[SubjectRow]
    ) -> Mapping[UUID, KraftcenterWork]:
        citizens = [row.subject for row in rows]
        interventions = _by_citizen(await connection.fetch(_INTERVENTIONS, citizens), r.intervention_from)
        goals = _by_citizen(await connection.fetch(_GOALS, citizens), r.goal_from)
        sub_goals = _by_citizen(await connection.fetch(_SUB_GOALS, citizens), r.sub_goal_from)
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


def _by_citizen(rows: Sequence[Record], read: Callable[[Record], T]) -> dict[UUID, list[T]]:
    found: dict[UUID, list[T]] = {}
    for row in rows:
        found.setdefault(row["citizen_id"], []).append(read(row))
    return found
