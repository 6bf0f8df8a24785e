from io import StringIO

from rich.console import Console

from deploy.embedded.part import PartState
from deploy.embedded.show import Show, text_of
from deploy.embedded.supervisor import StackState


def test_a_fetch_says_what_and_how_much() -> None:
    """The first start shows what each part fetches, how large it is and how far it has come."""
    part = PartState("kafka", "preparing", "henter Kafka (45 MB)", done=24_400_000, total=45_000_000)
    assert text_of(part) == "henter Kafka (45 MB): 24 MB"


def test_a_part_that_falls_says_why() -> None:
    """Starting again is no secret."""
    assert text_of(PartState("zipkin", "restarting", why="blev stoppet af SIGKILL")).endswith(
        "(blev stoppet af SIGKILL)"
    )


def test_without_a_terminal_each_step_is_one_line() -> None:
    """A log is not filled with a line per piece of a download."""
    written = StringIO()
    part = PartState("kafka", "preparing", "henter Kafka (45 MB)", total=45_000_000)
    state = StackState(parts={"kafka": part})
    with Show(Console(file=written)) as show:
        for done in range(0, 45_000_000, 500_000):
            part.done = done
            show.update(state)
        part.status, part.doing, part.total, part.seconds = "ready", "", 0, 7.25
        show.update(state)
    assert written.getvalue().splitlines() == ["kafka: henter Kafka (45 MB)", "kafka: klar (7,2 s)"]
