"""The work on one citizen, loaded set-wise and written in one statement."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from services.kraftcenter.domain import Goal, Intervention, SubGoal
from services.kraftcenter.storage import rows as r
from services.kraftcenter.storage.words import SealedWords
from shared.identity import Keyring
from shared.messaging.rows import Rows
from shared.messaging.subjects import SubjectRow
from shared.messaging.unit import Unit
from shared.messaging.work import SubjectWork
from shared.postgres import Connection
from shared.postgres.effects import Effect
from shared.timers import ClockLengths, Timed

_Found = tuple[list[Intervention], list[Goal], list[SubGoal]]

_NOUNS: Sequence[tuple[str, Effect, Callable[[r.Columns], Any]]] = (
    ("interventions", r.INTERVENTION, r.intervention_from),
    ("goals", r.GOAL, r.goal_from),
    ("sub_goals", r.SUB_GOAL, r.sub_goal_from),
)
_READERS = [([name for name, _ in effect.columns], read) for _, effect, read in _NOUNS]
_OF_CITIZENS = "SELECT citizen_id, {noun}, ROW({columns}) FROM {table} WHERE citizen_id = ANY($1::uuid[])"
_LOAD = " UNION ALL ".join(
    _OF_CITIZENS.format(noun=noun, columns=r.columns(effect), table=table)
    for noun, (table, effect, _) in enumerate(_NOUNS)
)


class KraftcenterWork(Timed, SubjectWork):
    """See `ports.Work`."""

    def __init__(
        self,
        unit: Unit,
        row: SubjectRow,
        keyring: Keyring,
        clock_lengths: ClockLengths,
        interventions: Sequence[Intervention],
        goals: Sequence[Goal],
        sub_goals: Sequence[SubGoal],
    ) -> None:
        super().__init__("kraftcenter", unit, row, keyring)
        self.clock_lengths = clock_lengths
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

    def __init__(self, keyring: Keyring, clock_lengths: ClockLengths) -> None:
        self._keyring = keyring
        self._clock_lengths = clock_lengths

    async def open(
        self, connection: Connection, unit: Unit, rows: Sequence[SubjectRow]
    ) -> Mapping[UUID, KraftcenterWork]:
        found: dict[UUID, _Found] = {row.subject: ([], [], []) for row in rows}
        for citizen, noun, it in await connection.fetch(_LOAD, list(found)):
            names, read = _READERS[noun]
            found[citizen][noun].append(read(dict(zip(names, it, strict=True))))
        return {
            row.subject: KraftcenterWork(unit, row, self._keyring, self._clock_lengths, *found[row.subject])
            for row in rows
        }
