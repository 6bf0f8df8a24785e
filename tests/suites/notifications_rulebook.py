"""The municipality's rules, changed version by version (I3). The tests take a `book` fixture, however many versions it
has."""

import pytest

from services.notifications.domain.overlay import Departure, Difference
from services.notifications.domain.ruled import Wanted
from services.notifications.domain.rules import SHIPPED
from services.notifications.handlers import change_rules, rule_changes, rules_in_force
from services.notifications.ports import Rulebook
from shared.contracts import Refused, SubGoalReached
from tests.suites.notifications_story import of

MANAGER = of("kraftcenter", "manager")
QUIETER = (Departure("delmaal.naaet", withhold=frozenset({"C"})),)


async def _change(book: Rulebook, *departures: Departure, back_to: int | None = None, reason: str | None = None) -> int:
    now = await rules_in_force(book, SHIPPED)
    wanted = Wanted(now.number, None if back_to is not None else departures, back_to, reason)
    return (await change_rules(MANAGER, "Bodil Ø", wanted, book, SHIPPED)).number


async def test_a_change_is_a_version_with_who_when_and_what(book: Rulebook) -> None:
    """I3: in force at once, by the manager who made it; the rule says what was changed and nothing else."""
    start = await _change(book)
    number = await _change(book, *QUIETER, reason="too_many")
    assert number == start + 1
    now = await rules_in_force(book, SHIPPED)
    assert now.rules.version == number
    assert now.rules.of(SubGoalReached.type).told == ("I", "D")
    assert now.rules.of(SubGoalReached.type).silenced == ("C",)
    (last, *_) = (await rule_changes(book, SHIPPED, limit=1)).items
    assert last.version[2:7] == (MANAGER.name, "Bodil Ø", "kraftcenter", "too_many", None)
    assert last.differences == (Difference(SubGoalReached.type, "C", False),)


async def test_going_back_is_a_new_version(book: Rulebook) -> None:
    """I3: nothing is ever overwritten; 0 are the rules that ship."""
    before = await _change(book, *QUIETER)
    other = await _change(book, Departure("delmaal.tabt", withhold=frozenset({"I"})))
    again = await _change(book, back_to=before)
    assert again == other + 1
    kept = await book.get(other)
    assert kept is not None
    assert [row.type for row in kept.overlay] == ["dk.samspil.delmaal.tabt.v1"]
    assert (await rules_in_force(book, SHIPPED)).rules.of(SubGoalReached.type).silenced == ("C",)
    (last, *_) = (await rule_changes(book, SHIPPED, limit=1)).items
    assert (last.version.back_to, last.version.reason) == (before, "back")
    assert await _change(book, back_to=0) == again + 1
    assert (await rules_in_force(book, SHIPPED)).rules.by_type == SHIPPED.by_type


async def test_of_two_who_change_the_same_version_one_is_told(book: Rulebook) -> None:
    """I3: a change names the version it was made from; made from another one it is refused, and nothing is stored."""
    start = await _change(book)
    await _change(book, *QUIETER)
    late = Wanted(start, (Departure("delmaal.tabt", withhold=frozenset({"C"})),))
    with pytest.raises(Refused) as refused:
        await change_rules(MANAGER, "Bodil Ø", late, book, SHIPPED)
    assert (refused.value.status, refused.value.errors[0].pointer) == (409, "/from_version")
    assert (await rules_in_force(book, SHIPPED)).number == start + 1


async def test_what_changes_nothing_is_no_version(book: Rulebook) -> None:
    """I3: the history holds changes; saying what is shipped, or the same again, is none."""
    number = await _change(book, *QUIETER)
    same = Departure("dk.samspil.delmaal.naaet.v1", frozenset({"I"}), frozenset({"C"}))
    assert await _change(book, same) == number


async def test_a_change_that_may_not_be_leaves_nothing(book: Rulebook) -> None:
    """I3: the row at fault is named, and the good one beside it is not stored either."""
    number = await _change(book, *QUIETER)
    with pytest.raises(Refused) as refused:
        await _change(
            book, Departure("delmaal.tabt", withhold=frozenset({"C"})),
            Departure("henvisning.oprettet", withhold=frozenset({"N"})),
        )  # fmt: skip
    assert [error.pointer for error in refused.value.errors] == ["/changes/1/withhold"]
    assert (await rules_in_force(book, SHIPPED)).number == number


async def test_the_history_comes_page_by_page(book: Rulebook) -> None:
    """I3: every manager can look back, newest first, without a gap or a repeat."""
    for departures in (QUIETER, (), QUIETER):
        await _change(book, *departures)
    first = await rule_changes(book, SHIPPED, limit=2)
    second = await rule_changes(book, SHIPPED, cursor=first.next, limit=1)
    numbers = [each.version.number for each in (*first.items, *second.items)]
    assert numbers == list(range(numbers[0], numbers[0] - 3, -1))
