"""The figures of courses reach the service from its environment."""

import pytest

from services.kraftcenter.app import chassis
from services.kraftcenter.domain import Figures
from shared.identity import Keyring
from shared.runtime import BadSettings
from shared.timers import ClockLengths
from tests.unit.runtime.environment import ENVIRONMENT


def test_the_service_runs_under_the_figures_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """C1: what the municipality has set is what courses are held to."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SAMSPIL_COURSES", "capacity=8,intake=2")
    storage = chassis().service.storage("kraftcenter", Keyring(bytes(32)), ClockLengths())
    assert vars(storage)["_figures"] == Figures(capacity=8, intake=2)


def test_a_wrong_figure_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Configuration: one line names the variable, never its value."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SAMSPIL_COURSES", "capacity=many")
    with pytest.raises(BadSettings, match="SAMSPIL_COURSES") as wrong:
        chassis()
    assert "many" not in str(wrong.value)
