"""The nouns as rows, and back."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from asyncpg import Record

from services.kraftcenter.domain import Clock, FollowUp, Goal, Intervention, Step, SubGoal, ToolUse
from shared.postgres.effects import Effect, Row, insert, upsert

Columns: TypeAlias = Record | Mapping[str, Any]

INTERVENTION = upsert(
    "interventions",
    ("citizen_id", "intervention_id"),
    citizen_id="uuid",
    intervention_id="uuid",
    event_id="uuid",
    loop="uuid",
    department="text",
    offer="text",
    legal_basis="text",
    referral_id="uuid",
    started_on="date",
    follow_up_on="date",
    ended_on="date",
    follow_up_due="timestamptz",
    runs_out="timestamptz",
    overdue_level="int",
    stopped_at="timestamptz",
    follow_ups="jsonb",
    tools="jsonb",
    erred="boolean",
)
GOAL = upsert(
    "goals",
    ("citizen_id", "goal_id"),
    citizen_id="uuid",
    goal_id="uuid",
    event_id="uuid",
    loop="uuid",
    decision_id="uuid",
    intervention_id="uuid",
    themes="jsonb",
    kind="text",
    erred="boolean",
)
SUB_GOAL = upsert(
    "sub_goals",
    ("citizen_id", "sub_goal_id"),
    citizen_id="uuid",
    sub_goal_id="uuid",
    goal_id="uuid",
    intervention_id="uuid",
    loop="uuid",
    measure_kind="text",
    target_on="date",
    citizen_took_part="boolean",
    history="jsonb",
    erred="boolean",
)
WORDS = insert("words", citizen_id="uuid", event_id="uuid", sealed="bytea")


def columns(effect: Effect) -> str:
    """The columns in the order the rows below are written in."""
    return ", ".join(name for name, _ in effect.columns)


def intervention_row(citizen_id: UUID, i: Intervention) -> Row:
    return (
        citizen_id, i.id, i.event_id, i.loop, i.department, i.offer, i.legal_basis, i.referral_id, i.started_on,
        i.follow_up_on, i.ended_on, *_clock_columns(i.clock),
        json.dumps([_follow_up_json(held) for held in i.follow_ups]),
        json.dumps([{"event_id": t.event_id.hex, "tool": t.tool, "used_on": t.used_on.isoformat()} for t in i.tools]),
        i.erred,
    )  # fmt: skip


def intervention_from(row: Columns) -> Intervention:
    return Intervention(
        id=row["intervention_id"],
        event_id=row["event_id"],
        loop=row["loop"],
        department=row["department"],
        offer=row["offer"],
        legal_basis=row["legal_basis"],
        referral_id=row["referral_id"],
        started_on=row["started_on"],
        follow_up_on=row["follow_up_on"],
        ended_on=row["ended_on"],
        clock=_clock_from(row["follow_up_due"], row["runs_out"], row["overdue_level"], row["stopped_at"]),
        follow_ups=tuple(_follow_up_from(held) for held in json.loads(row["follow_ups"])),
        tools=tuple(
            ToolUse(UUID(use["event_id"]), use["tool"], date.fromisoformat(use["used_on"]))
            for use in json.loads(row["tools"])
        ),
        erred=row["erred"],
    )


def _clock_columns(clock: Clock | None) -> tuple[datetime | None, datetime | None, int, datetime | None]:
    return (None, None, 0, None) if clock is None else (clock.due, clock.runs_out, clock.level, clock.stopped_at)


def _clock_from(
    due: datetime | None, runs_out: datetime | None, level: Literal[0, 1, 2, 3], stopped_at: datetime | None
) -> Clock | None:
    return None if due is None else Clock(due, runs_out, level, stopped_at)


def _follow_up_json(held: FollowUp) -> dict[str, Any]:
    due, runs_out, level, stopped_at = _clock_columns(held.clock)
    return {
        "event_id": held.event_id.hex,
        "held_on": held.held_on.isoformat(),
        "decision": held.decision,
        "agreed_on": held.agreed_on.isoformat(),
        "level": level,
        **{
            name: None if at is None else at.isoformat()
            for name, at in (("due", due), ("runs_out", runs_out), ("stopped_at", stopped_at))
        },
    }


def _follow_up_from(held: dict[str, Any]) -> FollowUp:
    due, runs_out, stopped_at = (
        None if held.get(name) is None else datetime.fromisoformat(held[name])
        for name in ("due", "runs_out", "stopped_at")
    )
    return FollowUp(
        UUID(held["event_id"]),
        date.fromisoformat(held["held_on"]),
        held["decision"],
        date.fromisoformat(held["agreed_on"]),
        _clock_from(due, runs_out, held["level"], stopped_at),
    )


def goal_row(citizen_id: UUID, g: Goal) -> Row:
    themes = json.dumps(g.themes)
    return (citizen_id, g.id, g.event_id, g.loop, g.decision_id, g.intervention_id, themes, g.kind, g.erred)


def goal_from(row: Columns) -> Goal:
    return Goal(
        id=row["goal_id"],
        event_id=row["event_id"],
        loop=row["loop"],
        decision_id=row["decision_id"],
        intervention_id=row["intervention_id"],
        themes=tuple(json.loads(row["themes"])),
        kind=row["kind"],
        erred=row["erred"],
    )


def sub_goal_row(citizen_id: UUID, s: SubGoal) -> Row:
    history = [
        {"event_id": step.event_id.hex, "state": step.state, "on": step.on.isoformat(), "informant": step.informant}
        for step in s.history
    ]
    return (
        citizen_id, s.id, s.goal_id, s.intervention_id, s.loop, s.measure_kind, s.target_on, s.citizen_took_part,
        json.dumps(history), s.erred,
    )  # fmt: skip


def sub_goal_from(row: Columns) -> SubGoal:
    return SubGoal(
        id=row["sub_goal_id"],
        goal_id=row["goal_id"],
        intervention_id=row["intervention_id"],
        loop=row["loop"],
        measure_kind=row["measure_kind"],
        target_on=row["target_on"],
        citizen_took_part=row["citizen_took_part"],
        history=tuple(
            Step(UUID(step["event_id"]), step["state"], date.fromisoformat(step["on"]), step["informant"])
            for step in json.loads(row["history"])
        ),
        erred=row["erred"],
    )
