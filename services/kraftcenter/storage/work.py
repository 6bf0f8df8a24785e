"""The work on one citizen or course, loaded set-wise and written in one statement."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from services.kraftcenter.domain import Companionship, Course, Figures, Goal, Intervention, Place, SubGoal
from services.kraftcenter.ports import SeenCourse
from services.kraftcenter.storage import course_rows as c
from services.kraftcenter.storage import rows as r
from services.kraftcenter.storage import seen_courses
from services.kraftcenter.storage.journal import PostgresJournal
from services.kraftcenter.storage.words import SealedWords
from shared.identity import Keyring
from shared.messaging.rows import Rows
from shared.messaging.subjects import SubjectRow
from shared.messaging.unit import Unit
from shared.messaging.work import SubjectWork
from shared.postgres import Connection
from shared.postgres.effects import Effect
from shared.timers import ClockLengths, Timed
from shared.timers.timed import SET

SHIPPED = Figures()

_NOUNS: Sequence[tuple[str, str, Effect, Callable[[r.Columns], Any]]] = (
    ("interventions", "citizen_id", r.INTERVENTION, r.intervention_from),
    ("goals", "citizen_id", r.GOAL, r.goal_from),
    ("sub_goals", "citizen_id", r.SUB_GOAL, r.sub_goal_from),
    ("courses", "course_id", c.COURSE, c.course_from),
    ("places", "citizen_id", c.PLACE, c.place_from),
    ("companionships", "citizen_id", c.COMPANIONSHIP, c.companionship_from),
    # A place is its citizen's and its course's.
    ("places", "course_id", c.PLACE, c.place_from),
)
_READERS = [(table, [name for name, _ in effect.columns], read) for table, _, effect, read in _NOUNS]
_OF_SUBJECTS = "SELECT {subject}, {noun}, ROW({columns}) FROM {table} WHERE {subject} = ANY($1::uuid[])"
_LOAD = " UNION ALL ".join(
    _OF_SUBJECTS.format(subject=subject, noun=noun, columns=r.columns(effect), table=table)
    for noun, (table, subject, effect, _) in enumerate(_NOUNS)
)


class KraftcenterWork(Timed, SubjectWork):
    """See `ports.Work`."""

    def __init__(
        self,
        unit: Unit,
        row: SubjectRow,
        keyring: Keyring,
        clock_lengths: ClockLengths,
        connection: Connection,
        figures: Figures,
        *,
        interventions: Sequence[Intervention] = (),
        goals: Sequence[Goal] = (),
        sub_goals: Sequence[SubGoal] = (),
        courses: Sequence[Course] = (),
        places: Sequence[Place] = (),
        companionships: Sequence[Companionship] = (),
    ) -> None:
        super().__init__("kraftcenter", unit, row, keyring)
        self.clock_lengths = clock_lengths
        self.figures = figures
        self._connection = connection
        self.interventions = Rows(unit, ((i.id, i) for i in interventions), self._write_intervention)
        self.goals = Rows(unit, ((g.id, g) for g in goals), self._write_goal)
        self.sub_goals = Rows(unit, ((s.id, s) for s in sub_goals), self._write_sub_goal)
        self.courses = Rows(unit, ((course.id, course) for course in courses), self._write_course)
        self.places = Rows(unit, ((p.id, p) for p in places), self._write_place)
        self.companionships = Rows(unit, ((each.id, each) for each in companionships), self._write_companionship)
        self.words = SealedWords(self)
        self.journal = PostgresJournal(self, connection)

    async def course(self, course_id: UUID) -> SeenCourse | None:
        written = self.unit.row(c.COURSE, course_id)
        if written is None:
            seen = await seen_courses.named(self._connection, [course_id])
        else:
            course = c.course_from(dict(zip((name for name, _ in c.COURSE.columns), written, strict=True)))
            seen = await seen_courses.counted(self._connection, [] if course.erred else [course])
        return seen[0] if seen else None

    def look_at_course(self, kind: str, course_id: UUID) -> None:
        key = (course_id, kind, course_id)
        self.put(SET, key, (*key, self.now, self.cause.correlationid, self.cause.traceparent))

    def _write_intervention(self, intervention: Intervention) -> None:
        self.put(r.INTERVENTION, (self.subject, intervention.id), r.intervention_row(self.subject, intervention))

    def _write_goal(self, goal: Goal) -> None:
        self.put(r.GOAL, (self.subject, goal.id), r.goal_row(self.subject, goal))

    def _write_sub_goal(self, sub_goal: SubGoal) -> None:
        self.put(r.SUB_GOAL, (self.subject, sub_goal.id), r.sub_goal_row(self.subject, sub_goal))

    def _write_course(self, course: Course) -> None:
        self.put(c.COURSE, course.id, c.course_row(course))

    def _write_place(self, place: Place) -> None:
        # Put by the course's work and the citizen's alike: one key, one row.
        self.put(c.PLACE, place.id, c.place_row(place))

    def _write_companionship(self, companionship: Companionship) -> None:
        row = c.companionship_row(self.subject, companionship)
        self.put(c.COMPANIONSHIP, (self.subject, companionship.id), row)


class KraftcenterStorage:
    """How the service loads what its handlers need: one statement for any number of subjects."""

    def __init__(self, keyring: Keyring, clock_lengths: ClockLengths, figures: Figures = SHIPPED) -> None:
        self._keyring = keyring
        self._clock_lengths = clock_lengths
        self._figures = figures

    async def open(
        self, connection: Connection, unit: Unit, rows: Sequence[SubjectRow]
    ) -> Mapping[UUID, KraftcenterWork]:
        found: dict[UUID, dict[str, list[Any]]] = {row.subject: {} for row in rows}
        for subject, noun, it in await connection.fetch(_LOAD, list(found)):
            table, names, read = _READERS[noun]
            found[subject].setdefault(table, []).append(read(dict(zip(names, it, strict=True))))
        return {
            row.subject: KraftcenterWork(
                unit, row, self._keyring, self._clock_lengths, connection, self._figures, **found[row.subject]
            )
            for row in rows
        }
