"""Courses, places and companionships as rows, and back."""

import json
from uuid import UUID

from services.kraftcenter.domain import Companionship, Course, Place
from services.kraftcenter.storage.rows import Columns
from shared.postgres.effects import Row, upsert

COURSE = upsert(
    "courses",
    ("course_id",),
    course_id="uuid",
    event_id="uuid",
    offer="text",
    capacity="int",
    sessions="int",
    intake_sessions="int",
    first_session_on="date",
    next_course_id="uuid",
    held_by="jsonb",
    ended="boolean",
    erred="boolean",
    window_told="uuid",
)
PLACE = upsert(
    "places",
    ("place_id",),
    place_id="uuid",
    course_id="uuid",
    citizen_id="uuid",
    offer="text",
    number="int",
    state="text",
    referral_id="uuid",
)
COMPANIONSHIP = upsert(
    "companionships",
    ("citizen_id", "companionship_id"),
    citizen_id="uuid",
    companionship_id="uuid",
    course_id="uuid",
    owner="text",
    loop="uuid",
    started_at="timestamptz",
    ends_by="date",
    ended="boolean",
    erred="boolean",
    run_out_by="uuid",
)


def course_row(c: Course) -> Row:
    return (
        c.id, c.event_id, c.offer, c.capacity, c.sessions, c.intake_sessions, c.first_session_on, c.next_course_id,
        json.dumps([event_id.hex for event_id in c.held_by]), c.ended, c.erred,
        c.window_told,
    )  # fmt: skip


def course_from(row: Columns) -> Course:
    return Course(
        id=row["course_id"],
        event_id=row["event_id"],
        offer=row["offer"],
        capacity=row["capacity"],
        sessions=row["sessions"],
        intake_sessions=row["intake_sessions"],
        first_session_on=row["first_session_on"],
        next_course_id=row["next_course_id"],
        held_by=tuple(map(UUID, json.loads(row["held_by"]))),
        ended=row["ended"],
        erred=row["erred"],
        window_told=row["window_told"],
    )


def place_row(p: Place) -> Row:
    return (p.id, p.course_id, p.citizen_id, p.offer, p.number, p.state, p.referral_id)


def place_from(row: Columns) -> Place:
    return Place(
        id=row["place_id"],
        course_id=row["course_id"],
        citizen_id=row["citizen_id"],
        offer=row["offer"],
        number=row["number"],
        state=row["state"],
        referral_id=row["referral_id"],
    )


def companionship_row(citizen_id: UUID, c: Companionship) -> Row:
    return (citizen_id, c.id, c.course_id, c.owner, c.loop, c.started_at, c.ends_by, c.ended, c.erred, c.run_out_by)


def companionship_from(row: Columns) -> Companionship:
    return Companionship(
        id=row["companionship_id"],
        course_id=row["course_id"],
        owner=row["owner"],
        loop=row["loop"],
        started_at=row["started_at"],
        ends_by=row["ends_by"],
        ended=row["ended"],
        erred=row["erred"],
        run_out_by=row["run_out_by"],
    )
