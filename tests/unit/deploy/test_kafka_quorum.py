from pathlib import Path

import pytest

from deploy.embedded.kafka.quorum import count, directory_ids
from deploy.embedded.layout import Layout
from deploy.embedded.part import CannotStart


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = Layout(tmp_path)
    made.make()
    return made


def test_the_number_is_chosen_once_and_all_are_told_the_same(layout: Layout) -> None:
    """Brokers formatted with other ids than the first were would not find one another."""
    first = directory_ids(layout, 3)
    assert len(set(first)) == 3
    assert directory_ids(layout, 3) == directory_ids(layout, None) == first


def test_without_a_wish_there_is_one(layout: Layout) -> None:
    """A bare checkout starts with one broker."""
    assert count(layout, None) == 1


@pytest.mark.parametrize(("made", "wanted", "words"), [(1, 3, "til 1 broker:"), (3, 1, "til 3 brokere:")])
def test_data_for_another_number_are_not_touched(layout: Layout, made: int, wanted: int, words: str) -> None:
    """Other brokers than the data know of would leave records where nobody reads: one line says what to do."""
    directory_ids(layout, made)
    with pytest.raises(CannotStart, match=words):
        directory_ids(layout, wanted)
    assert count(layout, None) == made


def test_data_from_before_the_number_was_kept_are_one_brokers(layout: Layout) -> None:
    """A stack that ran before is started as it was."""
    (layout.data / "kafka").mkdir()
    assert count(layout, None) == 1
    with pytest.raises(CannotStart):
        directory_ids(layout, 3)
