import socket
from pathlib import Path

import pytest

from deploy.embedded import ports
from deploy.embedded.layout import Layout


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = Layout(tmp_path)
    made.make()
    return made


def test_a_second_start_has_the_same_ports(layout: Layout) -> None:
    """Addresses people have bookmarked stay good while nobody else takes them."""
    assert ports.choose(layout, ["kafka", "postgres"]) == ports.choose(layout, ["kafka", "postgres"])


def test_a_port_somebody_else_took_is_chosen_anew(layout: Layout) -> None:
    """Two stacks side by side, or any other program, never stop a start."""
    before = ports.choose(layout, ["kafka", "postgres"])
    with socket.socket() as other:
        other.bind(("127.0.0.1", before["kafka"]))
        other.listen()
        after = ports.choose(layout, ["kafka", "postgres"])
    assert after["kafka"] != before["kafka"]
    assert after["postgres"] == before["postgres"]


def test_all_ports_differ(layout: Layout) -> None:
    """Each part listens alone."""
    chosen = ports.choose(layout, [str(number) for number in range(50)])
    assert len(set(chosen.values())) == 50


def test_what_is_remembered_is_what_was_chosen(layout: Layout) -> None:
    """Commands beside the running stack find it where it is."""
    assert ports.remembered(layout) == {}
    chosen = ports.choose(layout, ["kafka"])
    assert ports.remembered(layout) == chosen
