"""When a receiver is left alone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from services.notifications.domain.circuit import CLOSED, THRESHOLD, Circuit

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
LEASE = timedelta(seconds=45)


def tripped(now: datetime = NOON, luck: float = 0.0) -> Circuit:
    circuit = CLOSED
    for _ in range(THRESHOLD):
        assert circuit.state(now) == "closed"
        circuit = circuit.failed(now, luck)
    return circuit


def test_failures_in_a_row_open_it() -> None:
    """Five in a row; one that worked in between begins the count anew."""
    assert tripped().state(NOON) == "open"
    circuit = CLOSED
    for _ in range(20):
        circuit = circuit.failed(NOON, 0.0).failed(NOON, 0.0).worked()
    assert circuit == CLOSED


def test_after_a_pause_one_probe_decides() -> None:
    """Half open: while the probe is on its way nothing else goes; it closes the circuit, or opens it for longer."""
    circuit = tripped()
    assert circuit.open_until is not None
    first = circuit.open_until - NOON
    later = circuit.open_until
    assert circuit.state(later) == "half_open"
    probing = circuit.probe(later + LEASE)
    assert probing.state(later) == "open"
    assert probing.worked() == CLOSED
    again = probing.failed(later, 0.0)
    assert again.state(later) == "open"
    assert again.open_until is not None
    assert again.open_until - later == 2 * first
    assert not again.probing


def test_a_probe_that_never_comes_back_does_not_close_it_for_good() -> None:
    """An instance killed while it probes: when its lease has run out, another may."""
    circuit = tripped().probe(NOON + LEASE)
    assert circuit.state(NOON + LEASE) == "half_open"


def test_stragglers_say_nothing_new() -> None:
    """What was sent before it opened fails after: the pause is not doubled for each of them."""
    circuit = tripped()
    for _ in range(10):
        circuit = circuit.failed(NOON, 0.9)
    assert (circuit.trips, circuit.open_until) == (tripped().trips, tripped().open_until)


@given(probes=some.integers(1, 200), luck=some.floats(0, 1, exclude_max=True))
def test_pauses_grow_up_to_ten_minutes(probes: int, luck: float) -> None:
    """However long a receiver has been away, it is found within ten minutes of coming back."""
    circuit, now = tripped(luck=luck), NOON
    for _ in range(probes):
        assert circuit.open_until is not None
        pause = circuit.open_until - now
        assert timedelta(seconds=7) < pause <= timedelta(minutes=10)
        now = circuit.open_until
        circuit = circuit.probe(now + LEASE).failed(now, luck)
