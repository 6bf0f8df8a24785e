"""A unit takes back what a decision did, and nothing else."""

from collections.abc import Callable
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from shared.messaging import Rows, Unit
from shared.postgres.effects import insert
from tests.suites.floor_words import goal
from tests.unit.messaging.desk_of_one import Work, a_work, writes_of

FIRST, SECOND = insert("first", id="int", words="text"), insert("second", id="int", words="text")


def test_the_last_row_of_a_key_counts() -> None:
    """PostgreSQL refuses to write one row twice in a statement: a second one replaces the first, in its place."""
    unit = Unit()
    for id_, words in ((1, "a"), (2, "b"), (1, "c")):
        unit.put(FIRST, id_, (id_, words))
    assert writes_of(unit) == {"insert_first": [(1, "c"), (2, "b")]}
    assert unit.row(FIRST, 1) == (1, "c")
    assert unit.row(SECOND, 1) is None


_STEPS = st.lists(st.tuples(st.sampled_from([FIRST, SECOND]), st.integers(0, 3), st.sampled_from("abx")), max_size=8)


def _play(unit: Unit, steps: list[tuple[object, int, str]]) -> None:
    for effect, key, words in steps:
        if words == "x":
            unit.drop(effect, key)  # type: ignore[arg-type]
        else:
            unit.put(effect, key, (key, words))  # type: ignore[arg-type]


@given(_STEPS, _STEPS)
def test_undone_is_as_if_never_done(
    before: list[tuple[object, int, str]], after: list[tuple[object, int, str]]
) -> None:
    """What was put, replaced or left out since a mark is as it was at the mark."""
    unit = Unit()
    _play(unit, before)
    kept = {name: sorted(map(str, rows)) for name, rows in writes_of(unit).items()}
    mark = unit.mark()
    _play(unit, after)
    unit.undo(mark)
    assert {name: sorted(map(str, rows)) for name, rows in writes_of(unit).items()} == kept
    assert unit.mark() == mark


def _everything(work: Work, things: "Rows[str]") -> None:
    event = work.publish(goal())
    work.set_timer("answer", event.id, work.now)
    work.clear_timer("start", event.id)
    work.seal(b"words", b"row")
    things.save(event.id, "new")
    work.touch()


def test_a_refused_decision_leaves_nothing_behind() -> None:
    """Events, versions, involvement, timers, keys and saved things all go; what came before stays."""
    work = a_work(version=3)
    things = Rows(work.unit, [(UUID(int=1), "old")], lambda _: None)
    mark = work.unit.mark()
    _everything(work, things)
    work.unit.undo(mark)
    assert writes_of(work.unit) == {}
    assert (work.unit.published, work.touched, list(things)) == ([], False, ["old"])
    assert work.publish(goal()).version == 4


def test_an_undone_key_is_made_anew() -> None:
    """A key that is not written is not used: the next words are sealed under the one that is."""
    work = a_work()
    mark = work.unit.mark()
    work.key()
    work.unit.undo(mark)
    sealed = work.seal(b"words", b"row")
    assert work.unseal(sealed, b"row") == b"words"
    (((_, wrapped)),) = writes_of(work.unit)["insert_citizen_keys"]
    assert isinstance(wrapped, bytes)
    assert a_work(subject=work.subject, wrapped=wrapped).unseal(sealed, b"row") == b"words"


def test_saved_things_are_put_back_in_their_place() -> None:
    """A thing changed twice is, undone, the one that was loaded; one that was new is gone."""
    unit, written = Unit(), list[str]()
    write: Callable[[str], None] = written.append
    one, two = uuid4(), uuid4()
    things = Rows(unit, [(one, "a")], write)
    mark = unit.mark()
    for id_, thing in ((one, "b"), (two, "c"), (one, "d")):
        things.save(id_, thing)
    assert (things.get(one), list(things), written) == ("d", ["d", "c"], ["b", "c", "d"])
    unit.undo(mark)
    assert (things.get(one), things.get(two)) == ("a", None)


def test_what_is_done_after_the_commit_is_taken_back_too() -> None:
    """A line of the log about a decision that was undone would tell of what never happened."""
    unit, done = Unit(), list[str]()
    unit.after(lambda: done.append("stays"))
    mark = unit.mark()
    unit.after(lambda: done.append("goes"))
    unit.undo(mark)
    for act in unit.afterwards:
        act()
    assert done == ["stays"]
