"""One report, one handler, one outcome."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts import GoalSet, Refused, Report, Waits
from shared.intake import Reports
from shared.intake.handling import handle
from shared.messaging.waiting import Item
from tests.suites.floor_words import goal, report
from tests.unit.messaging.desk_of_one import Work, a_work


def refusing(status: int = 422) -> Reports:
    reports = Reports()

    @reports.on(GoalSet)
    async def _(_: Report[Any], __: Work) -> None:
        raise Refused("unknown-reference", "Kendes ikke.", status=status)

    return reports


def waiting_on(work: Work, *names: UUID, kind: Any = "report", id_: UUID | None = None) -> None:
    work.waiting.append(Item(id_ or uuid4(), kind, "{}", None, frozenset(map(str, names))))


async def test_it_stands_and_falls_with_what_it_names() -> None:
    """A report refused for a goal that is itself reported, and waits, waits with it."""
    work, sent = a_work(), report(uuid4(), goal())
    waiting_on(work, sent.data.goal_id)
    with pytest.raises(Waits):
        await handle(refusing(), sent, work)


@pytest.mark.parametrize("kind", ["report", "event"])
async def test_others_that_wait_are_no_excuse(kind: str) -> None:
    """What waits for something else, or is no report, holds up no refusal."""
    work, sent = a_work(), report(uuid4(), goal())
    waiting_on(work, uuid4() if kind == "report" else sent.data.goal_id, kind=kind)
    with pytest.raises(Refused):
        await handle(refusing(), sent, work)


async def test_a_known_id_is_told_at_once() -> None:
    """409 is about what was sent, not about what is known."""
    work, sent = a_work(), report(uuid4(), goal())
    waiting_on(work, sent.data.goal_id)
    with pytest.raises(Refused):
        await handle(refusing(409), sent, work)


async def test_of_two_that_wait_only_the_later_rests_on_the_other() -> None:
    """Else each would wait for the other until both ran out."""
    work, sent, own = a_work(), report(uuid4(), goal()), uuid4()
    waiting_on(work, sent.data.goal_id, id_=own)
    waiting_on(work, sent.data.goal_id)
    with pytest.raises(Refused):
        await handle(refusing(), sent, work, waits_itself=str(own))


def test_one_handler_a_type() -> None:
    """Two that decide on one report would be two answers."""
    reports = refusing()
    with pytest.raises(ValueError, match=r"indsatsmaal\.fastsat"):
        reports.on(GoalSet)(a_handler)
    assert reports.types() == {GoalSet.type}


async def a_handler(_: Report[Any], __: Work) -> None:
    """Decides on nothing."""
