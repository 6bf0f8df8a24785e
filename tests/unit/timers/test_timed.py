"""Timers as part of a decision, and who handles them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from shared.timers import Clocks, Timer
from tests.unit.messaging.desk_of_one import NOW, a_work, writes_of


def test_setting_and_clearing_exclude_each_other() -> None:
    """One statement must not both set and clear a timer: the last word counts."""
    work, ref = a_work(), uuid4()
    work.clear_timer("answer", ref)
    work.set_timer("answer", ref, NOW)
    work.set_timer("answer", ref, NOW + timedelta(hours=1))
    (rows,) = writes_of(work.unit).values()
    assert [row[:4] for row in rows] == [(work.subject, "answer", ref, NOW + timedelta(hours=1))]
    work.clear_timer("answer", ref)
    assert writes_of(work.unit) == {"delete_timers": [(work.subject, "answer", ref)]}


def test_undoing_restores_the_last_word() -> None:
    """A refused report moves no clock."""
    work, ref = a_work(), uuid4()
    work.set_timer("answer", ref, NOW)
    before = writes_of(work.unit)
    mark = work.unit.mark()
    work.clear_timer("answer", ref)
    work.unit.undo(mark)
    assert writes_of(work.unit) == before


async def test_the_kinds_handler_is_run() -> None:
    """Each kind of timer has one handler; two services' clocks can be joined."""
    own, floors, ran = Clocks(), Clocks(), list[str]()

    @own.on("answer")
    async def _(timer: Timer, _: Any) -> None:
        ran.append(timer.kind)

    @floors.on("waiting")
    async def _(timer: Timer, _: Any) -> None:
        ran.append(timer.kind)

    with pytest.raises(ValueError, match="answer"):
        own.on("answer")(nothing)
    joined = own.plus(floors)
    for kind in ("waiting", "answer"):
        await joined.ran_out(Timer(kind, uuid4(), uuid4(), NOW), None)
    assert ran == ["waiting", "answer"]
    assert joined.kinds() == {"answer", "waiting"}


async def nothing(_: Timer, __: Any) -> None:
    """Handles nothing."""
